import { hashRaw } from '@node-rs/argon2';
import type { PasswordHash } from '../../src/vault/password.ts';

/**
 * Argon2id at the least cost: at its real one, which is slow on purpose, it was a tenth of the processor time of the tests, in which members
 * are made and sign in thousands of times. test/vault/password.test.ts tests the real cost.
 */
export const quickHash: PasswordHash = async (password, options, signal) =>
  hashRaw(password, { ...options, memoryCost: 64, timeCost: 1 }, signal);
