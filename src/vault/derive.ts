import { hkdf } from './hkdf.ts';

/**
 * 32 bytes of HKDF-SHA-256 (RFC 5869) with an empty salt. `purpose` keeps the keys of one secret apart; it is prefixed with the
 * project's name and the version of all derivations, so that no other program's derivation can meet ours.
 */
export function derive(secret: Uint8Array, purpose: string): Uint8Array {
  return hkdf(secret, '', `kanal-integritas/1/${purpose}`);
}

/** The same, as base64url: for the ids under which something is looked up. */
export function deriveId(secret: Uint8Array, purpose: string): string {
  return Buffer.from(derive(secret, purpose)).toString('base64url');
}
