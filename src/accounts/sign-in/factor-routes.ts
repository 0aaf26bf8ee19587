import { type Response, Router } from 'express';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { lineOf, textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import {
  codesView,
  factorCodesPage,
  factorsPage,
  factorsView,
  passkeyPage,
  totpPage,
  totpView,
} from './factor-pages.ts';
import type { Added } from './factors.ts';
import { formView } from '../form-page.ts';
import type { Guards } from './guards.ts';
import { signInNameOf } from '../members/member-store.ts';
import { parseForm } from '../parse-form.ts';
import type { SessionCookie } from './session-cookie.ts';
import { signedIn } from './signed-in.ts';
import { firstPathOf } from '../members/staff-links.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
}

const LONGEST_NAME = 60;

/** A member's second factors: an authenticator app, passkeys, and the codes for when they are lost. */
export function factorRoutes({ accounts, guards, cookie }: Dependencies): Router {
  const { factors, signIn, devices } = accounts;
  const router = Router();
  const mayOpen = guards.requireConfirmedOrEnrolling;
  const mayPost = [...mayOpen, parseForm, guards.requireFormToken];

  /** Whoever had to set a factor up is signed in now, with a new token. */
  async function finish(res: Response, { member, codes }: Added): Promise<void> {
    const { session } = signedIn(res);
    const site = siteOf(res);
    const isEnrolling = session.stage === 'enrol';
    if (isEnrolling) {
      const { token } = await signIn.afterEnrolling(session, member);
      cookie.write(res, token);
      devices.write(res, signInNameOf(member.email));
    }
    const next = site.path(isEnrolling ? firstPathOf(member) : accountPaths.factors);
    if (codes.length === 0) res.redirect(303, next);
    else render(res, codesView, factorCodesPage(site, codes, next));
  }

  router.get(accountPaths.factors, ...mayOpen, (_req, res) => show(res));

  router.get(accountPaths.factorApp, ...mayOpen, (_req, res) => {
    const { member, session } = signedIn(res);
    render(res, totpView, totpPage(siteOf(res), member, factors.offerTotp(session)));
  });

  router.post(
    accountPaths.factorApp,
    ...mayPost,
    handler(async (req, res) => {
      const { member, session } = signedIn(res);
      const [secret, proof] = [textOf(req.body, 'secret'), textOf(req.body, 'proof')];
      const isOffered = factors.isOffered(session, secret, proof);
      const added = isOffered
        ? await factors.addTotp(session, member, secret, textOf(req.body, 'code'))
        : undefined;
      if (added) return finish(res, added);
      const errors = [{ field: 'code', text: siteOf(res).t('accounts.factor.appWrong') }];
      const offered = isOffered ? { secret, proof } : factors.offerTotp(session);
      return render(res, totpView, totpPage(siteOf(res), member, offered, errors), 400);
    }),
  );

  router.post(
    accountPaths.factorAppEnd,
    ...mayPost,
    handler(async (_req, res) => {
      const { member, session } = signedIn(res);
      if (!(await factors.removeTotp(session, member))) return show(res, 'accounts.factor.last');
      return res.redirect(303, siteOf(res).path(accountPaths.factors));
    }),
  );

  router.get(
    accountPaths.factorPasskey,
    ...mayOpen,
    handler(async (_req, res) => {
      const { member, session } = signedIn(res);
      const site = siteOf(res);
      const options = await factors.passkeyRequest(session, member, site.officeName);
      render(res, formView, passkeyPage(site, options, ''));
    }),
  );

  router.post(
    accountPaths.factorPasskey,
    ...mayPost,
    handler(async (req, res) => {
      const { member, session } = signedIn(res);
      const site = siteOf(res);
      const typed = lineOf(req.body, 'name').slice(0, LONGEST_NAME);
      const name = typed === '' ? site.t('accounts.factor.passkeyUnnamed') : typed;
      const added = await factors.addPasskey(session, member, textOf(req.body, 'passkey'), name);
      if (added) return finish(res, added);
      const errors = [{ field: 'name', text: site.t('accounts.factor.passkeyWrong') }];
      const options = await factors.passkeyRequest(session, member, site.officeName);
      return render(res, formView, passkeyPage(site, options, typed, errors), 400);
    }),
  );

  router.post(
    accountPaths.factorPasskeyEnd,
    ...mayPost,
    handler(async (req, res) => {
      const { member, session } = signedIn(res);
      const isGone = await factors.removePasskey(session, member, textOf(req.body, 'id'));
      if (!isGone) return show(res, 'accounts.factor.last');
      return res.redirect(303, siteOf(res).path(accountPaths.factors));
    }),
  );

  router.post(
    accountPaths.factorCodes,
    ...mayPost,
    handler(async (_req, res) => {
      const { member, session } = signedIn(res);
      const codes = await factors.renewCodes(session, member);
      const next = siteOf(res).path(accountPaths.factors);
      if (codes.length === 0) return res.redirect(303, next);
      return render(res, codesView, factorCodesPage(siteOf(res), codes, next));
    }),
  );

  return router;
}

function show(res: Response, problem?: string): void {
  const { member, session } = signedIn(res);
  const errors = problem === undefined ? [] : [{ field: 'factors', text: siteOf(res).t(problem) }];
  const page = factorsPage(siteOf(res), member, session.stage === 'enrol', errors);
  render(res, factorsView, page, problem === undefined ? 200 : 400);
}
