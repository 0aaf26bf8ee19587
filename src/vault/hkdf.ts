import { createHmac } from 'node:crypto';

/**
 * 32 bytes of HKDF-SHA-256 (RFC 5869), one block of its output. Two HMACs take half the time of `hkdfSync`, which makes
 * key objects first, and a report needs some thirty.
 */
export function hkdf(secret: Uint8Array, salt: string | Uint8Array, info: string): Buffer {
  const key = createHmac('sha256', salt).update(secret).digest();
  return createHmac('sha256', key).update(info, 'utf8').update(Uint8Array.of(1)).digest();
}
