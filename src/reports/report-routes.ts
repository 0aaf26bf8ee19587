import type { Admission } from '../abuse/admission.ts';
import type { FormStamps } from '../abuse/form-stamp.ts';
import { type Request, type RequestHandler, type Response, Router } from 'express';
import { isLane, type Lane } from '../cases/case-terms.ts';
import type { DraftService, DraftState, OpenDraft } from '../cases/draft-service.ts';
import type { EvidenceService, Received, Target } from '../cases/evidence-service.ts';
import { concernsSomebody } from '../cases/report-answers.ts';
import { NobodyEligible, NotFound } from '../errors.ts';
import { parseReportCode } from '../vault/report-code.ts';
import { isToken, newToken } from '../vault/token.ts';
import type { Locale } from '../web/language.ts';
import { handler } from '../web/handler.ts';
import type { PublicPages } from '../web/public-page.ts';
import { siteOf } from '../web/site.ts';
import { createUpload, parseForm, type ReceiveFile, textOf } from '../web/uploads.ts';
import { render } from '../web/view.ts';
import { checkPage } from './check-page.ts';
import { codePage } from './code-page.ts';
import { createFileCleaning } from './file-cleaning.ts';
import { fileIdOf, isKept } from './file-texts.ts';
import { filesPage, type FilesStep } from './files-page.ts';
import { DECOY_FIELD, draftOf, emptyForm, formOf, mistakesIn, readTextForm } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import { checkView, codeView, filesView, startView, textView } from './report-views.ts';
import { type Openness, startPage } from './start-page.ts';
import { type Concernable, textPage, type TextStep } from './text-page.ts';

/** What reporting needs to know of the office. */
export interface ReportingOffice {
  openness(): Promise<Openness>;
  concernable(): Promise<Concernable>;
  unitName(unitId: string, locale: Locale): Promise<string>;
}

interface Dependencies {
  readonly drafts: DraftService;
  readonly evidence: EvidenceService;
  readonly office: ReportingOffice;
  readonly publicPages: PublicPages;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly stamps: FormStamps;
}

/** A draft and the token of the page that it was opened with. */
interface DraftStep {
  readonly token: string;
  readonly draft: OpenDraft;
  /** It was made by this post, so it has no files yet. */
  readonly isNew?: boolean;
}

/**
 * Reporting, a page a step. Every post is answered with the next page, which carries the draft token unseen: nothing of
 * a report is ever in an address, a cookie or a session, and going back, reloading and another language lose nothing.
 */
