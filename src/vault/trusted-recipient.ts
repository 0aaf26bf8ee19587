import { UntrustedRecipient } from './errors.ts';
import { assertHybridRecipient } from './key-pairs.ts';

const brand: unique symbol = Symbol('trusted');

/** A recipient whose MAC was checked in this process; only `createServerKeys(…).trust` makes one. */
export interface TrustedRecipient {
  readonly ownerId: string;
  readonly recipient: string;
  readonly trusted: typeof brand;
}

/** A type can be cast away, membership here cannot: an object from the database never gets in by its shape. */
const trustedRecipients = new WeakSet<TrustedRecipient>();

/** For `server-keys.ts` alone, after the MAC was checked. @throws UnsupportedRecipient */
export function markTrusted(ownerId: string, recipient: string): TrustedRecipient {
  assertHybridRecipient(recipient);
  const marked: TrustedRecipient = Object.freeze({ ownerId, recipient, trusted: brand });
  trustedRecipients.add(marked);
  return marked;
}

/** @throws UntrustedRecipient for whatever `markTrusted` did not make */
export function assertTrusted(recipient: TrustedRecipient): void {
  if (!trustedRecipients.has(recipient)) {
    throw new UntrustedRecipient('Nothing is sealed to a recipient whose MAC was not checked.');
  }
}
