import { randomBytes } from 'node:crypto';
import { openWithPassphrase, sealWithPassphrase } from './age-file.ts';
import { type Envelope, type Place, requireScheme } from './envelope.ts';
import { DamagedEnvelope } from './errors.ts';
import { SMALLEST_CONTENT_BYTES } from './padding.ts';
import { readPlaintext, writePlaintext } from './plaintext.ts';

/** Texts and other small things under a content key, in memory. */
export const CONTENT_SCHEME = 'age-content-1';

/** 32 random bytes in base64url without padding (43 characters): the passphrase of the age files it seals. */
export type ContentKey = string & { readonly __brand: 'ContentKey' };

/** A fresh random content key. */
export function newContentKey(): ContentKey {
  return asContentKey(randomBytes(32).toString('base64url'));
}

/** A content key that came out of an envelope, as text or as the bytes of that text. @throws DamagedEnvelope */
export function asContentKey(value: string | Uint8Array): ContentKey {
  const text = typeof value === 'string' ? value : Buffer.from(value).toString('latin1');
  if (!isContentKey(text)) throw new DamagedEnvelope('The envelope holds no content key.');
  return text;
}

function isContentKey(text: string): text is ContentKey {
  return /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(text);
}

/** Seals bytes for one place, padded to their Padmé size and 4 KiB at least. */
export async function sealContent(key: ContentKey, place: Place, plaintext: Uint8Array): Promise<Envelope> {
  const padded = writePlaintext(CONTENT_SCHEME, place, plaintext, SMALLEST_CONTENT_BYTES);
  return { scheme: CONTENT_SCHEME, data: sealWithPassphrase(key, padded) };
}

/** The bytes sealed for this place. @throws UnknownScheme, WrongKey, DamagedEnvelope, WrongPlace, UnsupportedRecipient */
export async function openContent(key: ContentKey, place: Place, envelope: Envelope): Promise<Uint8Array> {
  requireScheme(CONTENT_SCHEME, envelope.scheme);
  const padded = openWithPassphrase(key, envelope.data);
  return readPlaintext(CONTENT_SCHEME, place, padded, SMALLEST_CONTENT_BYTES);
}

/** Seals a value as JSON in UTF-8. What JSON has no form for (a bare `undefined`) is refused as a TypeError. */
export async function sealJson(key: ContentKey, place: Place, value: unknown): Promise<Envelope> {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError('This value has no form in JSON.');
  return await sealContent(key, place, Buffer.from(text, 'utf8'));
}

/** The value sealed by `sealJson`. @throws as `openContent`; DamagedEnvelope also when it is no JSON */
export async function openJson(key: ContentKey, place: Place, envelope: Envelope): Promise<unknown> {
  const bytes = await openContent(key, place, envelope);
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch (cause) {
    throw new DamagedEnvelope('The envelope holds no JSON.', { cause });
  }
}
