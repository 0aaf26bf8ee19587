import { createHash } from 'node:crypto';

/** A v3 name is base 32 of 35 bytes: the public key (32), a checksum (2) and the version, 3. */
const SHAPE = /^http:\/\/([a-z2-7]{56})\.onion\/?$/i;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const VERSION = 3;

function decoded(name: string): Buffer {
  const bits = Array.from(name, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/**
 * The origin that an onion service's address stands for, in lower case and without a slash at the end; undefined where
 * it is no such address or mistyped, as its checksum tells (Tor specification rend-spec-v3, "Encoding onion addresses").
 */
export function onionOriginOf(address: string): string | undefined {
  const name = SHAPE.exec(address)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  const bytes = decoded(name);
  const key = bytes.subarray(0, 32);
  const summed = Buffer.concat([Buffer.from('.onion checksum'), key, Buffer.of(VERSION)]);
  const checksum = createHash('sha3-256').update(summed).digest().subarray(0, 2);
  const isSound = checksum.equals(bytes.subarray(32, 34)) && bytes[34] === VERSION;
  return isSound ? `http://${name}.onion` : undefined;
}
