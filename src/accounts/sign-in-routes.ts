import { type RequestHandler, Router } from 'express';
import { localeOf, localisedPath } from '../web/language.ts';
import { handler } from '../web/handler.ts';
import { type Site, siteOf } from '../web/site.ts';
import { textOf } from '../web/uploads.ts';
import { render } from '../web/view.ts';
import { accountPaths, safeReturnPath } from './account-paths.ts';
import { errorsOf, type Mistake } from './form.ts';
import { type FormPage, formPage, formView } from './form-page.ts';
import type { Guards } from './guards.ts';
import type { Member } from './member.ts';
import type { MemberService } from './member-service.ts';
import { parseForm } from './parse-form.ts';
import { mayDo } from './permissions.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { signedIn } from './signed-in.ts';
import { firstPathOf } from './staff-links.ts';

interface Dependencies {
  readonly members: MemberService;
  readonly sessions: Sessions;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  /** How often one address may try to sign in. */
  readonly limit: RequestHandler;
}

function signInPage(site: Site, typed: { email: string; back: string }, mistakes: Mistake[] = []): FormPage {
  const email = {
    name: 'email',
    label: site.t('accounts.signIn.email'),
    value: typed.email,
    type: 'email',
    autocomplete: 'username',
    error: mistakes[0] && site.t(mistakes[0].key),
  } as const;
  const password = {
    name: 'password',
    label: site.t('accounts.signIn.password'),
    hint: site.t('accounts.signIn.forgotten'),
    value: '',
    type: 'password',
    autocomplete: 'current-password',
  } as const;
  return formPage(site, {
    title: site.t('accounts.signIn.title'),
    action: site.path(accountPaths.signIn),
    hidden: { ke: typed.back },
    fields: [
      { kind: 'text', part: email },
      { kind: 'text', part: password },
    ],
    button: site.t('accounts.signIn.button'),
    errors: errorsOf(site.t, mistakes),
  });
}

/** Signing in and out. */
export function signInRoutes({ members, sessions, guards, cookie, limit }: Dependencies): Router {
  const router = Router();

  router.get(
    accountPaths.signIn,
    handler(async (req, res) => {
      const back = safeReturnPath(req.query['ke']) ?? '';
      const found = await sessions.resume(cookie.read(req));
      if (found) res.redirect(303, back || siteOf(res).path(firstPathOf(found.member)));
      else render(res, formView, signInPage(siteOf(res), { email: '', back }));
    }),
  );

  router.post(
    accountPaths.signIn,
    limit,
    parseForm,
    handler(async (req, res) => {
      const typed = {
        email: textOf(req.body, 'email').trim(),
        back: safeReturnPath(textOf(req.body, 'ke')) ?? '',
      };
      const found = await members.signIn(typed.email, textOf(req.body, 'password'));
      if (!found) {
        const wrong = [{ field: 'email', key: 'accounts.signIn.wrong' }];
        return render(res, formView, signInPage(siteOf(res), typed, wrong), 400);
      }
      await sessions.end(cookie.read(req)); // a session that was there before is never carried on
      cookie.write(res, found.token);
      const locale = localeOf(res) === 'en' ? 'en' : found.member.locale;
      res.redirect(303, typed.back || localisedPath(locale, firstPathOf(found.member)));
    }),
  );

  router.post(
    accountPaths.signOut,
    guards.requireMember,
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      await members.signOut(signedIn(res).member, cookie.read(req));
      cookie.clear(res);
      res.redirect(303, siteOf(res).path(accountPaths.signIn));
    }),
  );

  /** The first page of whoever has no queue. */
  router.get(accountPaths.home, guards.requireMember, (_req, res, next) => {
    const member: Member = signedIn(res).member;
    if (mayDo(member, 'case:list')) next();
    else res.redirect(303, siteOf(res).path(firstPathOf(member)));
  });

  return router;
}
