import type { ServerKeys } from '../../vault/server-keys.ts';
import type { OpenSession } from './sessions.ts';

/** The hidden field that staff forms carry. */
export const FORM_TOKEN_FIELD = '_csrf';
/** Of the MAC. */
const PURPOSE = 'form-token';

/**
 * Tokens of staff forms, bound to the session. Threat: a page of another site posts a form with the member's cookie; it
 * cannot know the token. The check of Origin and SameSite cookies stand before it.
 */
export function createFormTokens(serverKeys: ServerKeys) {
  return {
    tokenOf: (session: OpenSession): string => serverKeys.mac(PURPOSE, session.id),
    isValid: (session: OpenSession, posted: string): boolean => serverKeys.isMac(PURPOSE, session.id, posted),
  };
}

export type FormTokens = ReturnType<typeof createFormTokens>;
