import { type Place, placeHeader } from './envelope.ts';
import { WrongPlace } from './errors.ts';
import { pad, unpad } from './padding.ts';

/** The plaintext of an envelope: the header that binds it to its place, the body, the padding. */
export function writePlaintext(scheme: string, place: Place, body: Uint8Array, smallest: number): Uint8Array {
  return pad(placeHeader(scheme, place), body, smallest);
}

/** The body of an authenticated plaintext. @throws WrongPlace, DamagedEnvelope */
export function readPlaintext(
  scheme: string,
  place: Place,
  plaintext: Uint8Array,
  smallest: number,
): Uint8Array {
  const header = placeHeader(scheme, place);
  requireHeader(header, plaintext);
  return unpad(plaintext, header.length, smallest);
}

/** Refuses a plaintext that does not begin with `header`. @throws WrongPlace */
export function requireHeader(header: Uint8Array, plaintext: Uint8Array): void {
  if (Buffer.compare(header, plaintext.subarray(0, header.length)) !== 0) {
    throw new WrongPlace('The envelope was sealed for another place.');
  }
}
