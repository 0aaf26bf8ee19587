import { Router } from 'express';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { render } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { type Guards, requirePermission } from '../sign-in/guards.ts';
import { openingPage, openingView } from './opening-page.ts';

interface Dependencies {
  readonly opening: Accounts['opening'];
  readonly guards: Guards;
}

/** The steps by which an office opens reporting. */
export function openingRoutes({ opening, guards }: Dependencies): Router {
  const router = Router();
  router.get(
    accountPaths.opening,
    guards.requireMember,
    requirePermission('member:invite'),
    handler(async (_req, res) => render(res, openingView, openingPage(siteOf(res), await opening()))),
  );
  return router;
}
