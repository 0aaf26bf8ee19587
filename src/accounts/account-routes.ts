import { type RequestHandler, Router } from 'express';
import { countRefused } from '../web/count-refused.ts';
import type { RefusalCounts } from '../web/refusal-counts.ts';
import type { Looking } from '../cases/looking.ts';
import { accessRoutes } from './keys/access-routes.ts';
import type { AccountMail } from './account-mail.ts';
import type { Accounts } from './accounts.ts';
import type { Guards } from './sign-in/guards.ts';
import type { MailCheckService } from '../notifications/mail-check-service.ts';
import type { Mailer } from '../notifications/mailer.ts';
import { invitationRoutes } from './members/invitation-routes.ts';
import { keyRoutes } from './keys/key-routes.ts';
import { mailRoutes } from './office/mail-routes.ts';
import { openingRoutes } from './office/opening-routes.ts';
import { memberRoutes } from './members/member-routes.ts';
import { ownAccountRoutes } from './members/own-account-routes.ts';
import { holderRoutes } from './keys/holder-routes.ts';
import type { SessionCookie } from './sign-in/session-cookie.ts';
import { confirmRoutes } from './sign-in/confirm-routes.ts';
import { emailRoutes } from './members/email-routes.ts';
import { factorRoutes } from './sign-in/factor-routes.ts';
import { recoverRoutes } from './keys/recover-routes.ts';
import { sessionRoutes } from './sign-in/session-routes.ts';
import { settingsRoutes, type WrongCodes } from './office/settings-routes.ts';
import { signInRoutes } from './sign-in/sign-in-routes.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly accountMail: AccountMail;
  /** Whom cases concern who is let in to their unit. */
  readonly looking: Looking;
  readonly mailCheck: MailCheckService;
  readonly mailer: Mailer;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  readonly config: { readonly baseUrl: string };
  readonly wrongCodes: WrongCodes;
  /** Where wrong passwords, second steps and recovery codes are counted by day, of names that nobody has too. */
  readonly refusals: Pick<RefusalCounts, 'note'>;
  /** How often one address may fail to sign in or to open a one-time link. */
  readonly limit: RequestHandler;
  /** How often one member may have mail sent to an address that somebody typed. Stands behind the guards. */
  readonly mailLimit: RequestHandler;
}

/** The pages of the accounts. */
export function accountRoutes(dependencies: Dependencies): Router {
  const { accounts, accountMail, looking, mailCheck, mailer, guards, cookie, config } = dependencies;
  const { wrongCodes, refusals, limit, mailLimit } = dependencies;
  const counted = countRefused(refusals, 'wrongSignIn');
  const router = Router();
  router.use(signInRoutes({ accounts, guards, cookie, counted, limit }));
  router.use(recoverRoutes({ accounts, guards, counted, limit }));
  router.use(confirmRoutes({ accounts, guards, cookie, counted, limit }));
  router.use(factorRoutes({ accounts, guards, cookie }));
  router.use(sessionRoutes({ accounts, guards }));
  router.use(emailRoutes({ accounts, guards, mail: accountMail, limit, mailLimit }));
  router.use(invitationRoutes({ members: accounts.members, limit }));
  router.use(holderRoutes({ recovery: accounts.recovery, limit }));
  router.use(ownAccountRoutes({ accounts, guards }));
  router.use(accessRoutes({ accounts, guards, looking }));
  router.use(keyRoutes({ accounts, guards }));
  router.use(memberRoutes({ accounts, guards, mail: accountMail, baseUrl: config.baseUrl }));
  router.use(openingRoutes({ opening: accounts.opening, guards }));
  router.use(settingsRoutes({ accounts, guards, baseUrl: config.baseUrl, wrongCodes }));
  router.use(mailRoutes({ accounts, guards, mail: accountMail, mailCheck, mailer, limit: mailLimit }));
  return router;
}
