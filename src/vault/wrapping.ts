import { openWithPassphrase, sealWithPassphrase } from './age-file.ts';
import { derive } from './derive.ts';
import { type Envelope, type Place, requireScheme } from './envelope.ts';
import { WrongKey } from './errors.ts';
import { SMALLEST_SECRET_BYTES } from './padding.ts';
import { readPlaintext, writePlaintext } from './plaintext.ts';

/** A secret under a key derived from a token, a code, a cookie or a password. */
const WRAPPED_SCHEME = 'age-wrapped-1';

/** 32 bytes derived from something that only a person or a browser holds; never stored. */
export type WrappingKey = Uint8Array & { readonly __brand: 'WrappingKey' };

/** The wrapping key of a secret for one purpose (HKDF-SHA-256). */
export function deriveWrappingKey(secret: Uint8Array, purpose: string): WrappingKey {
  return asWrappingKey(derive(secret, purpose));
}

/** 32 bytes as a wrapping key. @throws WrongKey for any other length */
export function asWrappingKey(bytes: Uint8Array): WrappingKey {
  if (!isWrappingKey(bytes)) throw new WrongKey('A wrapping key has 32 bytes.');
  return bytes;
}

function isWrappingKey(bytes: Uint8Array): bytes is WrappingKey {
  return bytes.length === 32;
}

/** Seals a secret for one place: an age file whose passphrase is the key in base64url. */
export async function wrapSecret(key: WrappingKey, place: Place, secret: Uint8Array): Promise<Envelope> {
  const padded = writePlaintext(WRAPPED_SCHEME, place, secret, SMALLEST_SECRET_BYTES);
  return { scheme: WRAPPED_SCHEME, data: sealWithPassphrase(passphrase(key), padded) };
}

/** The secret wrapped for this place. @throws UnknownScheme, WrongKey, DamagedEnvelope, WrongPlace, UnsupportedRecipient */
export async function unwrapSecret(key: WrappingKey, place: Place, envelope: Envelope): Promise<Uint8Array> {
  requireScheme(WRAPPED_SCHEME, envelope.scheme);
  const padded = openWithPassphrase(passphrase(key), envelope.data);
  return readPlaintext(WRAPPED_SCHEME, place, padded, SMALLEST_SECRET_BYTES);
}

function passphrase(key: WrappingKey): string {
  return Buffer.from(key).toString('base64url');
}
