import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Guards } from '../accounts/sign-in/guards.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { ConflictService } from '../cases/conflict-service.ts';
import { NobodyEligible, NotFound } from '../errors.ts';
import { handler } from '../web/handler.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { render } from '../web/view.ts';
import type { Acts } from './case-acts.ts';
import type { CaseDesk } from './case-desk.ts';
import { nobodyLeftPage } from './conflict-pages.ts';
import { STEPPED_BACK, triagePaths } from './triage-paths.ts';
import { nobodyLeftView } from './triage-views.ts';
import type { WithKeys } from './with-keys.ts';

interface Dependencies {
  readonly conflicts: ConflictService;
  readonly desk: CaseDesk;
  readonly guards: Guards;
  readonly withKeys: WithKeys;
  readonly typedIn: Acts['typedIn'];
  readonly readLimit: RequestHandler;
}

/** Conflicts of interest: the declaration before the first opening of a protected case, and stepping back from it. */
export function conflictRoutes({
  conflicts,
  desk,
  guards,
  withKeys,
  typedIn,
  readLimit,
}: Dependencies): Router {
  const { requireMember, requirePermission, requireFormToken } = guards;
  const router = Router();

  router.post(
    triagePaths.declaration(':id'),
    requireMember,
    requirePermission('case:list'),
    parseForm,
    requireFormToken,
    handler(async (req, res) => {
      const id = String(req.params['id']);
      await conflicts.declareNone(await desk.readerOf(signedIn(res)), id);
      res.redirect(303, siteOf(res).path(triagePaths.case(id)));
    }),
  );

  router.post(
    triagePaths.act(':id', 'stepBack'),
    requireMember,
    requirePermission('case:list'),
    readLimit, // what comes back with a mistake shows the case
    parseForm,
    requireFormToken,
    withKeys(stepBack),
  );

  async function stepBack(req: Request, res: Response, id: string): Promise<void> {
    const site = siteOf(res);
    const typed = await typedIn('stepBack', req, res, id);
    if (!typed) return undefined;
    const { formId, stepBackReason: reason } = typed;
    try {
      await conflicts.stepBack(await desk.officerOf(signedIn(res)), id, {
        formId,
        reason: reason.trim() === '' ? '' : site.t('triage.stepBack.noteText', { reason }),
      });
    } catch (error) {
      if (error instanceof NobodyEligible)
        return render(res, nobodyLeftView, nobodyLeftPage(site, id, reason), 409);
      // The second click of somebody who has left already: the case does not exist for them. Nothing else is answered so.
      if (!(error instanceof NotFound)) throw error;
    }
    res.redirect(303, `${site.path(triagePaths.queue)}?selesai=${STEPPED_BACK}`);
  }

  return router;
}
