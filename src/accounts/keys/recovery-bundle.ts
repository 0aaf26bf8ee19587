import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient, armor } from 'age-encryption';

/**
 * What the holder of the recovery key does, in their browser or on their own computer; nothing here runs on the server.
 * A bundle is what the server asks to be locked anew: the member's recipient and the sealed keys as binary age files in
 * base64. The plaintexts go on as they are, headers and padding included, so their places stay bound. The challenge, an armored
 * age file, shows that it is the holder who answers.
 */
export interface RecoveryBundle {
  readonly recipient: string;
  readonly challenge: string;
  readonly keys: readonly string[];
}

/** What goes back: the answer to the challenge, and the keys locked for the member in the bundle's order; '' for one that is damaged. */
export interface ResealedBundle {
  readonly answer: string;
  readonly keys: readonly string[];
}

/** A new recovery key: the text to keep, and the public half to give to the server. */
export async function makeRecoveryKey(): Promise<{ secret: string; recipient: string }> {
  const identity = await generateHybridIdentity();
  const recipient = await identityToRecipient(identity);
  const day = new Date().toISOString().slice(0, 10);
  // Without the public half (2,000 characters), so that it fits on a sheet of paper.
  return { secret: `# Kanal Integritas, ${day}\n${identity}\n`, recipient };
}

/** The identity in a kept text, as `age-keygen` and {@link makeRecoveryKey} write it; undefined when there is none. */
export function identityIn(text: string): string | undefined {
  return /AGE-SECRET-KEY-PQ-1[02-9AC-HJ-NP-Z]+/.exec(text.toUpperCase())?.[0];
}

function opener(secret: string): Decrypter {
  const identity = identityIn(secret);
  if (identity === undefined) throw new Error('there is no AGE-SECRET-KEY-PQ-1… line in this text');
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter;
}

/** The answer to the server's challenge. Throws when the key does not open it. */
export async function openChallenge(secret: string, armored: string): Promise<string> {
  return (await opener(secret).decrypt(armor.decode(armored.trim()), 'text')).trim();
}

/** The keys of the bundle, opened with the recovery key and locked for the member; one that is damaged keeps no other. Throws where all are. */
export async function resealBundle(secret: string, bundle: RecoveryBundle): Promise<ResealedBundle> {
  const answer = await openChallenge(secret, bundle.challenge);
  const decrypter = opener(secret);
  const encrypter = new Encrypter();
  encrypter.addRecipient(bundle.recipient);
  const reseal = async (key: string) =>
    toBase64(await encrypter.encrypt(await decrypter.decrypt(fromBase64(key))));
  const resealed = await Promise.allSettled(bundle.keys.map(reseal));
  const refused = resealed.find((one) => one.status === 'rejected');
  if (refused && resealed.every((one) => one.status === 'rejected')) throw refused.reason;
  return { answer, keys: resealed.map((one) => (one.status === 'fulfilled' ? one.value : '')) };
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.codePointAt(0) ?? 0);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
}
