import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { EvidenceService, Target } from '../cases/evidence-service.ts';
import type { TrackingService, Unlocked } from '../cases/tracking-service.ts';
import { LONGEST_MESSAGE } from '../conversation/conversation-service.ts';
import { NotFound, ReportWithdrawn } from '../errors.ts';
import { isId, randomId } from '../storage/ids.ts';
import { type Site, siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { createUpload } from '../web/uploads.ts';
import type { FieldError } from '../web/view.ts';
import { takeFilesInto } from './arriving-files.ts';
import { createFileCleaning } from './file-cleaning.ts';
import { cleanedNotice, cleaningErrors, fileErrors, lostErrors } from './file-texts.ts';
import { marksOf, messageWarnings, warnedOf } from './message-warnings.ts';
import { trackingPaths } from './report-paths.ts';
import type { TrackedState } from './tracked-page.ts';
import { codeOf, type TrackingSteps } from './tracking-steps.ts';

interface Dependencies {
  readonly tracking: Pick<TrackingService, 'unlock' | 'target' | 'waiting' | 'send' | 'wasSent'>;
  readonly evidence: EvidenceService;
  readonly codeLimit: RequestHandler;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly steps: TrackingSteps;
}

/** What the holder of a report code sends: a message and its files, each kept as it arrives. */
export function messageRoutes({
  tracking,
  evidence,
  codeLimit,
  sendLimit,
  admission,
  steps,
}: Dependencies): Router {
  const { showTracked, withCode } = steps;
  const router = Router();
  const takeFile = takeFilesInto(async (body) => targetOf(codeOf(body)), evidence);
  const cleanAsked = createFileCleaning({ admission, evidence });
  const upload = createUpload('files', takeFile, async (req, body) => admission.mayUpload(req, body, 'code'));

  /** Undefined for a code that opens nothing, or a report that was withdrawn; the answer to the whole form then says so. */
  async function targetOf(code: string): Promise<Target | undefined> {
    try {
      return code === '' ? undefined : await tracking.target(await tracking.unlock(code));
    } catch (error) {
      if (error instanceof NotFound || error instanceof ReportWithdrawn) return undefined;
      throw error;
    }
  }

  async function showCleaned(
    req: Request,
    res: Response,
    {
      code,
      typed,
      arrived,
      unlocked,
    }: {
      code: string;
      typed: Pick<TrackedState, 'formId' | 'text' | 'warned'>;
      arrived: readonly FieldError[];
      unlocked: Unlocked;
    },
  ): Promise<void> {
    const cleaned = await cleanAsked(req, res, await tracking.target(unlocked));
    if (!cleaned) return undefined;
    const site = siteOf(res);
    const ofCleaning = cleaningErrors(site, (await tracking.waiting(unlocked)).files, cleaned);
    const errors = [...arrived, ...ofCleaning];
    const notice = cleanedNotice(site, cleaned);
    return showTracked(res, code, { ...typed, errors, ...(notice && { notice }) }, unlocked);
  }

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
      const isCleaning = textOf(body, 'clean') !== '';
      const arrived = fileErrors(site, upload.receivedFrom(req), evidence.limits);
      // Only translated: also what was typed to a report that is withdrawn by now, to which nothing is sent. Warnings are shown again.
      if (remove === '' && !isCleaning && textOf(body, 'language') !== '')
        return showTracked(res, code, { ...typed, warned: '', errors: arrived });
      const unlocked = await tracking.unlock(code);
      if (remove !== '') await evidence.removeUnsent(await tracking.target(unlocked), remove);
      if (isCleaning) return showCleaned(req, res, { code, typed, arrived, unlocked });
      if (remove !== '') return showTracked(res, code, { ...typed, errors: arrived }, unlocked);
      const { files, lost } = await tracking.waiting(unlocked);
      const errors = messageErrors(site, typed.text, {
        isEmpty: typed.text.trim() === '' && files.length === 0,
        ofFiles: [...arrived, ...lostErrors(site, lost)],
      });
      if (errors.length > 0) return showTracked(res, code, { ...typed, errors }, unlocked);
      const shown = warnedOf(typed.warned);
      const warnings = messageWarnings(site, typed.text, files);
      if (warnings.some(({ mark }) => !shown.has(mark)))
        return showTracked(res, code, { ...typed, warnings, warned: marksOf(warnings) }, unlocked);
      const showSent = async () => showTracked(res, code, { notice: site.t('tracking.page.sent') }, unlocked);
      const showDone = async () => {
        const isDone = await tracking.wasSent(unlocked, typed);
        if (isDone) await showSent();
        return isDone;
      };
      if (!(await admission.admits(req, res, 'message', { showDone }))) return undefined;
      await tracking.send(unlocked, typed);
      return showSent();
    }),
  );

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

function formIdOf(body: unknown): string {
  const given = textOf(body, 'formId');
  return isId(given) ? given : randomId();
}
