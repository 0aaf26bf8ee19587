import type { Request, RequestHandler, Response } from 'express';
import { CrossSiteRequest, Forbidden, SignInRequired, VersionConflict } from '../../errors.ts';
import type { Locale } from '../../language/locale.ts';
import { localeOf } from '../../web/language.ts';
import { addToSite, siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { accountPaths } from '../account-paths.ts';
import { FORM_TOKEN_FIELD, type FormTokens } from './form-token.ts';
import type { StandingOf } from '../keys/standing.ts';
import { standingChanges } from '../members/member-changes.ts';
import type { Member } from '../members/member.ts';
import { mayDo, type Permission } from '../permissions.ts';
import type { SessionStage } from './session-store.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { keepSignedIn, type SignedIn, signedIn } from './signed-in.ts';
import { staffLinks } from '../members/staff-links.ts';
import type { StandingWarnings } from '../members/standing-warnings.ts';

interface Dependencies {
  readonly sessions: Sessions;
  readonly standingOf: StandingOf;
  readonly formTokens: FormTokens;
  readonly warningsFor: StandingWarnings;
  readonly cookie: SessionCookie;
  /** Shows this answer in the language that the member chose. */
  readonly useLocale: (res: Response, locale: Locale) => void;
}

/** Whose cookie it was that came, and their session. */
type Resumed = Pick<SignedIn, 'member' | 'session'>;

/** What stands before the pages of staff. */
export function createGuards(dependencies: Dependencies) {
  const { sessions, standingOf, formTokens, warningsFor, cookie, useLocale } = dependencies;

  /** What this request knows of who asks: where they stand and their keys are read when they are first needed, and not again. */
  function whoAsks({ member, session }: Resumed, cameWhole: boolean): SignedIn {
    const standing = once(async () => standingOf(member));
    const keyring = once(async () => sessions.openKeyring(session, await standing()));
    return { member, session, standing, keyring, cameWhole };
  }

  /**
   * Who asks, looked up anew. Threat: the form of somebody who was let in drips in for a quarter of an hour, and what they do with it
   * is done after their account, their session or their role was ended.
   */
  async function lookUpAgain(req: Request, before: SignedIn): Promise<SignedIn> {
    const now = await sessions.resume(cookie.read(req));
    if (now?.session.stage !== before.session.stage)
      throw new SignInRequired('the session ended while the form came in');
    if (standingChanges(before.member, now.member).length > 0)
      throw new VersionConflict('the member became another one while the form came in');
    return whoAsks(now, true);
  }

  /** Where a session that has not come far enough goes on. */
  const nextStep: Readonly<Record<SessionStage, string>> = {
    factor: accountPaths.secondStep,
    enrol: accountPaths.factors,
    full: accountPaths.home,
  };

  async function decorate(res: Response, { member, session }: Resumed) {
    // An address in English stays in English: links of ours and the choice in the header lead there.
    if (member.locale === 'en' && localeOf(res) === 'id') useLocale(res, member.locale);
    const site = siteOf(res);
    const isFull = session.stage === 'full';
    addToSite(res, {
      csrfToken: formTokens.tokenOf(session),
      staff: {
        name: member.name,
        links: isFull ? staffLinks(site, member) : [],
        signOutPath: site.path(accountPaths.signOut),
        warnings: isFull ? await warningsFor(site, member) : [],
      },
      ...(member.locale === 'en' && {
        otherLocale: { ...site.otherLocale, href: site.path(accountPaths.own) },
      }),
    });
  }

  /**
   * Lets sessions of these stages in; sends others to sign in or to the step that is missing, and back afterwards. A post is
   * refused, because it cannot come back.
   */
  function admit(...stages: readonly SessionStage[]): RequestHandler {
    return async (req, res, next) => {
      const found = await sessions.resume(cookie.read(req));
      if (!found) return sendTo(req, res, accountPaths.signIn);
      if (!stages.includes(found.session.stage)) return sendTo(req, res, nextStep[found.session.stage]);
      keepSignedIn(res, whoAsks(found, req.complete));
      await decorate(res, found);
      return next();
    };
  }

  /** Lets signed-in members in. */
  const requireMember = admit('full');
  /** Whoever has begun to sign in and waits for the second step. */
  const requireSecondStep = admit('factor');
  /** Whoever has begun or finished. */
  const requireAnySession = admit('factor', 'enrol', 'full');

  /** Before what an account hangs on: password, second factor, e-mail, sessions. Asks again who it is (ASVS 7.5.1). */
  const requireConfirmed = [admit('full'), assertConfirmed];
  /** The same, for members too who have to set a second factor up before anything else. */
  const requireConfirmedOrEnrolling = [admit('full', 'enrol'), assertConfirmed];

  /**
   * Stands after `requireMember` and the parser of the form; what follows acts for who they are now that all of it is here.
   * @throws {CrossSiteRequest} without the session's token
   */
  const requireFormToken: RequestHandler = async (req, res, next) => {
    const who = signedIn(res);
    if (!formTokens.isValid(who.session, textOf(req.body, FORM_TOKEN_FIELD)))
      throw new CrossSiteRequest('the form does not carry the token of this session');
    if (!who.cameWhole) keepSignedIn(res, await lookUpAgain(req, who));
    next();
  };

  /** Shows the menu to whoever is signed in, on an address that asks nobody who they are: one that nothing has. */
  const showMenu: RequestHandler = async (req, res, next) => {
    const found = await sessions.resume(cookie.read(req));
    if (found) await decorate(res, found);
    next();
  };

  return {
    showMenu,
    requireMember,
    requireSecondStep,
    requireAnySession,
    requireConfirmed,
    requireConfirmedOrEnrolling,
    requireFresh,
    requirePermission,
    requireFormToken,
  };
}

export type Guards = ReturnType<typeof createGuards>;

/**
 * Stands after `requireMember`, before what an office hangs on: accounts, keys and settings. Asks again who it is unless they signed in or
 * showed it within the last minutes, and leads back to the page `back`, which without one is that of the form itself. Threat: a stolen
 * or forgotten session.
 */
function requireFresh(back?: string): RequestHandler {
  return (req, res, next) =>
    signedIn(res).session.isFresh
      ? next()
      : askAgain(res, back === undefined ? req.originalUrl : siteOf(res).path(back));
}

/** Sends to the page that asks again; what was posted is sent anew afterwards, because it may have been somebody else. */
const assertConfirmed: RequestHandler = (req, res, next) => {
  const { session } = signedIn(res);
  if (session.stage === 'enrol' || session.isConfirmed) return next();
  return askAgain(res, req.method === 'GET' ? req.originalUrl : siteOf(res).path(accountPaths.own));
};

function askAgain(res: Response, back: string): void {
  res.redirect(303, `${siteOf(res).path(accountPaths.confirm)}?ke=${encodeURIComponent(back)}`);
}

/** The same, done when it is first asked for. */
function once<Found>(read: () => Promise<Found>): () => Promise<Found> {
  let found: Promise<Found> | undefined;
  return async () => (found ??= read());
}

/** @throws {Forbidden} when none of the member's roles holds the permission */
export function assertPermission(member: Member, permission: Permission): void {
  if (mayDo(member, permission)) return;
  throw new Forbidden(`this needs ${permission}`, { info: { memberId: member._id } });
}

/** Stands after `requireMember`. @throws {Forbidden} */
export function requirePermission(permission: Permission): RequestHandler {
  return (_req, res, next) => {
    assertPermission(signedIn(res).member, permission);
    next();
  };
}

function sendTo(req: Request, res: Response, path: string): void {
  if (req.method !== 'GET') throw new SignInRequired('the session has not come so far');
  res.redirect(303, `${siteOf(res).path(path)}?ke=${encodeURIComponent(req.originalUrl)}`);
}
