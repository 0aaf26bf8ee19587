import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { openHeaderWithPassphrase, sealWithPassphrase } from './age-file.ts';
import { DamagedEnvelope } from './errors.ts';
import { inPieces } from './pieces.ts';

/*
 * The payload of an age file (STREAM over ChaCha20-Poly1305, https://c2sp.org/age) for files of any size. The header is the
 * library's; the payload is OpenSSL's through node:crypto, measured at fifteen times the library's speed.
 */

/** An age header with one scrypt stanza of work factor 1 always has this length, up to and with the newline of its MAC. */
const HEADER_BYTES = 149;
const NONCE_BYTES = 16;
const TAG_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;

/** An age file under a passphrase, as it is made: first header and nonce, then one chunk of at most 65,552 bytes at a time. */
export async function* sealStream(
  passphrase: string,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const header = (await sealWithPassphrase(passphrase, new Uint8Array(0))).subarray(0, HEADER_BYTES);
  const fileKey = await openHeaderWithPassphrase(passphrase, header);
  // A nonce of our own: under the library's one its empty chunk was encrypted already.
  const nonce = randomBytes(NONCE_BYTES);
  const key = payloadKey(fileKey, nonce);
  yield Buffer.concat([header, nonce]);
  let counter = 0;
  for await (const { bytes, last } of inPieces(source, [], CHUNK_BYTES)) {
    yield sealChunk(key, counter, last, bytes);
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
  for await (const { bytes, last } of inPieces(
    source,
    [HEADER_BYTES + NONCE_BYTES],
    CHUNK_BYTES + TAG_BYTES,
  )) {
    if (key === undefined) {
      key = await openHead(passphrase, bytes);
      if (last) throw new DamagedEnvelope('The file ends before its contents.');
      continue;
    }
    const chunk = openChunk(key, counter, last, bytes);
    if (chunk.length === 0 && counter > 0) throw new DamagedEnvelope('The last chunk is empty.');
    yield chunk;
    counter += 1;
  }
}

async function openHead(passphrase: string, head: Uint8Array): Promise<Uint8Array> {
  const fileKey = await openHeaderWithPassphrase(passphrase, head.subarray(0, HEADER_BYTES));
  return payloadKey(fileKey, head.subarray(HEADER_BYTES));
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** 11 bytes of counter, big-endian, and one that is 1 in the last chunk. */
function chunkNonce(counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function sealChunk(key: Uint8Array, counter: number, last: boolean, plaintext: Uint8Array): Buffer {
  const cipher = createCipheriv('chacha20-poly1305', key, chunkNonce(counter, last), {
    authTagLength: TAG_BYTES,
  });
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

function openChunk(key: Uint8Array, counter: number, last: boolean, sealed: Uint8Array): Buffer {
  if (sealed.length < TAG_BYTES) throw new DamagedEnvelope('The file was cut short.');
  const cut = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('chacha20-poly1305', key, chunkNonce(counter, last), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(sealed.subarray(cut));
  const plaintext = decipher.update(sealed.subarray(0, cut));
  try {
    decipher.final();
  } catch (cause) {
    throw new DamagedEnvelope('A chunk is damaged, or the file was cut short.', { cause });
  }
  return plaintext;
}
