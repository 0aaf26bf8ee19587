import { expect } from 'chai';
import { WrongKey, WrongPlace } from '../../src/vault/errors.ts';
import { isToken, newToken, tokenKeys } from '../../src/vault/token.ts';
import { asWrappingKey, unwrapSecret, wrapSecret } from '../../src/vault/wrapping.ts';
import { errorOf, OTHER_PLACES, PLACE } from './support.ts';

describe('a token', () => {
  it('that is new, is told from everything else', () => {
    const token = newToken();
    expect(isToken(token)).to.equal(true);
    const others = [
      '',
      token.slice(1),
      `${token}A`,
      `${token}\n`,
      `${token.slice(0, 42)}B`,
      `${token.slice(0, 42)}=`,
    ];
    for (const other of [...others, undefined, null, 7, [token], { token }]) {
      expect(isToken(other), JSON.stringify(other)).to.equal(false);
    }
    expect(() => tokenKeys('draft', 'draft')).to.throw(RangeError);
  });

  it('is 256 bits, each of which is as often set as not, and never comes twice', () => {
    const tokens = Array.from({ length: 1_000 }, () => newToken());
    expect(new Set(tokens).size).to.equal(tokens.length);
    const bytes = tokens.map((token) => Buffer.from(token, 'base64url'));
    expect(bytes.every(({ length }) => length === 32)).to.equal(true);
    for (let bit = 0; bit < 256; bit += 1) {
      const set = bytes.filter((each) => ((each[bit >> 3] ?? 0) >> (bit & 7)) & 1).length;
      expect(set, `bit ${bit}: 350 to 650 are nine standard deviations`).to.be.within(350, 650);
    }
  });

  it('of one purpose, has other keys for every other purpose', () => {
    const token = newToken();
    const purposes = ['draft', 'session', 'invitation', 'form'] as const;
    const keys = purposes.map((purpose) => tokenKeys(purpose, token));
    expect(new Set(keys.map(({ lookupId }) => lookupId)).size).to.equal(4);
    expect(new Set(keys.map(({ wrappingKey }) => Buffer.from(wrappingKey).toString('hex'))).size).to.equal(4);
    expect(tokenKeys('draft', token)).to.eql(keys[0]);
  });
});

describe('a wrapped secret', () => {
  it('opens under its key at its place only', async () => {
    const { wrappingKey } = tokenKeys('session', newToken());
    const envelope = await wrapSecret(wrappingKey, PLACE, Buffer.from('rahasia'));
    expect(Buffer.from(await unwrapSecret(wrappingKey, PLACE, envelope)).toString()).to.equal('rahasia');
    const { wrappingKey: other } = tokenKeys('session', newToken());
    expect(await errorOf(unwrapSecret(other, PLACE, envelope))).to.be.instanceOf(WrongKey);
    for (const place of OTHER_PLACES) {
      expect(await errorOf(unwrapSecret(wrappingKey, place, envelope))).to.be.instanceOf(WrongPlace);
    }
  });

  it('has a key of 32 bytes, no more and no less', () => {
    expect(asWrappingKey(new Uint8Array(32))).to.have.length(32);
    for (const length of [0, 31, 33]) expect(() => asWrappingKey(new Uint8Array(length))).to.throw(WrongKey);
  });
});
