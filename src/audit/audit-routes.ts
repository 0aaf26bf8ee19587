import { Router } from 'express';
import type { Guards } from '../accounts/guards.ts';
import { audienceOf } from '../accounts/readers.ts';
import { signedIn } from '../accounts/signed-in.ts';
import { handler } from '../web/handler.ts';
import { siteOf } from '../web/site.ts';
import { render } from '../web/view.ts';
import { afterOf, auditPaths } from './audit-paths.ts';
import type { AuditService } from './audit-service.ts';
import { listPage, listView, type Actor } from './audit-views.ts';

interface Dependencies {
  readonly audit: Pick<AuditService, 'list'>;
  readonly guards: Pick<Guards, 'requireMember' | 'requirePermission'>;
  readonly members: { readonly list: () => Promise<readonly Actor[]> };
}

/** What an auditor sees: that cases were handled as promised, without reading them. */
export function auditRoutes({ audit, guards, members }: Dependencies): Router {
  const router = Router();
  router.get(
    auditPaths.list,
    guards.requireMember,
    guards.requirePermission('audit:read'),
    handler(async (req, res) => {
      const after = afterOf(req.query['setelah']);
      const [log, everybody] = await Promise.all([
        audit.list(audienceOf(signedIn(res).member), after),
        members.list(),
      ]);
      render(res, listView, listPage(siteOf(res), log, everybody, after === undefined));
    }),
  );
  return router;
}
