import { type RequestHandler, Router } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { DraftService } from '../cases/draft-service.ts';
import type { EvidenceService } from '../cases/evidence-service.ts';
import { concernsSomebody } from '../cases/report-answers.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { createUpload } from '../web/uploads.ts';
import { render } from '../web/view.ts';
import { takeFilesInto } from './arriving-files.ts';
import { checkPage } from './check-page.ts';
import { createFileCleaning } from './file-cleaning.ts';
import { isKept } from './file-texts.ts';
import { givenInFiles } from './given-in-files.ts';
import { formOf } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import { officeTarget, type ReportingOffice, type ReportSteps } from './report-steps.ts';
import { checkView } from './report-views.ts';

interface Dependencies {
  readonly drafts: Pick<DraftService, 'readers'>;
  readonly evidence: EvidenceService;
  readonly office: ReportingOffice;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly steps: ReportSteps;
}

/** The steps of a report that files can come with: adding them, and checking what the office will see. */
export function filesRoutes({ drafts, evidence, office, sendLimit, admission, steps }: Dependencies): Router {
  const { stateOf, withDraft, showText, showFiles } = steps;
  const router = Router();
  const takeFile = takeFilesInto(async (body) => {
    const found = await stateOf(textOf(body, 'token'));
    return found.state === 'draft' ? officeTarget(found) : undefined;
  }, evidence);
  const cleanAsked = createFileCleaning({ admission, evidence });
  const upload = createUpload(takeFile, async (req, body) => admission.mayUpload(req, body));

  router.post(
    reportPaths.files,
    sendLimit,
    upload.parse,
    parseForm,
    admission.afterUpload,
    withDraft(async (req, res, step) => {
      const remove = textOf(req.body, 'remove');
      const results = upload.receivedFrom(req);
      if (remove !== '') await evidence.removeUnsent(officeTarget(step), remove);
      const isNothingChosen = textOf(req.body, 'add') !== '' && results.length === 0;
      const cleaned = await cleanAsked(req, res, officeTarget(step));
      if (cleaned) await showFiles(res, step, { results, isNothingChosen, cleaned });
    }),
  );

  router.post(
    reportPaths.check,
    sendLimit,
    upload.parse, // “Continue” of the files step: files that were chosen but not uploaded yet come with it
    parseForm,
    admission.afterUpload,
    withDraft(async (req, res, step) => {
      const { token, draft } = step;
      const results = upload.receivedFrom(req);
      const looked = await evidence.lookAt(officeTarget(step));
      if (!results.every(isKept) || looked.lost.length > 0) return showFiles(res, step, { results });
      const readers = await drafts.readers(draft);
      if (readers.kind === 'nobody')
        return showText(res, { token, form: formOf(draft), isNobodyLeft: true }, 400);
      const cleaned = await cleanAsked(req, res, officeTarget(step));
      if (!cleaned) return undefined;
      const site = siteOf(res);
      const [{ files }, inTexts, concernable, reader] = await Promise.all([
        cleaned.length > 0 ? evidence.lookAt(officeTarget(step)) : looked,
        givenInFiles(draft.identity, evidence.textsOf(officeTarget(step))),
        office.concernable(),
        office.unitName(readers.unitId, site.locale),
      ]);
      const isLimited = concernsSomebody(draft.answers.concerns);
      const page = checkPage(site, { token, draft, files, inTexts, concernable, reader, isLimited, cleaned });
      return render(res, checkView, page, page.errors ? 400 : 200);
    }),
  );

  return router;
}
