import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/**
 * A random id: 26 characters of lower-case Crockford base 32 (130 bits).
 * Ids carry neither time nor order, as ObjectIds and sequences would (invariant 2).
 */
export function randomId(): string {
  return spell(randomBytes(LENGTH));
}

/** The id that the same parts always have: what is made from a one-use id of a form is made once. */
export function derivedId(...parts: readonly string[]): string {
  return spell(createHash('sha256').update(parts.join('\n')).digest().subarray(0, LENGTH));
}

/** Whether a value that a stranger sent has the form of one of our ids; it may still name nothing. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-hjkmnp-tv-z]{26}$/.test(value);
}

function spell(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
