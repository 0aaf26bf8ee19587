import { headerLength } from '../../src/vault/age-header.ts';
import { padmeSize, SMALLEST_CONTENT_BYTES, SMALLEST_SECRET_BYTES } from '../../src/vault/padding.ts';

const NONCE_BYTES = 16;
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;

/** How many bytes an age file holds once it is opened (age v1: a nonce, then pieces of 64 KiB with a tag each). */
function plaintextLength(header: number, whole: number): number {
  const payload = whole - header - NONCE_BYTES;
  return payload - Math.ceil(payload / (CHUNK_BYTES + TAG_BYTES)) * TAG_BYTES;
}

const SMALLEST: Readonly<Record<string, number>> = {
  'age-content-1': SMALLEST_CONTENT_BYTES,
  'age-file-1': SMALLEST_CONTENT_BYTES,
  'age-sealed-1': SMALLEST_SECRET_BYTES,
  'age-wrapped-1': SMALLEST_SECRET_BYTES,
};

/** Whether a sealed value, or a file of so many sealed bytes that begins like this, has a length that tells a size class alone. */
export function isOfAClass(scheme: string, start: Uint8Array, sealedBytes: number): boolean {
  const length = plaintextLength(headerLength(start), sealedBytes);
  const smallest = SMALLEST[scheme];
  return smallest !== undefined && length >= smallest && padmeSize(length) === length;
}
