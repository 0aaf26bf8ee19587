import { openWithIdentities, sealToRecipients } from './age-file.ts';
import { type Envelope, type Place, requireScheme } from './envelope.ts';
import { SMALLEST_SECRET_BYTES } from './padding.ts';
import { readPlaintext, writePlaintext } from './plaintext.ts';
import { assertTrusted, type TrustedRecipient } from './trusted-recipient.ts';

export { MOST_RECIPIENTS } from './age-file.ts';

/** A secret in one age file to one or more hybrid recipients. */
export const SEALED_SCHEME = 'age-sealed-1';

/** Seals a secret (keys, an identity) for one place to 1 to 64 recipients. @throws UntrustedRecipient, UnsupportedRecipient */
export async function sealSecret(
  recipients: readonly TrustedRecipient[],
  place: Place,
  secret: Uint8Array,
): Promise<Envelope> {
  for (const recipient of recipients) assertTrusted(recipient);
  const padded = writePlaintext(SEALED_SCHEME, place, secret, SMALLEST_SECRET_BYTES);
  const data = sealToRecipients(
    recipients.map(({ recipient }) => recipient),
    padded,
  );
  return { scheme: SEALED_SCHEME, data };
}

/** The secret, with the first identity that fits. @throws UnknownScheme, WrongKey, DamagedEnvelope, WrongPlace, UnsupportedRecipient */
export async function openSecret(
  identities: readonly string[],
  place: Place,
  envelope: Envelope,
): Promise<Uint8Array> {
  requireScheme(SEALED_SCHEME, envelope.scheme);
  const padded = await openWithIdentities(identities, envelope.data);
  return readPlaintext(SEALED_SCHEME, place, padded, SMALLEST_SECRET_BYTES);
}
