import { DamagedEnvelope } from './errors.ts';

/** Ends the body; zeros follow it up to the padded size (ISO/IEC 7816-4). */
export const PADDING_MARKER = 0x80;

/** Contents and files are padded to this many bytes at least. */
export const SMALLEST_CONTENT_BYTES = 4096;

/** Sealed and wrapped keys are padded to this many bytes at least. */
export const SMALLEST_SECRET_BYTES = 512;

/**
 * The Padmé size of `length` bytes: only the top ⌊log2 E⌋ + 1 bits of its E-bit mantissa may be set, so a size tells
 * O(log log n) bits and costs 12 % at most. Source: Nikitin, Barman, Lueks, Underwood, Hubaux, Ford, "Reducing Metadata
 * Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019(4), algorithm 1.
 */
export function padmeSize(length: number): number {
  if (length < 2) return length;
  const exponent = floorLog2(length);
  const mantissaBits = floorLog2(exponent) + 1;
  const step = 2 ** Math.max(0, exponent - mantissaBits);
  return Math.ceil(length / step) * step;
}

/** Exact for every safe integer ≥ 1, which the floating-point logarithm is not. */
function floorLog2(value: number): number {
  return value.toString(2).length - 1;
}

/** The size of a plaintext once it is padded, from its header, body and marker together. */
export function paddedSize(unpadded: number, smallest: number): number {
  return Math.max(smallest, padmeSize(unpadded));
}

/** `header`, `body`, the marker and zeros, in one array. */
export function pad(header: Uint8Array, body: Uint8Array, smallest: number): Uint8Array {
  const unpadded = header.length + body.length + 1;
  const plaintext = new Uint8Array(paddedSize(unpadded, smallest));
  plaintext.set(header);
  plaintext.set(body, header.length);
  plaintext[unpadded - 1] = PADDING_MARKER;
  return plaintext;
}

/** The position of the last byte that is not zero, or -1. */
export function lastNonZero(bytes: Uint8Array): number {
  let position = bytes.length - 1;
  while (position >= 0 && bytes[position] === 0) position -= 1;
  return position;
}

/** A copy of what lies between `headerBytes` and the marker. @throws DamagedEnvelope when the padding is not exactly ours */
export function unpad(plaintext: Uint8Array, headerBytes: number, smallest: number): Uint8Array {
  const marker = lastNonZero(plaintext);
  const whole =
    marker >= headerBytes &&
    plaintext[marker] === PADDING_MARKER &&
    plaintext.length === paddedSize(marker + 1, smallest);
  if (!whole) throw new DamagedEnvelope('The padding is not as it was sealed.');
  return plaintext.slice(headerBytes, marker);
}
