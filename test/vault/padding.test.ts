import { expect } from 'chai';
import * as fc from 'fast-check';
import { newContentKey, sealContent } from '../../src/vault/content.ts';
import { DamagedEnvelope } from '../../src/vault/errors.ts';
import { newToken, tokenKeys } from '../../src/vault/token.ts';
import { pad, padmeSize, unpad } from '../../src/vault/padding.ts';
import { wrapSecret } from '../../src/vault/wrapping.ts';
import { PLACE } from './support.ts';

describe('the Padmé size', () => {
  it('of lengths worked out by hand from the paper, is as the paper has it', () => {
    const expected = [
      [0, 0],
      [1, 1],
      [8, 8],
      [9, 10],
      [200, 208],
      [4097, 4352],
      [65_537, 67_584],
      [1_000_000, 1_015_808],
      [100_000_000, 100_663_296],
    ] as const;
    for (const [length, size] of expected) expect(padmeSize(length), String(length)).to.equal(size);
  });

  it('of any length, costs at most 12 per cent and never shrinks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 40 }), (length) => {
        const size = padmeSize(length);
        expect(size).to.be.within(length, length * 1.12);
        expect(padmeSize(size)).to.equal(size);
        expect(padmeSize(length + 1)).to.be.at.least(size);
      }),
    );
  });
});

describe('padding', () => {
  it('of any body, comes off again exactly', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(2000), (body, smallest) => {
        const header = Buffer.from('header\n');
        const padded = pad(header, body, smallest);
        expect(padded.length).to.be.at.least(smallest);
        expect(Buffer.compare(unpad(padded, header.length, smallest), body)).to.equal(0);
      }),
    );
  });

  it('without a marker, before the header or of another size, is refused as DamagedEnvelope', () => {
    const padded = pad(Buffer.from('header\n'), Buffer.from('body'), 64);
    const longer = Buffer.concat([padded, Buffer.alloc(2)]);
    const reserved = Buffer.concat([padded.subarray(0, 11), Buffer.from([0x81]), Buffer.alloc(52)]);
    for (const wrong of [longer, padded.subarray(0, 63), reserved, Buffer.alloc(64), Buffer.alloc(0)]) {
      expect(() => unpad(wrong, 7, 64)).to.throw(DamagedEnvelope);
    }
    expect(() => unpad(padded, 12, 64)).to.throw(DamagedEnvelope);
  });

  it('makes short texts of every length the same size', async () => {
    const key = newContentKey();
    const sizes = new Set<number>();
    for (const length of [0, 1, 100, 2000, 4000]) {
      sizes.add((await sealContent(key, PLACE, new Uint8Array(length))).data.length);
    }
    expect(sizes.size).to.equal(1);
  });

  it('makes wrapped keys of every usual length the same size', async () => {
    const { wrappingKey } = tokenKeys('draft', newToken());
    const sizes = new Set<number>();
    for (const length of [0, 43, 130, 300]) {
      sizes.add((await wrapSecret(wrappingKey, PLACE, new Uint8Array(length))).data.length);
    }
    expect(sizes.size).to.equal(1);
  });
});
