import { Decrypter, Encrypter, type Identity, type Stanza } from 'age-encryption';
import { DamagedEnvelope, UnsupportedRecipient, VaultError, WrongKey } from './errors.ts';

/**
 * The scrypt work factor (log2 N) of every passphrase here. The passphrases are random 256-bit keys: stretching them adds
 * nothing, and opening refuses any other factor, so whoever writes the database cannot make the portal spin.
 */
const WORK_FACTOR = 1;

/** More recipients than any envelope needs; each stanza costs the opener about 4.5 ms, so a database could plant thousands. */
export const MOST_RECIPIENTS = 64;

/** One age file under a passphrase. */
export async function sealWithPassphrase(passphrase: string, plaintext: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(WORK_FACTOR);
  return await encrypter.encrypt(plaintext);
}

/** The whole plaintext of an age file under a passphrase. @throws WrongKey, DamagedEnvelope, UnsupportedRecipient */
export async function openWithPassphrase(passphrase: string, file: Uint8Array): Promise<Uint8Array> {
  return await namingErrors(passphraseDecrypter(passphrase).decrypt(file));
}

/** The 16-byte file key from the header (MAC line included) of an age file under a passphrase. @throws as above */
export async function openHeaderWithPassphrase(passphrase: string, header: Uint8Array): Promise<Uint8Array> {
  return await namingErrors(passphraseDecrypter(passphrase).decryptHeader(header));
}

/** One age file to hybrid recipients (already checked). @throws UnsupportedRecipient when one is no valid key */
export async function sealToRecipients(
  recipients: readonly string[],
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  if (recipients.length === 0 || recipients.length > MOST_RECIPIENTS) {
    throw new UnsupportedRecipient(`An envelope has 1 to ${MOST_RECIPIENTS} recipients.`);
  }
  try {
    const encrypter = new Encrypter();
    for (const recipient of recipients) encrypter.addRecipient(recipient);
    return await encrypter.encrypt(plaintext);
  } catch (cause) {
    throw new UnsupportedRecipient('Nothing can be sealed to a recipient that is not a valid key.', {
      cause,
    });
  }
}

/** The plaintext of an age file to hybrid recipients. @throws WrongKey, DamagedEnvelope, UnsupportedRecipient */
export async function openWithIdentities(
  identities: readonly string[],
  file: Uint8Array,
): Promise<Uint8Array> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(guard(onlyHybridStanzas));
  for (const identity of identities) addHybridIdentity(decrypter, identity);
  decrypter.addIdentity(nothingOpened);
  return await namingErrors(decrypter.decrypt(file));
}

function addHybridIdentity(decrypter: Decrypter, identity: string): void {
  if (!identity.startsWith('AGE-SECRET-KEY-PQ-1'))
    throw new UnsupportedRecipient('Only hybrid identities are used.');
  try {
    decrypter.addIdentity(identity);
  } catch (cause) {
    throw new UnsupportedRecipient('This is not a whole hybrid identity.', { cause });
  }
}

function passphraseDecrypter(passphrase: string): Decrypter {
  const decrypter = new Decrypter();
  decrypter.addIdentity(guard(onlyOurPassphraseStanza));
  decrypter.addPassphrase(passphrase);
  decrypter.addIdentity(nothingOpened);
  return decrypter;
}

/** The library asks its identities in order; one in front that only looks can refuse a header before any key is used. */
function guard(accepts: (stanzas: readonly Stanza[]) => boolean): Identity {
  return {
    unwrapFileKey: (stanzas) => {
      if (!accepts(stanzas))
        throw new UnsupportedRecipient('The envelope is sealed in a way that is not used here.');
      return null;
    },
  };
}

/** Asked last, so reached only when no key fitted. */
const nothingOpened: Identity = {
  unwrapFileKey: () => {
    throw new WrongKey('None of the keys opens this envelope.');
  },
};

function onlyOurPassphraseStanza(stanzas: readonly Stanza[]): boolean {
  const [stanza, ...others] = stanzas;
  return others.length === 0 && stanza?.args[0] === 'scrypt' && stanza.args[2] === String(WORK_FACTOR);
}

function onlyHybridStanzas(stanzas: readonly Stanza[]): boolean {
  const fewEnough = stanzas.length > 0 && stanzas.length <= MOST_RECIPIENTS;
  return fewEnough && stanzas.every((stanza) => stanza.args[0] === 'mlkem768x25519');
}

/** The library throws plain errors; all that is not ours means that the bytes are not what was sealed. */
async function namingErrors<T>(opening: Promise<T>): Promise<T> {
  try {
    return await opening;
  } catch (cause) {
    if (cause instanceof VaultError) throw cause;
    throw new DamagedEnvelope('The envelope is damaged.', { cause });
  }
}
