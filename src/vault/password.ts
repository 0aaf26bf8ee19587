import { randomBytes, timingSafeEqual } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { derive } from './derive.ts';
import { DamagedEnvelope, UnknownScheme } from './errors.ts';
import { deriveWrappingKey, type WrappingKey } from './wrapping.ts';

/** What is stored of a password. `scheme` names the parameters; the salt has 16 bytes, the verifier 32. */
export interface PasswordRecord {
  readonly scheme: string;
  readonly salt: Uint8Array;
  readonly verifier: Uint8Array;
}

interface Argon2Parameters {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/**
 * Argon2id with 64 MiB and three passes, the second choice of RFC 9106 (section 4) with one lane; well above OWASP's least
 * (19 MiB, two passes, https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html). About 60 ms here.
 */
const CURRENT_SCHEME = 'argon2id-m65536-t3-p1-1';
const SCHEMES: ReadonlyMap<string, Argon2Parameters> = new Map([
  [CURRENT_SCHEME, { memoryCost: 65_536, timeCost: 3, parallelism: 1 }],
]);

const SALT_BYTES = 16;

/** Longer ones are refused when set, and wrong when checked: normalising megabytes would be a lever for strangers. */
export const LONGEST_PASSWORD = 1024;

/** Argon2id over the bytes of a password: the salt and parameters are in the options. */
export type PasswordHash = typeof hashRaw;

/** A record for a new password and the key that wraps its owner's identity. @throws RangeError when it is too long */
export async function newPasswordRecord(
  password: string,
  hash: PasswordHash = hashRaw,
): Promise<{ record: PasswordRecord; wrappingKey: WrappingKey }> {
  if (password.length > LONGEST_PASSWORD) throw new RangeError('The password is too long.');
  const salt = randomBytes(SALT_BYTES);
  const { verifier, wrappingKey } = await derivePasswordKeys(password, CURRENT_SCHEME, salt, hash);
  return { record: { scheme: CURRENT_SCHEME, salt, verifier }, wrappingKey };
}

/**
 * The wrapping key when the password is right, else undefined. Without a record (nobody has that address) the same work
 * is done, so that the time tells nobody whether an account exists. @throws UnknownScheme, DamagedEnvelope
 */
export async function checkPassword(
  password: string,
  record: PasswordRecord | undefined,
  hash: PasswordHash = hashRaw,
): Promise<WrappingKey | undefined> {
  const known = record !== undefined && password.length <= LONGEST_PASSWORD;
  const { scheme, salt, verifier } = known ? record : nobody();
  const found = await derivePasswordKeys(known ? password : '', scheme, salt, hash);
  const matches = verifier.length === found.verifier.length && timingSafeEqual(verifier, found.verifier);
  return known && matches ? found.wrappingKey : undefined;
}

function nobody(): PasswordRecord {
  return { scheme: CURRENT_SCHEME, salt: randomBytes(SALT_BYTES), verifier: randomBytes(32) };
}

/** Raw Argon2id hash of 64 bytes over the password in NFKC (as NIST SP 800-63B asks) → HKDF → two keys. */
async function derivePasswordKeys(password: string, scheme: string, salt: Uint8Array, hash: PasswordHash) {
  const parameters = SCHEMES.get(scheme);
  if (parameters === undefined) throw new UnknownScheme('The password record is of an unknown scheme.');
  if (salt.length !== SALT_BYTES) throw new DamagedEnvelope('The password record has no whole salt.');
  const options = { ...parameters, salt: Buffer.from(salt), outputLen: 64 };
  const hashed = await hash(Buffer.from(password.normalize('NFKC'), 'utf8'), options);
  return {
    verifier: derive(hashed, 'password/verifier'),
    wrappingKey: deriveWrappingKey(hashed, 'password/wrap'),
  };
}
