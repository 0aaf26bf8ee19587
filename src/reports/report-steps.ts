import type { Request, RequestHandler, Response } from 'express';
import type { FormStamps } from '../abuse/form-stamp.ts';
import type { Lane } from '../cases/case-terms.ts';
import { isSameDraft, type OpenDraft } from '../cases/draft-contents.ts';
import type { DraftService, DraftState } from '../cases/draft-service.ts';
import type { EvidenceService, Target } from '../cases/evidence-service.ts';
import type { Draft } from '../cases/report-answers.ts';
import { NotFound } from '../errors.ts';
import { parseReportCode } from '../vault/report-code.ts';
import { isToken } from '../vault/token.ts';
import { handler } from '../web/handler.ts';
import type { Locale } from '../language/locale.ts';
import { siteOf } from '../web/site.ts';
import { textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import { codePage } from './code-page.ts';
import { filesPage, type FilesStep } from './files-page.ts';
import { reportPaths } from './report-paths.ts';
import { codeView, filesView, textView } from './report-views.ts';
import type { Openness } from './start-page.ts';
import type { Concernable } from './report-words.ts';
import { textPage, type TextStep } from './text-page.ts';

/** What reporting needs to know of the office. */
export interface ReportingOffice {
  openness(): Promise<Openness>;
  concernable(): Promise<Concernable>;
  unitName(unitId: string, locale: Locale): Promise<string>;
}

/** A draft and the token of the page that it was opened with. */
interface DraftStep {
  readonly token: string;
  readonly draft: OpenDraft;
}

interface Dependencies {
  readonly drafts: Pick<DraftService, 'state'>;
  readonly evidence: Pick<EvidenceService, 'limits' | 'lookAt'>;
  readonly office: ReportingOffice;
  readonly stamps: FormStamps;
}

/** What the steps of a report share: the draft of a form, and the pages that more than one of them answers with. */
export function createReportSteps({ drafts, evidence, office, stamps }: Dependencies) {
  async function stateOf(token: string): Promise<DraftState> {
    return isToken(token) ? drafts.state(token) : { state: 'new' };
  }

  /**
   * Answers with the draft of the form's token, looked up once, because another click may send it at any moment. A token
   * whose report was sent shows the code again, whichever step is asked for, until its reporter has it forgotten.
   */
  function withDraft(
    answer: (req: Request, res: Response, step: DraftStep) => Promise<void>,
  ): RequestHandler {
    return handler(async (req, res) => {
      const token = textOf(req.body, 'token');
      const found = await stateOf(token);
      if (found.state === 'sent') return showSent(req, res, token, found.code);
      if (found.state === 'new') throw new NotFound('no draft belongs to this token');
      return answer(req, res, { token, draft: found.draft });
    });
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
    { token, draft }: DraftStep,
    step: Partial<FilesStep> = {},
  ): Promise<void> {
    const { files: kept, lost } = await evidence.lookAt(officeTarget({ draft }));
    const page = filesPage(siteOf(res), { token, kept, lost, limits: evidence.limits, ...step });
    render(res, filesView, page, page.errors ? 400 : 200);
  }

  /**
   * Answers as another click on the same page was answered, where it has sent the report already or kept this text.
   * @returns false where it has done neither
   */
  async function showDoneBy(req: Request, res: Response, token: string, text?: Draft): Promise<boolean> {
    const found = await stateOf(token);
    if (found.state === 'sent') showSent(req, res, token, found.code);
    else if (found.state === 'draft' && text && isSameDraft(found.draft, text))
      await showFiles(res, { token, draft: found.draft });
    else return false;
    return true;
  }

  async function isOpen(lane: Lane): Promise<boolean> {
    return (await office.openness()).open[lane];
  }

  return { stateOf, withDraft, showText, showFiles, showDoneBy, isOpen };
}

export type ReportSteps = ReturnType<typeof createReportSteps>;

/** Where the files of a draft go: the office alone opens them. */
export function officeTarget({ draft: { caseId, keys, stored } }: Pick<DraftStep, 'draft'>): Target {
  const { isWithoutFiles } = stored;
  return { caseId, sealedWith: 'office', key: keys.office, ...(isWithoutFiles && { isWithoutFiles }) };
}

/** What any page of a report that was sent leads to: its code, or nothing of it once that was forgotten. */
export function showSent(req: Request, res: Response, token: string, code: string | undefined): void {
  if (code === undefined) showDone(res);
  else showCode(req, res, token, code);
}

/** Leads to a page that holds nothing of the report and is asked for anew when one comes back to it. */
export function showDone(res: Response): void {
  res.redirect(303, siteOf(res).path(reportPaths.done));
}

/** The page of the code, and whether a code that was typed to try it is right. */
export function showCode(req: Request, res: Response, token: string, code: string): void {
  const typed = textOf(req.body, 'typed');
  const parsed = parseReportCode(typed);
  const isRight = typed === '' ? undefined : parsed.ok && parsed.code === code;
  render(res, codeView, codePage(siteOf(res), { token, code, typed, isRight }));
}
