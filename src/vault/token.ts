import { randomBytes } from 'node:crypto';
import { deriveId } from './derive.ts';
import { deriveWrappingKey, type WrappingKey } from './wrapping.ts';

/** What a token is good for; one purpose's keys never open another's. */
type TokenPurpose = 'draft' | 'session' | 'invitation' | 'form';

/** 32 random bytes in base64url without padding (43 characters). */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a value from outside has exactly the form of a token (its spare bits zero, so each token has one form). */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(value);
}

/** The id that is stored for a token and the key that is not, by HKDF-SHA-256 from its 32 bytes. @throws RangeError */
export function tokenKeys(
  purpose: TokenPurpose,
  token: string,
): { readonly lookupId: string; readonly wrappingKey: WrappingKey } {
  if (!isToken(token)) throw new RangeError('Only a token has keys.');
  const secret = Buffer.from(token, 'base64url');
  return {
    lookupId: deriveId(secret, `token/${purpose}/lookup`),
    wrappingKey: deriveWrappingKey(secret, `token/${purpose}/wrap`),
  };
}
