import type { Admission } from '../abuse/admission.ts';
import type { WrongCodeService } from '../abuse/wrong-code-service.ts';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Day } from '../calendar/day.ts';
import type { Evidence, EvidenceService, Received, Target } from '../cases/evidence-service.ts';
import type { TrackingService } from '../cases/tracking-service.ts';
import { LONGEST_MESSAGE } from '../conversation/conversation-service.ts';
import { NotFound } from '../errors.ts';
import { isId, randomId } from '../storage/ids.ts';
import { parseReportCode } from '../vault/report-code.ts';
import { handler } from '../web/handler.ts';
import type { PublicPages } from '../web/public-page.ts';
import type { Site } from '../web/site.ts';
import { siteOf } from '../web/site.ts';
import { createUpload, parseForm, type ReceiveFile, textOf } from '../web/uploads.ts';
import { type FieldError, render } from '../web/view.ts';
import { createFileCleaning } from './file-cleaning.ts';
import { cleanedNotice, cleaningErrors, fileErrors, fileIdOf } from './file-texts.ts';
import { messageWarnings, warnedOf } from './message-warnings.ts';
import { trackingPaths } from './report-paths.ts';
import { trackedPage, type TrackedState } from './tracked-page.ts';
import { confirmPage, donePage, enterPage } from './tracking-pages.ts';
import { confirmView, doneView, enterView, trackedView } from './tracking-views.ts';

interface Dependencies {
  readonly tracking: TrackingService;
  readonly evidence: EvidenceService;
  readonly today: () => Promise<Day>;
  readonly publicPages: PublicPages;
  readonly codeLimit: RequestHandler;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly wrongCodes: Pick<WrongCodeService, 'note'>;
}

/**
 * What a report code opens. There is no session: every form carries the code unseen and every post is answered with a
 * page that no browser keeps.
 */
