import { openStream, sealStream } from './age-stream.ts';
import type { ContentKey } from './content.ts';
import { type Place, placeHeader, requireScheme } from './envelope.ts';
import { padStream, unpadStream } from './padding-stream.ts';

/** Files of any size under a content key; the plaintext is laid out as in `content.ts`. */
export const FILE_SCHEME = 'age-file-1';

/** Seals a stream for one place in flat memory. What it yields, put together, is one age file. */
export async function* sealFile(
  key: ContentKey,
  place: Place,
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const header = placeHeader(FILE_SCHEME, place);
  yield* sealStream(key, padStream(header, source));
}

/**
 * Opens a stream for its place in flat memory. Every byte is authenticated before it is yielded; that the file is
 * whole is known only at the end, so a reader keeps nothing of a stream that throws. Errors come with the first or a
 * later chunk. @throws UnknownScheme, WrongKey, DamagedEnvelope, WrongPlace, UnsupportedRecipient
 */
export async function* openFile(
  key: ContentKey,
  place: Place,
  scheme: string,
  source: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  requireScheme(FILE_SCHEME, scheme);
  const header = placeHeader(FILE_SCHEME, place);
  yield* unpadStream(header, openStream(key, source));
}
