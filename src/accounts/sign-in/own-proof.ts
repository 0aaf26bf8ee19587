import type { Request, RequestHandler, Response } from 'express';
import { textOf } from '../../web/form-fields.ts';
import { safeReturnPath } from '../account-paths.ts';
import { signInNameOf } from '../members/member-store.ts';
import { parseForm } from '../parse-form.ts';
import type { DeviceCookie } from './device-cookie.ts';
import { readFactor } from './factor-fields.ts';
import type { Guards } from './guards.ts';
import { signedIn } from './signed-in.ts';
import { limitStrangers } from './stranger-limit.ts';

/**
 * What a member whose session says who they are proves of themselves: the second step of signing in, or password and second
 * step again.
 */
export function createOwnProof({
  devices,
  guards,
  limit,
}: {
  devices: DeviceCookie;
  guards: Pick<Guards, 'requireFormToken'>;
  /** How often one address may fail. */
  limit: RequestHandler;
}) {
  return {
    /** What stands between the guard of the session and the handler, in this order. */
    guards: [
      limitStrangers(devices, limit, (_req, res) => signInNameOf(signedIn(res).member.email)),
      parseForm,
      guards.requireFormToken,
    ],

    /** Who answers, on which browser, what, and where they are led afterwards; an empty `back` is the usual place. */
    read(req: Request, res: Response) {
      const { session, member } = signedIn(res);
      const name = signInNameOf(member.email);
      return {
        session,
        member,
        name,
        device: devices.read(req, name),
        answer: readFactor(req.body),
        back: safeReturnPath(textOf(req.body, 'ke')) ?? '',
      };
    },
  };
}
