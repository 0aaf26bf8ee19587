import { hash, hashRaw } from '@node-rs/argon2';
import { expect } from 'chai';
import { hkdfSync } from 'node:crypto';
import { DamagedEnvelope, UnknownScheme } from '../../src/vault/errors.ts';
import {
  checkPassword,
  LONGEST_PASSWORD,
  newPasswordRecord,
  type PasswordHash,
} from '../../src/vault/password.ts';
import { errorOf } from './support.ts';

const PASSWORD = 'kuda terbang 7 Ñandú';

describe('a password', () => {
  it('that is right, gives the key of its record each time', async () => {
    const { record, wrappingKey } = await newPasswordRecord(PASSWORD);
    for (const typed of [PASSWORD, PASSWORD.normalize('NFD'), PASSWORD.normalize('NFKC')]) {
      const key = await checkPassword(typed, record);
      expect(Buffer.from(key ?? []).equals(wrappingKey)).to.equal(true);
    }
  });

  it('that is wrong, or of nobody, gives no key', async () => {
    const { record } = await newPasswordRecord(PASSWORD);
    for (const typed of ['', PASSWORD.toLowerCase(), `${PASSWORD} `, PASSWORD.repeat(100)]) {
      expect(await checkPassword(typed, record)).to.equal(undefined);
    }
    expect(await checkPassword(PASSWORD, undefined)).to.equal(undefined);
    expect(await checkPassword('', undefined)).to.equal(undefined);
  });

  it('of nobody, costs the same work as one of a member', async () => {
    const { record } = await newPasswordRecord(PASSWORD);
    const works: unknown[] = [];
    const recording: PasswordHash = async (typed, options) => {
      const { salt, ...parameters } = options ?? {};
      works.push({ saltBytes: salt?.length, ...parameters });
      return hashRaw(typed, options);
    };
    await checkPassword('salah', record, recording);
    await checkPassword('salah', undefined, recording);
    const work = { saltBytes: 16, memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 64 };
    expect(works).to.deep.equal([work, work]);
  });

  it('set twice, has another salt, verifier and key each time', async () => {
    const [first, second] = [await newPasswordRecord(PASSWORD), await newPasswordRecord(PASSWORD)];
    expect(Buffer.compare(first.record.salt, second.record.salt)).not.to.equal(0);
    expect(Buffer.compare(first.record.verifier, second.record.verifier)).not.to.equal(0);
    expect(Buffer.compare(first.wrappingKey, second.wrappingKey)).not.to.equal(0);
  });

  it('that is longer than any person types, is refused when set', async () => {
    expect(await errorOf(newPasswordRecord('x'.repeat(LONGEST_PASSWORD + 1)))).to.be.instanceOf(RangeError);
  });
});

describe('a password record', () => {
  it('is HKDF of Argon2id with the parameters that its scheme names', async () => {
    const { record } = await newPasswordRecord(PASSWORD);
    const options = { memoryCost: 65_536, timeCost: 3, parallelism: 1, outputLen: 64, salt: record.salt };
    const phc = await hash(PASSWORD.normalize('NFKC'), options);
    expect(phc).to.match(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    const raw = Buffer.from(phc.slice(phc.lastIndexOf('$') + 1), 'base64');
    const verifier = hkdfSync('sha256', raw, '', 'kanal-integritas/1/password/verifier', 32);
    expect(record.scheme).to.equal('argon2id-m65536-t3-p1-1');
    expect(Buffer.from(verifier).equals(record.verifier)).to.equal(true);
  });

  it('of another scheme or without a whole salt or verifier, opens nothing', async () => {
    const { record } = await newPasswordRecord(PASSWORD);
    const unknown = { ...record, scheme: 'argon2id-m8-t1-p1-1' };
    expect(await errorOf(checkPassword(PASSWORD, unknown))).to.be.instanceOf(UnknownScheme);
    const unsalted = { ...record, salt: new Uint8Array(0) };
    expect(await errorOf(checkPassword(PASSWORD, unsalted))).to.be.instanceOf(DamagedEnvelope);
    expect(await checkPassword(PASSWORD, { ...record, verifier: new Uint8Array(0) })).to.equal(undefined);
  });
});
