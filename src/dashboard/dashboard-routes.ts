import { Router } from 'express';
import { accountPaths } from '../accounts/account-paths.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Guards } from '../accounts/sign-in/guards.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { Day } from '../calendar/day.ts';
import { handler } from '../web/handler.ts';
import { siteOf } from '../web/site.ts';
import { render } from '../web/view.ts';
import { dashboardPage } from './dashboard-page.ts';
import type { DashboardService } from './dashboard-service.ts';
import { dashboardView } from './dashboard-views.ts';

interface Dependencies {
  readonly dashboard: DashboardService;
  readonly accounts: Pick<Accounts, 'readers'>;
  readonly guards: Guards;
  readonly today: () => Promise<Day>;
}

/** `/staf/dasbor`: numbers of the cases that the member may know of, and of no other. */
export function dashboardRoutes({ dashboard, accounts, guards, today }: Dependencies): Router {
  const { requireMember, requirePermission } = guards;
  return Router().get(
    accountPaths.dashboard,
    requireMember,
    requirePermission('case:list'),
    handler(async (_req, res) => {
      const audience = accounts.readers.audienceAt(await signedIn(res).standing());
      const shown = await dashboard.of(audience, await today());
      render(res, dashboardView, dashboardPage(siteOf(res), shown));
    }),
  );
}
