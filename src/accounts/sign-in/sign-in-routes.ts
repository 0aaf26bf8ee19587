import { type RequestHandler, type Response, Router } from 'express';
import { handler } from '../../web/handler.ts';
import { localisedPath } from '../../language/locale.ts';
import { localeOf } from '../../web/language.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { accountPaths, safeReturnPath } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { formView } from '../form-page.ts';
import type { Guards } from './guards.ts';
import { signInNameOf } from '../members/member-store.ts';
import { parseForm } from '../parse-form.ts';
import { createOwnProof } from './own-proof.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { SigningIn } from './sign-in.ts';
import { signInPage, stepPage } from './sign-in-page.ts';
import { limitStrangers } from './stranger-limit.ts';
import { signedIn } from './signed-in.ts';
import { firstPathOf } from '../members/staff-links.ts';
import { tellWait } from './wait-told.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  /** Counts the attempts that are refused. */
  readonly counted: RequestHandler;
  /** How often one address may fail to sign in. */
  readonly limit: RequestHandler;
}

/** Signing in, in one or two steps, and out. */
export function signInRoutes({ accounts, guards, cookie, counted, limit }: Dependencies): Router {
  const { sessions, signIn, secondFactor, devices } = accounts;
  const proof = createOwnProof({ devices, guards, limit });
  const router = Router();

  async function showSecondStep(
    res: Response,
    back: string,
    error?: { readonly text: string; readonly status: number },
  ): Promise<void> {
    const { session, member } = signedIn(res);
    const options = await secondFactor.passkeyQuestion(session, member);
    render(
      res,
      formView,
      stepPage(siteOf(res), member, { back, options, error: error?.text }),
      error?.status ?? 200,
    );
  }

  router.get(
    accountPaths.signIn,
    handler(async (req, res) => {
      const back = safeReturnPath(req.query['ke']) ?? '';
      const found = await sessions.resume(cookie.read(req));
      if (found?.session.stage === 'full')
        res.redirect(303, back || siteOf(res).path(firstPathOf(found.member)));
      else render(res, formView, signInPage(siteOf(res), { email: '', back }));
    }),
  );

  router.post(
    accountPaths.signIn,
    counted,
    parseForm,
    limitStrangers(devices, limit, (req) => signInNameOf(textOf(req.body, 'email'))),
    handler(async (req, res) => {
      const typed = {
        email: textOf(req.body, 'email').trim(),
        back: safeReturnPath(textOf(req.body, 'ke')) ?? '',
      };
      const name = signInNameOf(typed.email);
      const refuse = (text: string, status: number) =>
        render(res, formView, signInPage(siteOf(res), typed, text), status);
      try {
        const device = devices.read(req, name);
        const found = await signIn.withPassword(name, textOf(req.body, 'password'), device);
        if (!found) return refuse(siteOf(res).t('accounts.signIn.wrong'), 400);
        await sessions.end(cookie.read(req)); // a session that was there before is never carried on
        cookie.write(res, found.token);
        if (found.stage !== 'factor') devices.write(res, name);
        return res.redirect(303, pathAfter(res, found, typed.back));
      } catch (error) {
        const { text, status } = tellWait(res, error);
        return refuse(text, status);
      }
    }),
  );

  router.get(
    accountPaths.secondStep,
    guards.requireSecondStep,
    handler(async (req, res) => showSecondStep(res, safeReturnPath(req.query['ke']) ?? '')),
  );

  router.post(
    accountPaths.secondStep,
    guards.requireSecondStep,
    counted,
    ...proof.guards,
    handler(async (req, res) => {
      const { session, member, name, device, answer, back } = proof.read(req, res);
      try {
        const found = await signIn.withFactor(session, member, answer, device);
        if ('wrong' in found)
          return await showSecondStep(res, back, {
            text: siteOf(res).t('accounts.factor.wrong'),
            status: 400,
          });
        cookie.write(res, found.token);
        devices.write(res, name);
        return res.redirect(303, pathAfter(res, found, back));
      } catch (error) {
        return showSecondStep(res, back, tellWait(res, error));
      }
    }),
  );

  router.post(
    accountPaths.signOut,
    guards.requireAnySession,
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      await signIn.signOut(signedIn(res).member, cookie.read(req));
      cookie.clear(res);
      // Nothing of the staff's pages stays in a shared browser (ASVS 5.0 V14.3.1). Not "cookies": the device's would go, which keeps
      // strangers from locking the member out, and those of every other site of the registered domain.
      res.set('Clear-Site-Data', '"cache", "storage"');
      res.redirect(303, siteOf(res).path(accountPaths.signIn));
    }),
  );

  router.get(accountPaths.home, guards.requireMember, (_req, res) => {
    res.redirect(303, siteOf(res).path(firstPathOf(signedIn(res).member)));
  });

  return router;
}

/** Where the next step, or the first page, is. */
function pathAfter(res: Response, { member, stage }: SigningIn, back: string): string {
  const site = siteOf(res);
  const query = back === '' ? '' : `?ke=${encodeURIComponent(back)}`;
  if (stage === 'factor') return `${site.path(accountPaths.secondStep)}${query}`;
  if (stage === 'enrol') return site.path(accountPaths.factors);
  const locale = localeOf(res) === 'en' ? 'en' : member.locale;
  return back || localisedPath(locale, firstPathOf(member));
}
