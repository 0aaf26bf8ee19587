import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 26;

/**
 * A random id: 26 characters of lower-case Crockford base 32 (130 bits).
 * Ids carry neither time nor order, as ObjectIds and sequences would (invariant 2).
 */
export function randomId(): string {
  return Array.from(randomBytes(LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** Whether a value that a stranger sent has the form of one of our ids; it may still name nothing. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-hjkmnp-tv-z]{26}$/.test(value);
}
