import { type RequestHandler, Router } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { FormStamps } from '../abuse/form-stamp.ts';
import type { DraftService } from '../cases/draft-service.ts';
import type { EvidenceService } from '../cases/evidence-service.ts';
import { NobodyEligible, NotFound, VersionConflict } from '../errors.ts';
import type { PublicPages } from '../web/public-page.ts';
import { siteOf } from '../web/site.ts';
import { isToken } from '../vault/token.ts';
import { handler } from '../web/handler.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { reportDonePage } from './code-page.ts';
import { filesRoutes } from './files-routes.ts';
import { formOf } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import {
  createReportSteps,
  officeTarget,
  type ReportingOffice,
  showCode,
  showDone,
  showSent,
} from './report-steps.ts';
import { textRoutes } from './text-routes.ts';
import { doneView } from './tracking-views.ts';

interface Dependencies {
  readonly drafts: DraftService;
  readonly evidence: EvidenceService;
  readonly office: ReportingOffice;
  readonly publicPages: PublicPages;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly stamps: FormStamps;
}

/** Pages that can be asked for; every other one answers a form. */
const SHOWN: ReadonlySet<string> = new Set([reportPaths.start, reportPaths.done]);

/**
 * Reporting, a page a step. Every post is answered with the next page, which carries the draft token unseen: nothing of
 * a report is ever in an address, a cookie or a session, and going back, reloading and another language lose nothing.
 */
export function reportRoutes(dependencies: Dependencies): Router {
  const { drafts, evidence, publicPages, sendLimit, admission } = dependencies;
  const steps = createReportSteps(dependencies);
  const { stateOf, withDraft, showText, showFiles, showDoneBy, isOpen } = steps;
  const router = Router();

  router.use(textRoutes({ ...dependencies, steps }));
  router.use(filesRoutes({ ...dependencies, steps }));

  router.post(
    reportPaths.send,
    sendLimit,
    parseForm,
    withDraft(async (req, res, { token, draft }) => {
      const form = formOf(draft);
      if (!(await isOpen(form.lane))) return showText(res, { token, form, isClosed: true }, 503);
      const showSentAlready = async () => showDoneBy(req, res, token);
      if (!(await admission.admits(req, res, 'report', { showDone: showSentAlready }))) return undefined;
      const target = officeTarget({ draft });
      const { fileIds, isWhole } = await evidence.takeUnsent(target);
      if (!isWhole) return showFiles(res, { token, draft });
      try {
        const code = await drafts.send(token, draft);
        await evidence.markSent(fileIds);
        return showCode(req, res, token, code);
      } catch (error) {
        if (error instanceof NobodyEligible) return showText(res, { token, form, isNobodyLeft: true }, 400);
        if (!(error instanceof VersionConflict)) throw error;
        // A first file came in meanwhile, or another click was quicker: what there is now is shown.
        const now = await stateOf(token);
        if (now.state === 'sent') return showSent(req, res, token, now.code);
        if (now.state === 'new') throw error;
        return showFiles(res, { token, draft: now.draft });
      }
    }),
  );

  router.post(
    reportPaths.code,
    parseForm,
    withDraft(async () => {
      throw new NotFound('the report of this token was not sent yet');
    }),
  );

  router.post(
    reportPaths.done,
    parseForm,
    handler(async (req, res) => {
      const token = textOf(req.body, 'token');
      if (isToken(token)) await drafts.forgetCode(token);
      showDone(res);
    }),
  );
  router.use(publicPages.page({ path: reportPaths.done, view: doneView, page: reportDonePage }));

  for (const path of Object.values(reportPaths).filter((step) => !SHOWN.has(step)))
    router.get(path, (_req, res) => res.redirect(303, siteOf(res).path(reportPaths.start)));

  return router;
}
