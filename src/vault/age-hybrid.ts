import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { bech32 } from '@scure/base';
import { base64, type Stanza } from './age-header.ts';
import { decrypt, encrypt } from './age-payload.ts';
import { UnsupportedRecipient } from './errors.ts';
import { mlKem } from './ml-kem.ts';

/*
 * age's post-quantum hybrid stanza `mlkem768x25519` (https://c2sp.org/age): HPKE (RFC 9180, base mode, HKDF-SHA-256,
 * ChaCha20-Poly1305) over the KEM X-Wing (draft-connolly-cfrg-xwing-kem, KEM id 0x647a). ML-KEM is
 * node:crypto's where it has one, else the one that age-encryption uses; X25519, hashes and the cipher are node:crypto's.
 * test/vault/age-hybrid.test.ts holds it against the library both ways.
 */

/** The first argument of the stanza. */
export const HYBRID = 'mlkem768x25519';

const PREFIX = 'age1pq';
const IDENTITY_PREFIX = 'AGE-SECRET-KEY-PQ-';
const ML_KEM_KEY_BYTES = 1184;
const RECIPIENT_BYTES = ML_KEM_KEY_BYTES + 32;
const ML_KEM_SHARE_BYTES = 1088;
const ENCAPSULATED_BYTES = ML_KEM_SHARE_BYTES + 32;
const INFO = 'age-encryption.org/mlkem768x25519';
/** `HPKE`, then the ids of X-Wing, HKDF-SHA-256 and ChaCha20-Poly1305. */
const SUITE = Buffer.concat([Buffer.from('HPKE'), Buffer.from('647a00010003', 'hex')]);
const XWING_LABEL = Buffer.from('\\.//^\\');
/** What stands before the 32 bytes of an X25519 private key in PKCS #8 (RFC 8410). */
const PRIVATE_KEY_DER = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The stanza that gives a file key to a recipient. @throws UnsupportedRecipient when it is no valid hybrid key */
export function wrapForHybrid(recipient: string, fileKey: Uint8Array): Stanza {
  const { encapsulated, shared } = encapsulate(bytesOfRecipient(recipient));
  const { key, nonce } = hpkeContext(shared);
  return { args: [HYBRID, base64(encapsulated)], body: encrypt(key, nonce, fileKey) };
}

/** Opens the stanzas that were made for an identity. @throws UnsupportedRecipient when it is no whole hybrid identity */
export function hybridOpener(identity: string): (stanza: Stanza) => Buffer | undefined {
  const seed = seedOfIdentity(identity);
  let keys: PrivateKeys | undefined;
  return ({ args, body }) => {
    const encapsulated = Buffer.from(args[1] ?? '', 'base64');
    const isWhole = encapsulated.length === ENCAPSULATED_BYTES && base64(encapsulated) === args[1];
    if (args.length !== 2 || !isWhole || body.length !== 32) return undefined;
    keys ??= privateKeysOf(seed);
    const { key, nonce } = hpkeContext(decapsulate(encapsulated, keys));
    return decrypt(key, nonce, body);
  };
}

/** Those that were decoded last, public as they are: a report is sealed to one or two that hardly ever change. */
const decodedRecipients = new Map<string, Uint8Array>();
const MOST_DECODED = 100;

/** The 1,216 bytes of a recipient: the ML-KEM-768 and the X25519 public key. @throws UnsupportedRecipient when there are not */
export function bytesOfRecipient(recipient: string): Uint8Array {
  const known = decodedRecipients.get(recipient);
  if (known) return known;
  const bytes = decodeRecipient(recipient);
  if (decodedRecipients.size >= MOST_DECODED) decodedRecipients.clear();
  decodedRecipients.set(recipient, bytes);
  return bytes;
}

function decodeRecipient(recipient: string): Uint8Array {
  const decoded = recipient.startsWith(`${PREFIX}1`) ? bech32.decodeUnsafe(recipient, false) : undefined;
  const bytes = decoded?.prefix === PREFIX ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  if (bytes?.length === RECIPIENT_BYTES) return new Uint8Array(bytes);
  throw new UnsupportedRecipient('This is not a whole hybrid recipient.');
}

