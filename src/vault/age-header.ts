import { createHmac, timingSafeEqual } from 'node:crypto';
import { DamagedEnvelope } from './errors.ts';
import { hkdf } from './hkdf.ts';

/** One way to the file key: its arguments, the kind first, and the encrypted key, of 32 bytes in every kind that we use. */
export interface Stanza {
  readonly args: readonly string[];
  readonly body: Uint8Array;
}

/** The header of an age file with these stanzas, up to and with the newline after its MAC. */
export function writeHeader(fileKey: Uint8Array, stanzas: readonly Stanza[]): Buffer {
  const lines = stanzas.map(({ args, body }) => `-> ${args.join(' ')}\n${base64(body)}\n`);
  const authenticated = `age-encryption.org/v1\n${lines.join('')}---`;
  return Buffer.from(`${authenticated} ${base64(macOf(fileKey, authenticated))}\n`, 'latin1');
}

/** How many bytes at the beginning of an age file are its header. @throws DamagedEnvelope */
export function headerLength(file: Uint8Array): number {
  const macLine = Buffer.from(file.buffer, file.byteOffset, file.length).indexOf('\n--- ');
  const end = macLine < 0 ? -1 : file.indexOf(0x0a, macLine + 1);
  if (end < 0) throw new DamagedEnvelope('The envelope has no whole header.');
  return end + 1;
}

/** Refuses a header whose MAC the file key did not make. @throws DamagedEnvelope */
export function requireMac(fileKey: Uint8Array, authenticated: string, mac: string): void {
  const expected = macOf(fileKey, authenticated);
  const found = Buffer.from(mac, 'base64');
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
    throw new DamagedEnvelope('The header of the envelope is damaged.');
  }
}

/** RFC 4648 §4 without `=`, as age writes it. */
export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64').replace(/=+$/, '');
}

/** Over the header from its first byte to the `---`. */
function macOf(fileKey: Uint8Array, authenticated: string): Buffer {
  return createHmac('sha256', hkdf(fileKey, '', 'header'))
    .update(authenticated, 'latin1')
    .digest();
}
