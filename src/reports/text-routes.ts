import { type RequestHandler, type Response, Router } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { FormStamps } from '../abuse/form-stamp.ts';
import { isLane } from '../cases/case-terms.ts';
import type { DraftService } from '../cases/draft-service.ts';
import { isToken, newToken } from '../vault/token.ts';
import { handler } from '../web/handler.ts';
import type { PublicPages } from '../web/public-page.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import { DECOY_FIELD, draftOf, emptyForm, formOf, mistakesIn, readTextForm } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import { type ReportingOffice, type ReportSteps, showSent } from './report-steps.ts';
import { startView } from './report-views.ts';
import { startPage } from './start-page.ts';
import type { TextStep } from './text-page.ts';

interface Dependencies {
  readonly drafts: Pick<DraftService, 'readers' | 'save'>;
  readonly office: ReportingOffice;
  readonly publicPages: PublicPages;
  readonly sendLimit: RequestHandler;
  readonly admission: Pick<Admission, 'admits'>;
  readonly stamps: FormStamps;
  readonly steps: ReportSteps;
}

/** The first steps of a report: the choice of a lane, and the text, which makes the draft. */
export function textRoutes({
  drafts,
  office,
  publicPages,
  sendLimit,
  admission,
  stamps,
  steps,
}: Dependencies): Router {
  const { stateOf, withDraft, showText, showFiles, showDoneBy, isOpen } = steps;
  const router = Router();

  async function showStart(res: Response, status: number, isMissing = false): Promise<void> {
    render(res, startView, startPage(siteOf(res), await office.openness(), isMissing), status);
  }

  const editText = withDraft(async (_req, res, { token, draft }) =>
    showText(res, { token, form: formOf(draft) }),
  );

  router.use(
    publicPages.changingPage({
      path: reportPaths.start,
      view: startView,
      known: () => office.openness(),
      page: (site, openness) => startPage(site, openness),
    }),
  );

  router.post(
    reportPaths.start,
    parseForm,
    handler(async (req, res) => {
      const lane = textOf(req.body, 'lane');
      const { open } = await office.openness();
      if (!open.protected && !open.service) await showStart(res, 503);
      else if (isLane(lane) && open[lane]) {
        const token = newToken();
        await showText(res, { token, form: emptyForm(lane), stamp: stamps.keep(token) });
      } else await showStart(res, 400, true);
    }),
  );

  router.post(
    reportPaths.text,
    sendLimit, // a draft takes space that no quota counts
    parseForm,
    (req, res, next) => (textOf(req.body, 'edit') === '' ? next() : editText(req, res, next)),
    handler(async (req, res) => {
      const given = textOf(req.body, 'token');
      const token = isToken(given) ? given : newToken();
      const form = readTextForm(req.body);
      const again = async (step: Partial<TextStep>, status = 200): Promise<void> => {
        const found = await stateOf(token);
        if (found.state === 'sent') return showSent(req, res, token, found.code);
        const stamp = stamps.keep(token, textOf(req.body, 'stamp'));
        return showText(res, { token, form, stamp, ...step }, status);
      };
      const isHeldUp = textOf(req.body, 'ticket') !== ''; // the page that asks to wait keeps its place in any language
      if (textOf(req.body, 'language') !== '' && !isHeldUp) return again({});
      if (!(await isOpen(form.lane))) return again({ isClosed: true }, 503);
      const draft = draftOf(form);
      if (!draft) return again({ mistakes: mistakesIn(form) }, 400);
      if ((await drafts.readers(draft)).kind === 'nobody') return again({ isNobodyLeft: true }, 400);
      const isOdd =
        textOf(req.body, DECOY_FIELD) !== '' || !stamps.isOldEnough(token, textOf(req.body, 'stamp'));
      const showDone = async () => showDoneBy(req, res, token, draft);
      if (!(await admission.admits(req, res, 'draft', { isOdd, showDone }))) return undefined;
      const saved = await drafts.save(token, draft);
      if (saved.state === 'sent') return showSent(req, res, token, saved.code);
      return showFiles(res, { token, ...saved });
    }),
  );

  return router;
}
