import { Decrypter, type Identity } from 'age-encryption';
import { randomBytes } from 'node:crypto';
import { headerLength, type Stanza, writeHeader } from './age-header.ts';
import { HYBRID, hybridOpener, wrapForHybrid } from './age-hybrid.ts';
import { newPassphraseHeader, openPassphraseHeader, PASSPHRASE_HEADER_BYTES } from './age-passphrase.ts';
import { openPayload, sealPayload } from './age-payload.ts';
import { DamagedEnvelope, UnsupportedRecipient, VaultError, WrongKey } from './errors.ts';

/** More recipients than any envelope needs; each stanza costs the opener 3.5 ms, so a database could plant thousands. */
export const MOST_RECIPIENTS = 64;

/** One age file under a passphrase. */
export function sealWithPassphrase(passphrase: string, plaintext: Uint8Array): Uint8Array {
  const { header, fileKey } = newPassphraseHeader(passphrase);
  return Buffer.concat([header, sealPayload(fileKey, plaintext)]);
}

/** The whole plaintext of an age file under a passphrase. @throws WrongKey, DamagedEnvelope, UnsupportedRecipient */
export function openWithPassphrase(passphrase: string, file: Uint8Array): Uint8Array {
  const fileKey = openPassphraseHeader(passphrase, file.subarray(0, PASSPHRASE_HEADER_BYTES));
  return openPayload(fileKey, file.subarray(PASSPHRASE_HEADER_BYTES));
}

/** One age file to hybrid recipients (already checked). @throws UnsupportedRecipient when one is no valid key */
export function sealToRecipients(recipients: readonly string[], plaintext: Uint8Array): Uint8Array {
  if (recipients.length === 0 || recipients.length > MOST_RECIPIENTS) {
    throw new UnsupportedRecipient(`An envelope has 1 to ${MOST_RECIPIENTS} recipients.`);
  }
  const fileKey = randomBytes(16);
  const stanzas = recipients.map((recipient) => wrapForHybrid(recipient, fileKey));
  return Buffer.concat([writeHeader(fileKey, stanzas), sealPayload(fileKey, plaintext)]);
}

/** The plaintext of an age file to hybrid recipients. @throws WrongKey, DamagedEnvelope, UnsupportedRecipient */
export async function openWithIdentities(
  identities: readonly string[],
  file: Uint8Array,
): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  for (const identity of [onlyHybridStanzas, ...identities.map(hybridIdentity), nothingOpened])
    decrypter.addIdentity(identity);
  const end = headerLength(file);
  const fileKey = await namingErrors(decrypter.decryptHeader(file.subarray(0, end)));
  return openPayload(fileKey, file.subarray(end));
}

function hybridIdentity(identity: string): Identity {
  const open = hybridOpener(identity);
  return {
    unwrapFileKey(stanzas) {
      for (const stanza of stanzas) {
        const fileKey = open(stanza);
        if (fileKey) return fileKey;
      }
      return null;
    },
  };
}

/** The library asks its identities in order; this one in front only looks and refuses a header before a key is tried. */
const onlyHybridStanzas: Identity = {
  unwrapFileKey(stanzas: readonly Stanza[]) {
    const fewEnough = stanzas.length > 0 && stanzas.length <= MOST_RECIPIENTS;
    if (fewEnough && stanzas.every(({ args }) => args[0] === HYBRID)) return null;
    throw new UnsupportedRecipient('The envelope is sealed in a way that is not used here.');
  },
};

/** Asked last, so reached only when no key fitted. */
const nothingOpened: Identity = {
  unwrapFileKey: () => {
    throw new WrongKey('None of the keys opens this envelope.');
  },
};

/** The library throws plain errors; all that is not ours means that the bytes are not what was sealed. */
async function namingErrors<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new DamagedEnvelope('The envelope is damaged.', { cause });
  }
}
