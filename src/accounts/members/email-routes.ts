import { type RequestHandler, type Response, Router } from 'express';
import { handler } from '../../web/handler.ts';
import { errorOf } from '../../web/partials.ts';
import { siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { render } from '../../web/view.ts';
import { emailSchema } from '../account-forms.ts';
import type { AccountMail } from '../account-mail.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { errorsOf } from '../form.ts';
import { formPage, formView, messageView } from '../form-page.ts';
import type { Guards } from '../sign-in/guards.ts';
import { behindLink, linkHeaders } from './one-time-link.ts';
import { parseForm } from '../parse-form.ts';
import { signedIn } from '../sign-in/signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly mail: Pick<AccountMail, 'askNewAddress'>;
  readonly limit: RequestHandler;
  readonly mailLimit: RequestHandler;
}

/** A member changes their e-mail: asked from their account, confirmed through a link that only the new address gets. */
export function emailRoutes({ accounts, guards, mail, limit, mailLimit }: Dependencies): Router {
  const { emailChange } = accounts;
  const router = Router();

  router.get(accountPaths.ownEmail, ...guards.requireConfirmed, (_req, res) => showForm(res, ''));

  router.post(
    accountPaths.ownEmail,
    ...guards.requireConfirmed,
    mailLimit, // each sends mail to an address that somebody typed
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      const { member } = signedIn(res);
      const email = textOf(req.body, 'email').trim();
      if (!emailSchema.safeParse(email).success) return showForm(res, email, 'accounts.errors.email');
      const token = await emailChange.ask(member, email);
      if (token === undefined) return showForm(res, email, 'accounts.errors.emailTaken');
      if (!(await mail.askNewAddress(member, email, token)))
        return showForm(res, email, 'accounts.email.mailAway');
      return showMessage(res, 'accounts.email.sentTitle', 'accounts.email.sent', 'own');
    }),
  );

  router.get(
    accountPaths.newEmail(':token'),
    linkHeaders,
    behindLink(emailChange.find, (_req, res, { token, found }) => {
      const site = siteOf(res);
      const page = formPage(site, {
        title: site.t('accounts.email.confirmTitle'),
        lead: [site.t('accounts.email.confirmLead', { email: found.email })],
        action: site.path(accountPaths.newEmail(token)),
        button: site.t('accounts.email.confirmButton'),
      });
      return render(res, formView, page);
    }),
  );

  router.post(
    accountPaths.newEmail(':token'),
    limit,
    linkHeaders,
    parseForm,
    behindLink(
      async (token) => emailChange.confirm(token),
      (_req, res) => showMessage(res, 'accounts.email.doneTitle', 'accounts.email.done', 'signIn'),
    ),
  );

  return router;
}

function showForm(res: Response, email: string, problem?: string): void {
  const site = siteOf(res);
  const errors = problem === undefined ? [] : errorsOf(site.t, [{ field: 'email', key: problem }]);
  const page = formPage(site, {
    title: site.t('accounts.email.title'),
    back: { text: site.t('accounts.own.title'), path: site.path(accountPaths.own) },
    lead: [site.t('accounts.email.lead')],
    action: site.path(accountPaths.ownEmail),
    fields: [
      {
        kind: 'text',
        part: {
          name: 'email',
          label: site.t('accounts.email.new'),
          value: email,
          type: 'email',
          autocomplete: 'email',
          error: errorOf(errors, 'email'),
        },
      },
    ],
    button: site.t('accounts.email.button'),
    errors,
  });
  render(res, formView, page, problem === undefined ? 200 : 400);
}

function showMessage(res: Response, title: string, text: string, next: 'own' | 'signIn'): void {
  const { t, path } = siteOf(res);
  const link = { text: t(`accounts.${next}.title`), path: path(accountPaths[next]) };
  render(res, messageView, { title: t(title), paragraphs: [t(text)], link, exit: false });
}
