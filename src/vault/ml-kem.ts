import * as crypto from 'node:crypto';
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ml_kem768 as library } from '@noble/post-quantum/ml-kem.js';

/** ML-KEM-768 (FIPS 203): public keys of 1,184 bytes, ciphertexts of 1,088, shared secrets of 32. */
interface MlKem {
  /** @throws where the public key is not a valid one */
  encapsulate(publicKey: Uint8Array): { readonly cipherText: Uint8Array; readonly sharedSecret: Uint8Array };
  /** The key that a seed of 64 bytes (d, z) expands to: a function that gives the shared secret of a ciphertext. */
  privateKey(seed: Uint8Array): (cipherText: Uint8Array) => Uint8Array;
}

/** What node:crypto has since Node 24.7, where it was built with OpenSSL 3.5 or newer; the types are those of Node 20. */
interface NodeKem {
  encapsulate(key: KeyObject): { readonly ciphertext: Buffer; readonly sharedKey: Buffer };
  decapsulate(key: KeyObject, ciphertext: Uint8Array): Buffer;
}

/** What stands before a public key and before a seed in DER (RFC 9935): SubjectPublicKeyInfo, PKCS #8. */
const PUBLIC_KEY_DER = Buffer.from('308204b2300b0609608648016503040402038204a100', 'hex');
const SEED_DER = Buffer.from('3054020100300b060960864801650304040204428040', 'hex');

/** The library that age-encryption uses itself; its functions take no Buffer. */
export const libraryMlKem: MlKem = {
  encapsulate: (publicKey) => library.encapsulate(new Uint8Array(publicKey)),
  privateKey: (seed) => {
    const { secretKey } = library.keygen(new Uint8Array(seed));
    return (cipherText) => library.decapsulate(new Uint8Array(cipherText), secretKey);
  },
};

/** OpenSSL's, in about an eighth of the library's time; undefined where this Node has none. */
export function nodeMlKem(): MlKem | undefined {
  const node: object = crypto;
  if (!hasKem(node)) return undefined;
  const privateKey = (seed: Uint8Array): ReturnType<MlKem['privateKey']> => {
    const key = createPrivateKey({ key: Buffer.concat([SEED_DER, seed]), format: 'der', type: 'pkcs8' });
    return (cipherText) => node.decapsulate(key, cipherText);
  };
  try {
    privateKey(Buffer.alloc(64));
  } catch {
    return undefined;
  }
  return {
    encapsulate: (publicKey) => {
      const der = Buffer.concat([PUBLIC_KEY_DER, publicKey]);
      const { ciphertext, sharedKey } = node.encapsulate(
        createPublicKey({ key: der, format: 'der', type: 'spki' }),
      );
      return { cipherText: ciphertext, sharedSecret: sharedKey };
    },
    privateKey,
  };
}

function hasKem(module: object): module is NodeKem {
  return 'encapsulate' in module && 'decapsulate' in module;
}

/** The best that this Node has. */
export const mlKem: MlKem = nodeMlKem() ?? libraryMlKem;
