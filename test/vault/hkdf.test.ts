import { hkdfSync, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { hkdf } from '../../src/vault/hkdf.ts';

describe('HKDF-SHA-256', () => {
  it('gives the 32 bytes that node gives, with and without a salt', () => {
    for (const size of [0, 1, 16, 32, 64, 65, 200]) {
      const secret = randomBytes(size);
      for (const salt of ['', randomBytes(16), randomBytes(64), randomBytes(100)])
        for (const info of ['', 'payload', 'kunci — purpose'])
          expect(
            hkdf(secret, salt, info).equals(Buffer.from(hkdfSync('sha256', secret, salt, info, 32))),
          ).to.equal(true);
    }
  });

  it('gives the first 32 bytes of test case 3 of RFC 5869', () => {
    const secret = Buffer.alloc(22, 0x0b);
    expect(hkdf(secret, '', '').toString('hex')).to.equal(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });
});