export function reportRoutes({
  drafts,
  evidence,
  office,
  publicPages,
  sendLimit,
  admission,
  stamps,
}: Dependencies): Router {
  const router = Router();
  const takeFile: ReceiveFile<Received> = async (body, name, bytes, index) => {
    const found = await stateOf(textOf(body, 'token'));
    if (found.state !== 'draft') return undefined; // the answer to the whole form says why
    const target = officeTarget(found);
    const { caseId } = target;
    return evidence.receive({ ...target, ...fileIdOf(body, { caseId, name, index }) }, name, bytes);
  };
  const cleanAsked = createFileCleaning({ admission, evidence });
  const upload = createUpload('files', takeFile, async (req, body) => admission.mayUpload(req, body));

  async function stateOf(token: string): Promise<DraftState> {
    return isToken(token) ? drafts.state(token) : { state: 'new' };
  }

  /**
   * Answers with the draft of the form's token, looked up once, because another click may send it at any moment. A token
   * whose report was sent shows the code again, whichever step is asked for.
   */
  function withDraft(
    answer: (req: Request, res: Response, step: DraftStep) => Promise<void>,
  ): RequestHandler {
    return handler(async (req, res) => {
      const token = textOf(req.body, 'token');
      const found = await stateOf(token);
      if (found.state === 'sent') return showCode(req, res, token, found.code);
      if (found.state === 'new') throw new NotFound('no draft belongs to this token');
      return answer(req, res, { token, draft: found.draft });
    });
  }

  async function showStart(res: Response, status: number, isMissing = false): Promise<void> {
    render(res, startView, startPage(siteOf(res), await office.openness(), isMissing), status);
  }

  /** A form that comes back goes on with the stamp it had; without one it is that of a draft that was kept before. */
  async function showText(
    res: Response,
    step: Omit<TextStep, 'concernable' | 'stamp'> & { readonly stamp?: string },
    status = 200,
  ): Promise<void> {
    const concernable = await office.concernable();
    const stamp = step.stamp ?? stamps.ofOld(step.token);
    render(res, textView, textPage(siteOf(res), { ...step, stamp, concernable }), status);
  }

  async function showFiles(
    res: Response,
    { token, draft, isNew = false }: DraftStep,
    step: Partial<FilesStep> = {},
  ): Promise<void> {
    const kept = isNew ? [] : await evidence.list(draft.caseId, { office: draft.keys.office });
    const page = filesPage(siteOf(res), { token, kept, limits: evidence.limits, ...step });
    render(res, filesView, page, page.errors ? 400 : 200);
  }

  const editText = withDraft(async (_req, res, { token, draft }) =>
    showText(res, { token, form: formOf(draft) }),
  );

  async function isOpen(lane: Lane): Promise<boolean> {
    return (await office.openness()).open[lane];
  }

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
        if (found.state === 'sent') return showCode(req, res, token, found.code);
        const stamp = stamps.keep(token, textOf(req.body, 'stamp'));
        return showText(res, { token, form, stamp, ...step }, status);
      };
      if (textOf(req.body, 'language') !== '') return again({});
      if (!(await isOpen(form.lane))) return again({ isClosed: true }, 503);
      const draft = draftOf(form);
      if (!draft) return again({ mistakes: mistakesIn(form) }, 400);
      if ((await drafts.readers(draft)).kind === 'nobody') return again({ isNobodyLeft: true }, 400);
      const isOdd =
        textOf(req.body, DECOY_FIELD) !== '' || !stamps.isOldEnough(token, textOf(req.body, 'stamp'));
      if (!(await admission.admits(req, res, 'draft', isOdd))) return undefined;
      const saved = await drafts.save(token, draft);
      if (saved.state === 'sent') return showCode(req, res, token, saved.code);
      if (saved.state === 'new') throw new NotFound('the draft was removed while it was saved');
      return showFiles(res, { token, ...saved });
    }),
  );

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
      if (!results.every(isKept)) return showFiles(res, step, { results });
      const readers = await drafts.readers(draft);
      if (readers.kind === 'nobody')
        return showText(res, { token, form: formOf(draft), isNobodyLeft: true }, 400);
      const cleaned = await cleanAsked(req, res, officeTarget(step));
      if (!cleaned) return undefined;
      const site = siteOf(res);
      const [files, concernable, reader] = await Promise.all([
        evidence.list(draft.caseId, { office: draft.keys.office }),
        office.concernable(),
        office.unitName(readers.unitId, site.locale),
      ]);
      const isLimited = concernsSomebody(draft.answers.concerns);
      const page = checkPage(site, { token, draft, files, concernable, reader, isLimited, cleaned });
      return render(res, checkView, page, page.errors ? 400 : 200);
    }),
  );

  router.post(
    reportPaths.send,
    sendLimit,
    parseForm,
    withDraft(async (req, res, { token, draft }) => {
      const form = formOf(draft);
      if (!(await isOpen(form.lane))) return showText(res, { token, form, isClosed: true }, 503);
      if (!(await admission.admits(req, res, 'report'))) return undefined;
      const fileIds = await evidence.unsentIds({ caseId: draft.caseId, sealedWith: 'office' });
      try {
        const code = await drafts.send(token, draft);
        await evidence.markSent(fileIds);
        return showCode(req, res, token, code);
      } catch (error) {
        if (!(error instanceof NobodyEligible)) throw error;
        return showText(res, { token, form, isNobodyLeft: true }, 400);
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

  for (const path of Object.values(reportPaths).filter((step) => step !== reportPaths.start))
    router.get(path, (_req, res) => res.redirect(303, siteOf(res).path(reportPaths.start)));

  return router;
}

/** Where the files of a draft go: the office alone opens them. */
function officeTarget({ draft: { caseId, keys } }: Pick<DraftStep, 'draft'>): Target {
  return { caseId, sealedWith: 'office', key: keys.office };
}

function showCode(req: Request, res: Response, token: string, code: string): void {
  const typed = textOf(req.body, 'typed');
  const parsed = parseReportCode(typed);
  const isRight = typed === '' ? undefined : parsed.ok && parsed.code === code;
  render(res, codeView, codePage(siteOf(res), { token, code, typed, isRight }));
}
