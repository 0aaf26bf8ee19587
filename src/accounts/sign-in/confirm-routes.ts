import { type RequestHandler, type Response, Router } from 'express';
import { handler } from '../../web/handler.ts';
import { errorOf } from '../../web/partials.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { type FieldError, render } from '../../web/view.ts';
import { accountPaths, safeReturnPath } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { codeField, passkeyQuestion } from './factor-fields.ts';
import { type FormField, formPage, formView } from '../form-page.ts';
import type { Guards } from './guards.ts';
import { createOwnProof } from './own-proof.ts';
import { hasSecondFactor } from './second-factor.ts';
import type { SessionCookie } from './session-cookie.ts';
import { signedIn } from './signed-in.ts';
import { tellWait } from './wait-told.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  /** Counts the attempts that are refused. */
  readonly counted: RequestHandler;
  /** Whoever sits at a session left open could guess. */
  readonly limit: RequestHandler;
}

/** Asks for the password, and the second factor, again before what an account hangs on is changed. */
export function confirmRoutes({ accounts, guards, cookie, counted, limit }: Dependencies): Router {
  const { signIn, secondFactor, devices } = accounts;
  const proof = createOwnProof({ devices, guards, limit });
  const router = Router();

  async function show(res: Response, back: string, errors: FieldError[] = [], status = 200): Promise<void> {
    const site = siteOf(res);
    const { session, member } = signedIn(res);
    const password: FormField = {
      kind: 'text',
      part: {
        name: 'password',
        label: site.t('accounts.own.present'),
        value: '',
        type: 'password',
        autocomplete: 'current-password',
        error: errorOf(errors, 'password'),
      },
    };
    const hasFactor = hasSecondFactor(member);
    const page = formPage(site, {
      title: site.t('accounts.confirm.title'),
      back: { text: site.t('accounts.own.title'), path: site.path(accountPaths.own) },
      lead: [site.t('accounts.confirm.lead')],
      action: site.path(accountPaths.confirm),
      hidden: { ke: back },
      fields: hasFactor ? [password, codeField(site, member, errors)] : [password],
      passkey: passkeyQuestion(site, await secondFactor.passkeyQuestion(session, member)),
      button: site.t('accounts.confirm.button'),
      errors,
    });
    render(res, formView, page, status);
  }

  router.get(
    accountPaths.confirm,
    guards.requireMember,
    handler(async (req, res) => show(res, safeReturnPath(req.query['ke']) ?? '')),
  );

  router.post(
    accountPaths.confirm,
    guards.requireMember,
    counted,
    ...proof.guards,
    handler(async (req, res) => {
      const site = siteOf(res);
      const { session, member, device, answer, back } = proof.read(req, res);
      try {
        const password = textOf(req.body, 'password');
        const outcome = await signIn.confirm(session, member, { password, answer, device });
        if ('wrong' in outcome) {
          const isPassword = outcome.wrong === 'password';
          const text = site.t(isPassword ? 'accounts.errors.present' : 'accounts.factor.wrong');
          return await show(res, back, [{ field: isPassword ? 'password' : 'code', text }], 400);
        }
        cookie.write(res, outcome.token); // a new one for what the member may do now (ASVS 7.2.4)
        return res.redirect(303, back || site.path(accountPaths.own));
      } catch (error) {
        const { text, status } = tellWait(res, error);
        return show(res, back, [{ field: 'password', text }], status);
      }
    }),
  );

  return router;
}
