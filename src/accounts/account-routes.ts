import { type RequestHandler, Router } from 'express';
import { accessRoutes } from './access-routes.ts';
import type { Accounts } from './accounts.ts';
import type { Guards } from './guards.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { ownAccountRoutes } from './own-account-routes.ts';
import { holderRoutes } from './holder-routes.ts';
import type { SessionCookie } from './session-cookie.ts';
import { settingsRoutes } from './settings-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  readonly config: { readonly baseUrl: string };
  /** How often one address may try to sign in or to open a one-time link. */
  readonly limit: RequestHandler;
}

/** The pages of the accounts. */
export function createAccountRoutes({ accounts, guards, cookie, config, limit }: Dependencies): Router {
  const { members, sessions } = accounts;
  const router = Router();
  router.use(signInRoutes({ members, sessions, guards, cookie, limit }));
  router.use(invitationRoutes({ members, limit }));
  router.use(holderRoutes({ recovery: accounts.recovery, limit }));
  router.use(ownAccountRoutes({ accounts, guards, cookie, limit }));
  router.use(accessRoutes({ accounts, guards }));
  router.use(memberRoutes({ accounts, guards, baseUrl: config.baseUrl }));
  router.use(settingsRoutes({ accounts, guards, baseUrl: config.baseUrl }));
  return router;
}
