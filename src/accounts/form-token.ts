import { timingSafeEqual } from 'node:crypto';
import type { ServerKeys } from '../vault/server-keys.ts';
import type { OpenSession } from './sessions.ts';

/** The hidden field that staff forms carry. */
export const FORM_TOKEN_FIELD = '_csrf';

/**
 * Tokens of staff forms, bound to the session. Threat: a page of another site posts a form with the member's cookie; it
 * cannot know the token. The check of Origin and SameSite cookies stand before it.
 */
export function createFormTokens(serverKeys: ServerKeys) {
  function tokenOf(session: OpenSession): string {
    return serverKeys.mac('form-token', session.id);
  }
  return {
    tokenOf,
    isValid(session: OpenSession, posted: unknown): boolean {
      const expected = Buffer.from(tokenOf(session));
      const found = Buffer.from(typeof posted === 'string' ? posted : '');
      return expected.length === found.length && timingSafeEqual(expected, found);
    },
  };
}

export type FormTokens = ReturnType<typeof createFormTokens>;
