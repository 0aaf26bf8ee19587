import { DamagedEnvelope } from './errors.ts';
import { lastNonZero, paddedSize, PADDING_MARKER, SMALLEST_CONTENT_BYTES } from './padding.ts';
import { requireHeader } from './plaintext.ts';

const ZEROS = new Uint8Array(64 * 1024);
const MARKER = Uint8Array.of(PADDING_MARKER);

/** The header, the source, the marker and zeros: the plaintext of a file, whose length is known only at its end. */
export async function* padStream(
  header: Uint8Array,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let size = header.length;
  yield header;
  for await (const chunk of source) {
    size += chunk.length;
    yield chunk;
  }
  size += MARKER.length;
  yield MARKER;
  yield* zeros(paddedSize(size, SMALLEST_CONTENT_BYTES) - size);
}

/**
 * The body of a padded stream whose first chunk begins with `header`. A marker followed by nothing but zeros so far is held
 * back as a count, since only the end tells whether it is padding or part of the body. @throws WrongPlace, DamagedEnvelope
 */
export async function* unpadStream(
  header: Uint8Array,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  let heldZeros = -1; // -1: no marker is held back
  for await (const chunk of source) {
    if (total === 0) requireHeader(header, chunk);
    const body = total === 0 ? chunk.subarray(header.length) : chunk;
    total += chunk.length;
    const end = lastNonZero(body);
    if (end < 0 && heldZeros >= 0) {
      heldZeros += body.length;
      continue;
    }
    if (heldZeros >= 0) {
      yield MARKER.slice();
      yield* zeros(heldZeros);
    }
    const marked = body[end] === PADDING_MARKER;
    heldZeros = marked ? body.length - end - 1 : -1;
    const ready = marked ? body.subarray(0, end) : body;
    if (ready.length > 0) yield ready;
  }
  if (heldZeros < 0 || total !== paddedSize(total - heldZeros, SMALLEST_CONTENT_BYTES)) {
    throw new DamagedEnvelope('The padding is not as it was sealed.');
  }
}

function* zeros(count: number): Generator<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.slice(0, Math.min(left, ZEROS.length));
}
