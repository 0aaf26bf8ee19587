import type { Response } from 'express';
import { SignInRequired } from '../../errors.ts';
import type { Standing } from '../keys/standing.ts';
import type { Member } from '../members/member.ts';
import type { Keyring } from './keyrings.ts';
import type { OpenSession } from './sessions.ts';

/** Who asks, as `requireMember` found out. */
export interface SignedIn {
  readonly member: Member;
  readonly session: OpenSession;
  /** Where the member stands, read once for each request, when it is first asked for. */
  readonly standing: () => Promise<Standing>;
  /** Opens the identities of this session, once for each request. @throws {SignInRequired} before the second step */
  readonly keyring: () => Promise<Keyring>;
  /** Whether all that they sent had come in when they were looked up. */
  readonly cameWhole: boolean;
}

/** Who is signed in on this answer. @throws {SignInRequired} where `requireMember` does not stand before the handler */
export function signedIn(res: Response): SignedIn {
  const found: SignedIn | undefined = res.locals['signedIn'];
  if (!found) throw new SignInRequired('nobody is signed in');
  return found;
}

export function keepSignedIn(res: Response, who: SignedIn): void {
  res.locals['signedIn'] = who;
}
