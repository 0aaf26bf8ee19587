import { createHash } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import type { PasswordHash } from '../../src/vault/password.ts';

const known = new Map<string, Promise<Buffer>>();

/**
 * The real Argon2id at its real cost, once for each password, salt and set of parameters: it is slow on purpose, and in the
 * tests the same few members sign in again and again.
 */
export const rememberedHash: PasswordHash = async (password, options, signal) => {
  const key = createHash('sha256')
    .update(JSON.stringify([Buffer.from(password).toString('base64'), options]))
    .digest('base64');
  const hash = known.get(key) ?? hashRaw(password, options, signal);
  known.set(key, hash);
  return Buffer.from(await hash);
};
