import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import { isToken, newToken } from '../../vault/token.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';

const LASTS_SECONDS = 180 * 86_400;
/** Of the MAC. */
const PURPOSE = 'device';

/**
 * Remembers that a member signed in on this browser, so that a stranger who guesses at their name slows only strangers, and
 * cannot keep the member out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). It opens nothing, and nothing of it
 * is stored: a random token and a MAC that binds it to the sign-in name.
 */
export function createDeviceCookie({ isSecure, serverKeys }: { isSecure: boolean; serverKeys: ServerKeys }) {
  const cookieName = isSecure ? '__Host-device' : 'device';

  return {
    /** The device's token where this member signed in on it before. */
    read(req: Request, name: string): string | undefined {
      const [token = '', mac = ''] = (parseCookie(req.headers.cookie ?? '')[cookieName] ?? '').split('.', 2);
      return isToken(token) && serverKeys.isMac(PURPOSE, bound(token, name), mac) ? token : undefined;
    },

    write(res: Response, name: string): void {
      const token = newToken();
      const value = `${token}.${serverKeys.mac(PURPOSE, bound(token, name))}`;
      const attributes = { httpOnly: true, secure: isSecure, sameSite: 'strict', path: '/' } as const;
      res.append(
        'Set-Cookie',
        stringifySetCookie({ name: cookieName, value, maxAge: LASTS_SECONDS, ...attributes }),
      );
    },
  };
}

export type DeviceCookie = ReturnType<typeof createDeviceCookie>;

function bound(token: string, name: string): string {
  return JSON.stringify([token, name]);
}
