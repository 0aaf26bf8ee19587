import { type RequestHandler, type Response, Router } from 'express';
import type { MailCheckService } from '../../notifications/mail-check-service.ts';
import type { Mailer } from '../../notifications/mailer.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { render } from '../../web/view.ts';
import type { AccountMail } from '../account-mail.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { formView } from '../form-page.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import { mailPage, type MailState } from './mail-page.ts';
import { parseForm } from '../parse-form.ts';
import { signedIn } from '../sign-in/signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly mail: AccountMail;
  readonly mailCheck: MailCheckService;
  readonly mailer: Pick<Mailer, 'folder'>;
  readonly limit: RequestHandler;
}

/** The administrator's page about the mail server. */
export function mailRoutes({ accounts, guards, mail, mailCheck, mailer, limit }: Dependencies): Router {
  const mayChange = [guards.requireMember, requirePermission('settings:change')];
  const router = Router();

  async function show(res: Response, test?: MailState['test']): Promise<void> {
    const [check, { timeZone }] = await Promise.all([mailCheck.latest(), accounts.office.settings()]);
    const state = { check, timeZone, isFolder: mailer.folder !== undefined, ...(test && { test }) };
    render(res, formView, mailPage(siteOf(res), state, signedIn(res).member));
  }

  router.get(
    accountPaths.mail,
    ...mayChange,
    handler(async (_req, res) => show(res)),
  );

  router.post(
    accountPaths.mail,
    ...mayChange,
    limit,
    parseForm,
    guards.requireFormToken,
    handler(async (_req, res) => show(res, { problem: await mail.sendTest(signedIn(res).member) })),
  );

  return router;
}
