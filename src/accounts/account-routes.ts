import { type RequestHandler, Router } from 'express';
import { accessRoutes } from './access-routes.ts';
import type { AccountMail } from './account-mail.ts';
import type { Accounts } from './accounts.ts';
import type { Guards } from './guards.ts';
import type { MailCheckService } from '../notifications/mail-check-service.ts';
import type { Mailer } from '../notifications/mailer.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { keyRoutes } from './key-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { ownAccountRoutes } from './own-account-routes.ts';
import { holderRoutes } from './holder-routes.ts';
import type { SessionCookie } from './session-cookie.ts';
import { confirmRoutes } from './confirm-routes.ts';
import { emailRoutes } from './email-routes.ts';
import { factorRoutes } from './factor-routes.ts';
import { recoverRoutes } from './recover-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { settingsRoutes, type WrongCodes } from './settings-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly accountMail: AccountMail;
  readonly mailCheck: MailCheckService;
  readonly mailer: Mailer;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  readonly config: { readonly baseUrl: string };
  readonly wrongCodes: WrongCodes;
  /** How often one address may try to sign in or to open a one-time link. */
  readonly limit: RequestHandler;
}

/** The pages of the accounts. */
export function createAccountRoutes(dependencies: Dependencies): Router {
  const { accounts, accountMail, mailCheck, mailer, guards, cookie, config, wrongCodes, limit } =
    dependencies;
  const router = Router();
  router.use(signInRoutes({ accounts, guards, cookie, limit }));
  router.use(recoverRoutes({ accounts, guards, mail: accountMail, limit }));
  router.use(confirmRoutes({ accounts, guards, cookie, limit }));
  router.use(factorRoutes({ accounts, guards, cookie, mail: accountMail }));
  router.use(sessionRoutes({ accounts, guards }));
  router.use(emailRoutes({ accounts, guards, mail: accountMail, limit }));
  router.use(invitationRoutes({ members: accounts.members, limit }));
  router.use(holderRoutes({ recovery: accounts.recovery, limit }));
  router.use(ownAccountRoutes({ accounts, guards, mail: accountMail }));
  router.use(accessRoutes({ accounts, guards }));
  router.use(keyRoutes({ accounts, guards, mail: accountMail }));
  router.use(memberRoutes({ accounts, guards, baseUrl: config.baseUrl }));
  router.use(settingsRoutes({ accounts, guards, baseUrl: config.baseUrl, wrongCodes }));
  router.use(mailRoutes({ accounts, guards, mail: accountMail, mailCheck, mailer, limit }));
  return router;
}
