import { type RequestHandler, type Response, Router } from 'express';
import { handler } from '../../web/handler.ts';
import { errorOf } from '../../web/partials.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { type FieldError, render } from '../../web/view.ts';
import { aboutMember, checkNewPassword } from '../account-forms.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { codesView } from '../sign-in/factor-pages.ts';
import { errorsOf } from '../form.ts';
import { formPage, formView, messageView } from '../form-page.ts';
import type { Guards } from '../sign-in/guards.ts';
import { linkHeaders } from '../members/one-time-link.ts';
import { parseForm } from '../parse-form.ts';
import { newPasswordFields } from '../sign-in/password-page.ts';
import { signedIn } from '../sign-in/signed-in.ts';
import { tellWait } from '../sign-in/wait-told.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  /** Counts the attempts that are refused. */
  readonly counted: RequestHandler;
  readonly limit: RequestHandler;
}

const LONGEST_CODE = 100;

/** Personal recovery codes: printed while signed in, used when the password is forgotten. */
export function recoverRoutes({ accounts, guards, counted, limit }: Dependencies): Router {
  const { personalRecovery } = accounts;
  const router = Router();

  router.get(accountPaths.recover, linkHeaders, (_req, res) => showUse(res, ''));

  router.post(
    accountPaths.recover,
    counted,
    limit,
    linkHeaders,
    parseForm,
    handler(async (req, res) => {
      const site = siteOf(res);
      const code = textOf(req.body, 'code').trim().slice(0, LONGEST_CODE);
      const owner = await personalRecovery.find(code);
      const about = owner ? aboutMember(site.officeName, owner) : [site.officeName];
      const checked = checkNewPassword(req.body, about);
      const mistakes = [
        ...(owner ? [] : [{ field: 'code', key: 'accounts.recoveryCode.wrong' }]),
        ...(checked.ok ? [] : checked.mistakes),
      ];
      if (!owner || !checked.ok) return showUse(res, code, errorsOf(site.t, mistakes));
      try {
        if (!(await personalRecovery.use(code, checked.value)))
          return showUse(
            res,
            code,
            errorsOf(site.t, [{ field: 'code', key: 'accounts.recoveryCode.wrong' }]),
          );
      } catch (error) {
        const { text, status } = tellWait(res, error);
        return showUse(res, code, [{ field: 'code', text }], status);
      }
      const page = {
        title: site.t('accounts.newPassword.doneTitle'),
        paragraphs: [site.t('accounts.recoveryCode.used')],
        link: { text: site.t('accounts.newPassword.toSignIn'), path: site.path(accountPaths.signIn) },
        exit: false,
      };
      return render(res, messageView, page);
    }),
  );

  router.get(accountPaths.ownRecovery, ...guards.requireConfirmed, (_req, res) => {
    const site = siteOf(res);
    const { member } = signedIn(res);
    const page = formPage(site, {
      title: site.t('accounts.recoveryCode.title'),
      back: { text: site.t('accounts.own.title'), path: site.path(accountPaths.own) },
      lead: [
        site.t('accounts.recoveryCode.lead'),
        ...(member.recovery ? [site.t('accounts.recoveryCode.replaces')] : []),
      ],
      action: site.path(accountPaths.ownRecovery),
      button: site.t('accounts.recoveryCode.button'),
    });
    render(res, formView, page);
  });

  router.post(
    accountPaths.ownRecovery,
    ...guards.requireConfirmed,
    parseForm,
    guards.requireFormToken,
    handler(async (_req, res) => {
      const site = siteOf(res);
      const { session, member } = signedIn(res);
      const code = await personalRecovery.make(session, member);
      const page = {
        title: site.t('accounts.recoveryCode.title'),
        lead: [site.t('accounts.recoveryCode.once'), site.t('accounts.recoveryCode.keep')],
        codes: [code],
        next: { text: site.t('accounts.factor.codesNext'), path: site.path(accountPaths.own) },
      };
      return render(res, codesView, page);
    }),
  );

  return router;
}

function showUse(res: Response, code: string, errors: readonly FieldError[] = [], status = 400): void {
  const site = siteOf(res);
  const page = formPage(site, {
    title: site.t('accounts.recoveryCode.useTitle'),
    back: { text: site.t('accounts.signIn.title'), path: site.path(accountPaths.signIn) },
    lead: [site.t('accounts.recoveryCode.useLead'), site.t('accounts.recoveryCode.without')],
    action: site.path(accountPaths.recover),
    fields: [
      {
        kind: 'text',
        part: {
          name: 'code',
          label: site.t('accounts.recoveryCode.code'),
          value: code,
          code: true,
          autocomplete: 'off',
          error: errorOf(errors, 'code'),
        },
      },
      ...newPasswordFields(site, errors),
    ],
    button: site.t('accounts.newPassword.button'),
    errors,
  });
  render(res, formView, page, errors.length > 0 ? status : 200);
}
