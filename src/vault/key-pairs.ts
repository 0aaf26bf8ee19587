import { createHash } from 'node:crypto';
import { generateHybridIdentity, identityToRecipient } from 'age-encryption';
import { bytesOfRecipient } from './age-hybrid.ts';
import { crockford, inGroups, readSymbols } from './crockford.ts';
import { UnsupportedRecipient } from './errors.ts';

/** age's post-quantum hybrid of ML-KEM-768 and X25519: `AGE-SECRET-KEY-PQ-1…` and `age1pq1…`. */
export interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

/** A fresh hybrid key pair. */
export async function newKeyPair(): Promise<KeyPair> {
  const identity = await generateHybridIdentity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** The recipient of a hybrid identity. @throws UnsupportedRecipient */
export async function recipientOf(identity: string): Promise<string> {
  if (!identity.startsWith('AGE-SECRET-KEY-PQ-1'))
    throw new UnsupportedRecipient('Only hybrid identities are used.');
  try {
    return await identityToRecipient(identity);
  } catch (cause) {
    throw new UnsupportedRecipient('This is not a whole hybrid identity.', { cause });
  }
}

/** Refuses every recipient that is not a hybrid one (X25519, tags, plugins, damaged). @throws UnsupportedRecipient */
export function assertHybridRecipient(recipient: string): void {
  if (!recipient.startsWith('age1pq1')) {
    throw new UnsupportedRecipient('Only hybrid recipients (age1pq1…) are used.');
  }
  bytesOfRecipient(recipient);
}

/** 80 bits of SHA-256 of the recipient as `XXXX-XXXX-XXXX-XXXX`, for two people to compare by eye or over the telephone. */
export function recipientFingerprint(recipient: string): string {
  const digest = createHash('sha256').update('kanal-integritas/1/fingerprint\n').update(recipient).digest();
  return inGroups(crockford(digest.subarray(0, 10)));
}

/** Whether somebody typed the fingerprint of a recipient; case, spaces and dashes do not matter. */
export function isFingerprintOf(recipient: string, typed: string): boolean {
  return readSymbols(typed.slice(0, 100)) === readSymbols(recipientFingerprint(recipient));
}
