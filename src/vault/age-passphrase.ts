import { randomBytes, scryptSync } from 'node:crypto';
import { base64, requireMac, writeHeader } from './age-header.ts';
import { decrypt, encrypt } from './age-payload.ts';
import { DamagedEnvelope, UnsupportedRecipient, WrongKey } from './errors.ts';

/*
 * Headers with age's scrypt stanza, by node:crypto. The work factor (log2 N) is always 1: the passphrases are random
 * 256-bit keys, so stretching adds nothing, and opening refuses any other factor before scrypt runs, so whoever writes
 * the database cannot make the portal spin.
 */

/** Such a header always has this length, up to and with the newline of its MAC. */
export const PASSPHRASE_HEADER_BYTES = 149;

/** The canonical forms of 16 and of 32 bytes in base64: spare bits are zero, so each header has one spelling. */
const SALT = '[A-Za-z0-9+/]{21}[AQgw]';
const BYTES_32 = '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]';
const OUR_HEADER = new RegExp(
  `^(age-encryption\\.org/v1\n-> scrypt (${SALT}) 1\n(${BYTES_32})\n---) (${BYTES_32})\n$`,
);
const OTHER_STANZA = /^age-encryption\.org\/v1\n-> (?!scrypt [^ \n]+ 1\n)/;
const LABEL = 'age-encryption.org/v1/scrypt';
/** The file key is encrypted once under each wrapping key, which a fresh salt makes. */
const NO_NONCE = Buffer.alloc(12);

/** A fresh 16-byte file key and the header that gives it to whoever has the passphrase. */
export function newPassphraseHeader(passphrase: string): {
  readonly header: Buffer;
  readonly fileKey: Buffer;
} {
  const fileKey = randomBytes(16);
  const salt = randomBytes(16);
  const body = encrypt(wrappingKey(passphrase, salt), NO_NONCE, fileKey);
  return { header: writeHeader(fileKey, [{ args: ['scrypt', base64(salt), '1'], body }]), fileKey };
}

/** The file key in a header, given as just its bytes. @throws WrongKey, DamagedEnvelope, UnsupportedRecipient */
export function openPassphraseHeader(passphrase: string, header: Uint8Array): Buffer {
  const text = Buffer.from(header).toString('latin1');
  const [, authenticated = '', salt = '', body = '', mac = ''] = OUR_HEADER.exec(text) ?? [];
  if (authenticated === '') throw refusalOf(text);
  const key = wrappingKey(passphrase, Buffer.from(salt, 'base64'));
  const fileKey = decrypt(key, NO_NONCE, Buffer.from(body, 'base64'));
  if (!fileKey) throw new WrongKey('None of the keys opens this envelope.');
  requireMac(fileKey, authenticated, mac);
  return fileKey;
}

function refusalOf(header: string): DamagedEnvelope | UnsupportedRecipient {
  return OTHER_STANZA.test(header)
    ? new UnsupportedRecipient('The envelope is sealed in a way that is not used here.')
    : new DamagedEnvelope('The header of the envelope is damaged.');
}

function wrappingKey(passphrase: string, salt: Uint8Array): Buffer {
  return scryptSync(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, { N: 2, r: 8, p: 1 });
}