function seedOfIdentity(identity: string): Uint8Array {
  const decoded = identity.startsWith(`${IDENTITY_PREFIX}1`) ? bech32.decodeUnsafe(identity) : undefined;
  const isOurs = decoded?.prefix === IDENTITY_PREFIX.toLowerCase();
  const bytes = isOurs ? bech32.fromWordsUnsafe(decoded.words) : undefined;
  if (bytes?.length === 32) return new Uint8Array(bytes);
  throw new UnsupportedRecipient('This is not a whole hybrid identity.');
}

/** An X25519 key of low order, which would make that half of the secret a known one, is refused. */
function encapsulate(recipient: Uint8Array) {
  const publicKey = recipient.subarray(ML_KEM_KEY_BYTES);
  try {
    const lattice = mlKem.encapsulate(recipient.subarray(0, ML_KEM_KEY_BYTES));
    const ephemeral = generateKeyPairSync('x25519');
    const share = rawOf(ephemeral.publicKey);
    const secret = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicKeyOf(publicKey) });
    return {
      encapsulated: Buffer.concat([lattice.cipherText, share]),
      shared: combined(lattice.sharedSecret, secret, share, publicKey),
    };
  } catch (cause) {
    throw new UnsupportedRecipient('This is not a valid hybrid recipient.', { cause });
  }
}

/** What a seed expands to: half the work of opening a stanza, and the same for each. */
interface PrivateKeys {
  readonly openLattice: (cipherText: Uint8Array) => Uint8Array;
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

function privateKeysOf(seed: Uint8Array): PrivateKeys {
  const expanded = createHash('shake256', { outputLength: 96 }).update(seed).digest();
  const openLattice = mlKem.privateKey(expanded.subarray(0, 64));
  const der = Buffer.concat([PRIVATE_KEY_DER, expanded.subarray(64)]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { openLattice, privateKey, publicKey: rawOf(createPublicKey(privateKey)) };
}

function decapsulate(encapsulated: Uint8Array, { openLattice, privateKey, publicKey }: PrivateKeys): Buffer {
  const shareOfLattice = encapsulated.subarray(0, ML_KEM_SHARE_BYTES);
  const share = encapsulated.subarray(ML_KEM_SHARE_BYTES);
  const secret = diffieHellman({ privateKey, publicKey: publicKeyOf(share) });
  return combined(openLattice(shareOfLattice), secret, share, publicKey);
}

/** X-Wing's combiner. */
function combined(...parts: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array]): Buffer {
  const hash = createHash('sha3-256');
  for (const part of parts) hash.update(part);
  return hash.update(XWING_LABEL).digest();
}

/** As a JWK (RFC 8037), which OpenSSL takes in a tenth of the time that it needs for DER. */
function publicKeyOf(raw: Uint8Array): KeyObject {
  const x = Buffer.from(raw).toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

function rawOf(publicKey: KeyObject): Buffer {
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** The key and the nonce of the one message that an HPKE context is made for here. */
function hpkeContext(shared: Uint8Array): { readonly key: Buffer; readonly nonce: Buffer } {
  const hashes = [extract('', 'psk_id_hash', ''), extract('', 'info_hash', INFO)];
  const context = Buffer.concat([Buffer.of(0), ...hashes]);
  const secret = extract(shared, 'secret', '');
  return { key: expand(secret, 'key', context, 32), nonce: expand(secret, 'base_nonce', context, 12) };
}

/** LabeledExtract of RFC 9180. */
function extract(salt: string | Uint8Array, label: string, input: string): Buffer {
  return createHmac('sha256', salt).update('HPKE-v1').update(SUITE).update(label).update(input).digest();
}

/** LabeledExpand of RFC 9180 for up to 32 bytes, which one HMAC gives. */
function expand(key: Uint8Array, label: string, context: Uint8Array, length: number): Buffer {
  const hash = createHmac('sha256', key).update(Buffer.of(0, length)).update('HPKE-v1').update(SUITE);
  return hash.update(label).update(context).update(Buffer.of(1)).digest().subarray(0, length);
}
