import { Secret, TOTP } from 'otpauth';
import { asWrappingKey, unwrapSecret, wrapSecret, type WrappingKey } from '../../vault/wrapping.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { totpPlace } from '../places.ts';

/** RFC 6238 as every app has it: SHA-1, six digits, thirty seconds. */
const PARAMETERS = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** A secret as long as the hash, as RFC 4226 (section 4) recommends. */
const SECRET_BYTES = 20;
/** A code of the step before or after is taken too: the clock of a phone is never right. */
const WINDOW_STEPS = 1;

/** A new secret in base 32, as apps take it. */
export function newTotpSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32;
}

/** What the QR code says: `otpauth://totp/…` of Google's key URI format, which apps agree on. */
export function totpUri(secret: string, issuer: string, label: string): string {
  return new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret), issuer, label }).toString();
}

/** The time step of a code that is right at `now`, or undefined. Spaces in it do not matter. */
export function totpStepOf(secret: string, typed: string, now: Date): number | undefined {
  const token = typed.replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const timestamp = now.getTime();
  const totp = new TOTP({ ...PARAMETERS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp, window: WINDOW_STEPS });
  return delta === null ? undefined : totp.counter({ timestamp }) + delta;
}

/**
 * Sealed under a key that needs both the member's identity and the server secret. With the password alone, or the database and
 * the password, nobody makes codes (the server secret is missing), so that the second factor stays a second one; with the database
 * and the server secret neither (the password is missing).
 */
export async function sealTotpSecret(
  serverKeys: ServerKeys,
  memberId: string,
  identity: string,
  secret: string,
): Promise<Envelope> {
  const key = totpKey(serverKeys, identity);
  return wrapSecret(key, totpPlace(memberId), new TextEncoder().encode(secret));
}

export async function openTotpSecret(
  serverKeys: ServerKeys,
  memberId: string,
  identity: string,
  envelope: Envelope,
): Promise<string> {
  const bytes = await unwrapSecret(totpKey(serverKeys, identity), totpPlace(memberId), envelope);
  return new TextDecoder().decode(bytes);
}

function totpKey(serverKeys: ServerKeys, identity: string): WrappingKey {
  return asWrappingKey(Buffer.from(serverKeys.mac('totp-secret', identity), 'base64url'));
}
