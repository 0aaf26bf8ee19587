import type { Request, RequestHandler, Response } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { WrongCodeService } from '../abuse/wrong-code-service.ts';
import type { Day } from '../calendar/day.ts';
import type { EvidenceService } from '../cases/evidence-service.ts';
import type { TrackingService, Unlocked } from '../cases/tracking-service.ts';
import { NotFound, ReportWithdrawn } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import { parseReportCode } from '../vault/report-code.ts';
import { handler } from '../web/handler.ts';
import { siteOf } from '../web/site.ts';
import { fieldsOf, textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import { type Shown, trackedPage } from './tracked-page.ts';
import { enterPage } from './tracking-pages.ts';
import { enterView, trackedView } from './tracking-views.ts';

interface Dependencies {
  readonly tracking: Pick<TrackingService, 'open'>;
  readonly evidence: Pick<EvidenceService, 'limits'>;
  readonly today: () => Promise<Day>;
  readonly admission: Pick<Admission, 'admits'>;
  readonly wrongCodes: Pick<WrongCodeService, 'note'>;
}

/** What the pages behind a report code share: the code of a post, and the page of the report. */
export function createTrackingSteps({ tracking, evidence, today, admission, wrongCodes }: Dependencies) {
  /** Shows a report as it is now; a code that opens nothing is answered on the page where it was typed. */
  async function showTracked(
    res: Response,
    code: string,
    state: Shown = {},
    unlocked?: Unlocked,
  ): Promise<void> {
    const tracked = await tracking.open(code, unlocked);
    const { limits } = evidence;
    const shown = { code, formId: randomId(), ...state, tracked, limits, today: await today() };
    render(res, trackedView, trackedPage(siteOf(res), shown), state.errors?.length ? 400 : 200);
  }

  /** Says that nothing can be sent to this report any more, with what was typed. */
  async function showWithdrawn(code: string, body: unknown, res: Response): Promise<void> {
    const errors = [{ field: 'main', text: siteOf(res).t('tracking.withdrawing.refused') }];
    await showTracked(res, code, { text: textOf(body, 'text'), errors });
  }

  /**
   * Answers with the page for typing a code, and with the message that came along, when the code of this post is wrong in any way. One that
   * opens nothing is counted, also where it was right until the report was purged; a spelling that no code has is a mistake of typing and is not.
   */
  function withCode(
    answer: (code: string, body: unknown, res: Response, req: Request) => Promise<void>,
  ): RequestHandler {
    return handler(async (req, res) => {
      const typed = textOf(req.body, 'code');
      const parsed = parseReportCode(typed);
      const entered = { typed, ...('text' in fieldsOf(req.body) && { text: textOf(req.body, 'text') }) };
      if (!parsed.ok) {
        const problem = typed.trim() === '' ? 'missing' : parsed.problem;
        if (problem === 'missing' && textOf(req.body, 'language') !== '')
          return render(res, enterView, enterPage(siteOf(res), entered));
        return render(res, enterView, enterPage(siteOf(res), { ...entered, problem }), 400);
      }
      const { code } = parsed;
      if (!(await admission.admits(req, res, 'code'))) return undefined;
      try {
        return await answer(code, req.body, res, req);
      } catch (error) {
        if (error instanceof ReportWithdrawn) return showWithdrawn(code, req.body, res);
        if (!(error instanceof NotFound)) throw error;
        await wrongCodes.note();
        return render(res, enterView, enterPage(siteOf(res), { ...entered, problem: 'unknown' }), 400);
      }
    });
  }

  return { showTracked, withCode };
}

export type TrackingSteps = ReturnType<typeof createTrackingSteps>;

/** The code of a post in its one spelling, or an empty string, which no case has. */
export function codeOf(body: unknown): string {
  const parsed = parseReportCode(textOf(body, 'code'));
  return parsed.ok ? parsed.code : '';
}