export function trackingRoutes({
  tracking,
  evidence,
  today,
  publicPages,
  codeLimit,
  sendLimit,
  admission,
  wrongCodes,
}: Dependencies): Router {
  const router = Router();
  const takeFile: ReceiveFile<Received> = async (body, name, bytes, index) => {
    const target = await targetOf(codeOf(body));
    if (!target) return undefined;
    const { caseId } = target;
    return evidence.receive({ ...target, ...fileIdOf(body, { caseId, name, index }) }, name, bytes);
  };
  const cleanAsked = createFileCleaning({ admission, evidence });
  const upload = createUpload('files', takeFile, async (req, body) => admission.mayUpload(req, body));

  /** Undefined for a code that opens nothing; the answer to the whole form then says so. */
  async function targetOf(code: string): Promise<Target | undefined> {
    try {
      return code === '' ? undefined : await tracking.target(code);
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }

  /** Shows a report; a code that opens nothing is answered on the page where it was typed. */
  async function showTracked(
    res: Response,
    code: string,
    state: Partial<Pick<TrackedState, 'formId' | 'text' | 'errors' | 'notice' | 'warnings' | 'warned'>> = {},
  ): Promise<void> {
    const tracked = await tracking.open(code);
    const { limits } = evidence;
    const shown = { code, formId: randomId(), ...state, tracked, limits, today: await today() };
    render(res, trackedView, trackedPage(siteOf(res), shown), state.errors?.length ? 400 : 200);
  }

  /** Files that arrived and go with the next message. */
  async function waitingFiles(code: string): Promise<Evidence[]> {
    const { caseId, key } = await tracking.target(code);
    const files = await evidence.list(caseId, { conversation: key });
    return files.filter(({ unsent }) => unsent);
  }

  async function showCleaned(
    req: Request,
    res: Response,
    { code, typed }: { code: string; typed: Pick<TrackedState, 'formId' | 'text' | 'warned'> },
  ): Promise<void> {
    const cleaned = await cleanAsked(req, res, await tracking.target(code));
    if (!cleaned) return undefined;
    const site = siteOf(res);
    const errors = cleaningErrors(site, await waitingFiles(code), cleaned);
    const notice = cleanedNotice(site, cleaned);
    return showTracked(res, code, { ...typed, errors, ...(notice && { notice }) });
  }

  /**
   * Answers with the page for typing a code when the code of this post is wrong in any way. One that opens nothing is
   * counted; a spelling that no code has is a mistake of typing and is not.
   */
  function withCode(
    answer: (code: string, body: unknown, res: Response, req: Request) => Promise<void>,
  ): RequestHandler {
    return handler(async (req, res) => {
      const typed = textOf(req.body, 'code');
      const parsed = parseReportCode(typed);
      const problem = typed.trim() === '' ? 'missing' : parsed.ok ? undefined : parsed.problem;
      if (problem === 'missing' && textOf(req.body, 'language') !== '')
        return render(res, enterView, enterPage(siteOf(res), { typed }));
      if (problem) return render(res, enterView, enterPage(siteOf(res), { typed, problem }), 400);
      if (!(await admission.admits(req, res, 'code'))) return undefined;
      try {
        return await answer(codeOf(req.body), req.body, res, req);
      } catch (error) {
        if (!(error instanceof NotFound)) throw error;
        await wrongCodes.note();
        return render(res, enterView, enterPage(siteOf(res), { typed, problem: 'unknown' }), 400);
      }
    });
  }

  router.use(
    publicPages.page({
      path: trackingPaths.enter,
      view: enterView,
      page: (site) => enterPage(site, { typed: '' }),
    }),
  );

  router.post(
    trackingPaths.enter,
    codeLimit,
    parseForm,
    withCode(async (code, _body, res) => showTracked(res, code)),
  );

  router.post(
    trackingPaths.message,
    sendLimit,
    codeLimit,
    upload.parse,
    parseForm,
    withCode(async (code, body, res, req) => {
      const typed = { text: textOf(body, 'text'), formId: formIdOf(body), warned: textOf(body, 'warned') };
      const site = siteOf(res);
      const remove = textOf(body, 'remove');
      if (remove !== '') await evidence.removeUnsent(await tracking.target(code), remove);
      if (textOf(body, 'clean') !== '') return showCleaned(req, res, { code, typed });
      if (remove !== '' || textOf(body, 'language') !== '') return showTracked(res, code, typed);
      const files = await waitingFiles(code);
      const errors = messageErrors(site, typed.text, {
        isEmpty: typed.text.trim() === '' && files.length === 0,
        ofFiles: fileErrors(site, upload.receivedFrom(req), evidence.limits),
      });
      if (errors.length > 0) return showTracked(res, code, { ...typed, errors });
      const shown = warnedOf(typed.warned);
      const warnings = messageWarnings(site, typed.text, files);
      if (warnings.some(({ mark }) => !shown.has(mark)))
        return showTracked(res, code, {
          ...typed,
          warnings,
          warned: warnings.map(({ mark }) => mark).join(' '),
        });
      if (!(await admission.admits(req, res, 'message'))) return undefined;
      await tracking.send(code, typed);
      return showTracked(res, code, { notice: site.t('tracking.page.sent') });
    }),
  );

  router.post(
    trackingPaths.withdraw,
    sendLimit,
    parseForm,
    withCode(async (code, body, res) => {
      const site = siteOf(res);
      if (textOf(body, 'confirm') !== 'yes')
        return render(res, confirmView, confirmPage(site, 'withdraw', code));
      await tracking.withdraw(code);
      return render(res, doneView, donePage(site, 'withdraw'));
    }),
  );

  router.post(
    trackingPaths.destroyCode,
    sendLimit,
    parseForm,
    withCode(async (code, body, res) => {
      const site = siteOf(res);
      if (textOf(body, 'confirm') !== 'yes') {
        await tracking.open(code);
        return render(res, confirmView, confirmPage(site, 'destroy', code));
      }
      await tracking.destroyCode(code);
      return render(res, doneView, donePage(site, 'destroy'));
    }),
  );

  for (const path of Object.values(trackingPaths).filter((step) => step !== trackingPaths.enter))
    router.get(path, (_req, res) => res.redirect(303, siteOf(res).path(trackingPaths.enter)));

  return router;
}

function messageErrors(
  { t }: Site,
  text: string,
  { isEmpty, ofFiles }: { isEmpty: boolean; ofFiles: readonly FieldError[] },
): FieldError[] {
  return [
    ...(isEmpty && ofFiles.length === 0 ? [{ field: 'text', text: t('tracking.page.empty') }] : []),
    ...(text.length > LONGEST_MESSAGE
      ? [{ field: 'text', text: t('tracking.page.tooLong', { most: LONGEST_MESSAGE }) }]
      : []),
    ...ofFiles,
  ];
}

/** The code of a post in its one spelling, or an empty string, which no case has. */
function codeOf(body: unknown): string {
  const parsed = parseReportCode(textOf(body, 'code'));
  return parsed.ok ? parsed.code : '';
}

function formIdOf(body: unknown): string {
  const given = textOf(body, 'formId');
  return isId(given) ? given : randomId();
}
