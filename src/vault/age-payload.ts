import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { DamagedEnvelope } from './errors.ts';
import { hkdf } from './hkdf.ts';

/*
 * The payload of an age file (https://c2sp.org/age): a nonce, then STREAM over ChaCha20-Poly1305, by node:crypto, for
 * small envelopes and for files alike. test/vault/age-interoperation.test.ts holds it against the library both ways.
 */

export const NONCE_BYTES = 16;
export const TAG_BYTES = 16;
/** Of plaintext; every chunk but the last has just this many. */
export const CHUNK_BYTES = 64 * 1024;

/** A fresh nonce and the key that it gives with a file key; a payload's nonce is never used for another one. */
export function newPayloadKey(fileKey: Uint8Array): { readonly nonce: Buffer; readonly key: Uint8Array } {
  const nonce = randomBytes(NONCE_BYTES);
  return { nonce, key: payloadKey(fileKey, nonce) };
}

/** The key of the chunks, from the 16-byte file key and the nonce that stands before them. */
export function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Uint8Array {
  return hkdf(fileKey, nonce, 'payload');
}

/** A chunk and its tag of 16 bytes, apart so that the chunk is not copied. `counter` counts chunks from 0. */
export function sealChunk(key: Uint8Array, counter: number, last: boolean, plaintext: Uint8Array): Buffer[] {
  return encrypted(key, chunkNonce(counter, last), plaintext);
}

/** The plaintext of a chunk. @throws DamagedEnvelope */
export function openChunk(key: Uint8Array, counter: number, last: boolean, sealed: Uint8Array): Buffer {
  const plaintext = decrypt(key, chunkNonce(counter, last), sealed);
  if (!plaintext) throw new DamagedEnvelope('A chunk is damaged, or the file was cut short.');
  if (plaintext.length === 0 && counter > 0) throw new DamagedEnvelope('The last chunk is empty.');
  return plaintext;
}

/** A whole payload in memory, its nonce first. */
export function sealPayload(fileKey: Uint8Array, plaintext: Uint8Array): Buffer {
  const { nonce, key } = newPayloadKey(fileKey);
  const parts = [nonce];
  for (let start = 0, counter = 0; start === 0 || start < plaintext.length; counter += 1) {
    const end = start + CHUNK_BYTES;
    parts.push(...sealChunk(key, counter, end >= plaintext.length, plaintext.subarray(start, end)));
    start = end;
  }
  return Buffer.concat(parts);
}

/** The plaintext of a whole payload. @throws DamagedEnvelope */
export function openPayload(fileKey: Uint8Array, payload: Uint8Array): Buffer {
  const key = payloadKey(fileKey, payload.subarray(0, NONCE_BYTES));
  const size = CHUNK_BYTES + TAG_BYTES;
  const parts: Buffer[] = [];
  let start = NONCE_BYTES;
  do {
    const isLast = start + size >= payload.length;
    parts.push(openChunk(key, parts.length, isLast, payload.subarray(start, start + size)));
    start += size;
  } while (start < payload.length);
  return Buffer.concat(parts);
}

/** ChaCha20-Poly1305: the ciphertext and its tag. */
export function encrypt(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Buffer {
  return Buffer.concat(encrypted(key, nonce, plaintext));
}

function encrypted(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Buffer[] {
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
  const ciphertext = cipher.update(plaintext);
  cipher.final(); // nothing is left: it is a stream cipher
  return [ciphertext, cipher.getAuthTag()];
}

/** What {@link encrypt} was given, or undefined where key, nonce or bytes are not the ones it was made with. */
export function decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < TAG_BYTES) return undefined;
  const cut = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv('chacha20-poly1305', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAuthTag(sealed.subarray(cut));
  const plaintext = decipher.update(sealed.subarray(0, cut));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plaintext;
}

/** 11 bytes of counter, big-endian, and one that is 1 in the last chunk. */
function chunkNonce(counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(counter, 5, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}
