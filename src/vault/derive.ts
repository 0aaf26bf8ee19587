import { hkdfSync } from 'node:crypto';

/**
 * HKDF-SHA-256 (RFC 5869) with an empty salt. `purpose` keeps the keys of one secret apart; it is prefixed with the
 * project's name and the version of all derivations, so that no other program's derivation can meet ours.
 */
export function derive(secret: Uint8Array, purpose: string, bytes = 32): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', secret, new Uint8Array(0), `kanal-integritas/1/${purpose}`, bytes),
  );
}

/** The same, as base64url: for the ids under which something is looked up. */
export function deriveId(secret: Uint8Array, purpose: string): string {
  return Buffer.from(derive(secret, purpose)).toString('base64url');
}
