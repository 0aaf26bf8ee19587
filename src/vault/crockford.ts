import { randomBytes } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U. Source: https://www.crockford.com/base32.html */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const READ_AS: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0', U: 'V' };

/** The symbol of a value from 0 to 31. */
export function symbolOf(value: number): string {
  return SYMBOLS.charAt(value);
}

/** The value (0 to 31) of a symbol, or -1. */
export function valueOf(symbol: string): number {
  return symbol.length === 1 ? SYMBOLS.indexOf(symbol) : -1;
}

/** So many random symbols of 5 bits each. */
export function randomSymbols(count: number): string {
  return Array.from(randomBytes(count), (byte) => symbolOf(byte % 32)).join('');
}

/** Bytes as base 32, five bits a symbol from the left; whole groups of five bytes only. */
export function crockford(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((group) => symbolOf(Number.parseInt(group, 2))).join('');
}

/** `ABCDEFGH` as `ABCD-EFGH`. */
export function inGroups(symbols: string): string {
  return (symbols.match(/.{1,4}/g) ?? []).join('-');
}

/**
 * What a person typed, as symbols: case, spaces of every width, dashes of every kind, invisible marks and full-width
 * forms do not matter, and I, L, O, U are read as 1, 1, 0, V. Other characters stay as they are.
 */
export function readSymbols(typed: string): string {
  const bare = typed.normalize('NFKC').replace(/[\s\p{Z}\p{Pd}\p{Cf}\u2212\u2043_]/gu, '');
  return Array.from(bare.toUpperCase(), (character) => READ_AS[character] ?? character).join('');
}
