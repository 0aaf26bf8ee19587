import { createHmac, timingSafeEqual } from 'node:crypto';
import { derive } from './derive.ts';
import { UntrustedRecipient } from './errors.ts';
import { assertHybridRecipient } from './key-pairs.ts';
import { markTrusted, type TrustedRecipient } from './trusted-recipient.ts';

export type { TrustedRecipient } from './trusted-recipient.ts';
export type ServerKeys = ReturnType<typeof createServerKeys>;

/**
 * HMAC-SHA-256 under keys derived from SERVER_SECRET, one per purpose. Whoever can write the database but does not have
 * the secret cannot put a recipient of their own into it. All MACs are 32 bytes in base64url.
 */
export function createServerKeys(serverSecret: string) {
  const secret = Buffer.from(serverSecret, 'utf8');

  const keys = new Map<string, Uint8Array>();

  /** Derived once for each of the few purposes there are; it is no more secret than what it is derived from. */
  function keyFor(purpose: string): Uint8Array {
    const key = keys.get(purpose) ?? derive(secret, `server/${purpose}`);
    keys.set(purpose, key);
    return key;
  }

  const macBytes = (purpose: string, value: string): Buffer =>
    createHmac('sha256', keyFor(purpose)).update(value, 'utf8').digest();

  const recipientMac = (ownerId: string, recipient: string): Buffer =>
    macBytes('recipient', JSON.stringify([ownerId, recipient]));

  return {
    /** The MAC to store beside a recipient that its owner has just shown to be theirs. @throws UnsupportedRecipient */
    macRecipient(ownerId: string, recipient: string): string {
      assertHybridRecipient(recipient);
      return recipientMac(ownerId, recipient).toString('base64url');
    },

    /** A stored recipient, if its MAC is valid for this owner. @throws UntrustedRecipient, UnsupportedRecipient */
    trust(ownerId: string, recipient: string, mac: string | undefined): TrustedRecipient {
      const expected = recipientMac(ownerId, recipient);
      const found = Buffer.from(mac ?? '', 'base64url');
      if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
        throw new UntrustedRecipient('The MAC of a stored recipient is missing or wrong.', {
          info: { ownerId },
        });
      }
      return markTrusted(ownerId, recipient);
    },

    /** What the database remembers of the secret, so that a start with another one is noticed. */
    secretCheck(): string {
      return macBytes('secret-check', '').toString('base64url');
    },

    /** A keyed hash for one purpose: look-ups of e-mail addresses, form tokens, rate limits. */
    mac(purpose: string, value: string): string {
      return macBytes(`mac/${purpose}`, value).toString('base64url');
    },

    /** Whether this, posted or stored, came from {@link mac}, told in constant time. */
    isMac(purpose: string, value: string, posted: string | undefined): boolean {
      const expected = Buffer.from(macBytes(`mac/${purpose}`, value).toString('base64url'));
      const found = Buffer.from(posted ?? '');
      return found.length === expected.length && timingSafeEqual(found, expected);
    },
  };
}
