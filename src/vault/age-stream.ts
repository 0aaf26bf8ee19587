import { newPassphraseHeader, openPassphraseHeader, PASSPHRASE_HEADER_BYTES } from './age-passphrase.ts';
import {
  CHUNK_BYTES,
  newPayloadKey,
  NONCE_BYTES,
  openChunk,
  payloadKey,
  sealChunk,
  TAG_BYTES,
} from './age-payload.ts';
import { DamagedEnvelope } from './errors.ts';
import { inPieces } from './pieces.ts';

const HEAD_BYTES = PASSPHRASE_HEADER_BYTES + NONCE_BYTES;

/** An age file under a passphrase, as it is made: first header and nonce, then chunks of at most 65,536 bytes, each with its tag behind it. */
export async function* sealStream(
  passphrase: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const { header, fileKey } = newPassphraseHeader(passphrase);
  const { nonce, key } = newPayloadKey(fileKey);
  yield Buffer.concat([header, nonce]);
  let counter = 0;
  for await (const { bytes, last } of inPieces(source, [], CHUNK_BYTES)) {
    yield* sealChunk(key, counter, last, bytes);
    counter += 1;
  }
}

/** The plaintext, chunk by chunk, each authenticated before it is handed out. @throws WrongKey, DamagedEnvelope, UnsupportedRecipient */
export async function* openStream(
  passphrase: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let key: Uint8Array | undefined;
  let counter = 0;
  for await (const { bytes, last } of inPieces(source, [HEAD_BYTES], CHUNK_BYTES + TAG_BYTES)) {
    if (key === undefined) {
      key = keyIn(passphrase, bytes);
      if (last) throw new DamagedEnvelope('The file ends before its contents.');
      continue;
    }
    yield openChunk(key, counter, last, bytes);
    counter += 1;
  }
}

function keyIn(passphrase: string, head: Uint8Array): Uint8Array {
  const fileKey = openPassphraseHeader(passphrase, head.subarray(0, PASSPHRASE_HEADER_BYTES));
  return payloadKey(fileKey, head.subarray(PASSPHRASE_HEADER_BYTES));
}
