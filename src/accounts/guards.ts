import type { RequestHandler } from 'express';
import { CrossSiteRequest, Forbidden, SignInRequired } from '../errors.ts';
import { addToSite, siteOf } from '../web/site.ts';
import { textOf } from '../web/uploads.ts';
import { accountPaths } from './account-paths.ts';
import { FORM_TOKEN_FIELD, type FormTokens } from './form-token.ts';
import type { KeyWarnings } from './key-warnings.ts';
import type { Member } from './member.ts';
import { mayDo, type Permission } from './permissions.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Keyring, OpenSession, Sessions } from './sessions.ts';
import { keepSignedIn, signedIn } from './signed-in.ts';
import { staffLinks } from './staff-links.ts';

interface Dependencies {
  readonly sessions: Sessions;
  readonly formTokens: FormTokens;
  readonly warnings: KeyWarnings;
  readonly cookie: SessionCookie;
}

/** What stands before the pages of staff. */
export function createGuards({ sessions, formTokens, warnings, cookie }: Dependencies) {
  function keyringOf(session: OpenSession): () => Promise<Keyring> {
    let opened: Promise<Keyring | undefined> | undefined;
    return async () => {
      opened ??= sessions.openKeyring(session);
      const keyring = await opened;
      if (!keyring) throw new SignInRequired('the session ended meanwhile');
      return keyring;
    };
  }

  /** Lets signed-in members in; sends others to sign in, and back afterwards. A post is refused, because it cannot come back. */
  const requireMember: RequestHandler = async (req, res, next) => {
    const found = await sessions.resume(cookie.read(req));
    if (!found) {
      if (req.method !== 'GET') throw new SignInRequired('nobody is signed in');
      const back = encodeURIComponent(req.originalUrl);
      res.redirect(303, `${siteOf(res).path(accountPaths.signIn)}?ke=${back}`);
      return;
    }
    const { member, session } = found;
    keepSignedIn(res, { member, session, keyring: keyringOf(session) });
    const site = siteOf(res);
    const warning = await warnings.of(member);
    addToSite(res, {
      csrfToken: formTokens.tokenOf(session),
      staff: {
        name: member.name,
        links: staffLinks(site, member),
        signOutPath: site.path(accountPaths.signOut),
        ...(warning ? { warning: site.t(`accounts.warning.${warning}`) } : {}),
      },
    });
    next();
  };

  /** Stands after `requireMember` and the parser of the form. @throws {CrossSiteRequest} without the session's token */
  const requireFormToken: RequestHandler = (req, res, next) => {
    if (!formTokens.isValid(signedIn(res).session, textOf(req.body, FORM_TOKEN_FIELD)))
      throw new CrossSiteRequest('the form does not carry the token of this session');
    next();
  };

  return { requireMember, requirePermission, requireFormToken };
}

export type Guards = ReturnType<typeof createGuards>;

/** @throws {Forbidden} when none of the member's roles holds the permission */
export function assertPermission(member: Member, permission: Permission): void {
  if (!mayDo(member, permission)) throw new Forbidden(`this needs ${permission}`);
}

/** Stands after `requireMember`. @throws {Forbidden} */
export function requirePermission(permission: Permission): RequestHandler {
  return (_req, res, next) => {
    assertPermission(signedIn(res).member, permission);
    next();
  };
}
