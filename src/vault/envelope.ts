import { UnknownScheme, WrongPlace } from './errors.ts';

/** A sealed value as it is stored: `scheme` names format and version, `data` is one binary age file. */
export interface Envelope {
  readonly scheme: string;
  readonly data: Uint8Array;
}

/**
 * Where a sealed value belongs; its owner is a case, a member or a unit. `sequence` is a safe integer ≥ 0; the others are any
 * strings, ASCII ids as a rule.
 */
export interface Place {
  readonly ownerId: string;
  readonly kind: string;
  readonly itemId: string;
  readonly sequence: number;
}

/** Keeps the header inside the first chunk of a stream and the smallest padded size. */
const LONGEST_HEADER_BYTES = 1024;

/** Refuses every scheme but the one expected. @throws UnknownScheme */
export function requireScheme(expected: string, found: string): void {
  if (found !== expected) throw new UnknownScheme(`This is not an envelope of the scheme ${expected}.`);
}

/**
 * The first bytes of every plaintext: a line of JSON, `["<scheme>","<ownerId>","<kind>","<itemId>",<sequence>]\n`, as
 * `JSON.stringify` writes it, in UTF-8. It is unambiguous (strings are quoted, a newline inside one is escaped), and a
 * person who opens an envelope with `age` alone can read what it is. @throws WrongPlace when no header can name it
 */
export function placeHeader(scheme: string, place: Place): Uint8Array {
  const { ownerId, kind, itemId, sequence } = place;
  if (!Number.isSafeInteger(sequence) || sequence < 0)
    throw new WrongPlace('A sequence is a whole number from 0.');
  const header = Buffer.from(`${JSON.stringify([scheme, ownerId, kind, itemId, sequence])}\n`, 'utf8');
  if (header.length > LONGEST_HEADER_BYTES) throw new WrongPlace('The ids of a place are too long.');
  return header;
}
