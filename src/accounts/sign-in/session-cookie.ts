import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

/**
 * The cookie of a signed-in member. No expiry: it ends with the browser, the session in the database before that.
 * @param isSecure whether people reach the portal by https; then the name's prefix makes browsers insist on it
 */
export function createSessionCookie({ isSecure }: { isSecure: boolean }) {
  const name = isSecure ? '__Host-session' : 'session';
  const attributes = { httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' } as const;
  return {
    read(req: Request): string | undefined {
      return parseCookie(req.headers.cookie ?? '')[name];
    },
    write(res: Response, token: string): void {
      res.append('Set-Cookie', stringifySetCookie({ name, value: token, ...attributes }));
    },
    clear(res: Response): void {
      res.append('Set-Cookie', stringifySetCookie({ name, value: '', maxAge: 0, ...attributes }));
    },
  };
}

export type SessionCookie = ReturnType<typeof createSessionCookie>;
