import { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { EvidenceService, Target } from '../cases/evidence-service.ts';
import type { TrackingService, Unlocked } from '../cases/tracking-service.ts';
import { NotFound, ReportWithdrawn } from '../errors.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { createUpload } from '../web/uploads.ts';
import type { FieldError } from '../web/view.ts';
import { takeFilesInto } from './arriving-files.ts';
import { createFileCleaning } from './file-cleaning.ts';
import { cleanedNotice, cleaningErrors, fileErrors, lostErrors } from './file-texts.ts';
import { messageErrors, type PostedMessage, readMessage } from './message-form.ts';
import { marksOf, messageWarnings, warnedOf } from './message-warnings.ts';
import { trackingPaths } from './report-paths.ts';
import type { Shown } from './tracked-page.ts';
import { codeOf, type TrackingSteps } from './tracking-steps.ts';

interface Dependencies {
  readonly tracking: Pick<TrackingService, 'unlock' | 'target' | 'waiting' | 'send' | 'wasSent'>;
  readonly evidence: EvidenceService;
  readonly codeLimit: RequestHandler;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly steps: TrackingSteps;
}

/** A form that was sent to a report that its code opened. */
interface Post extends PostedMessage {
  readonly code: string;
  readonly req: Request;
  readonly res: Response;
  readonly unlocked: Unlocked;
  /** Which of its files were not kept. */
  readonly arrived: readonly FieldError[];
}

/** What became of it: what the page of the report shows then; undefined where the answer is a wait, or the page after it was sent before. */
type Outcome = Shown | undefined;

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
  const upload = createUpload(takeFile, async (req, body) => admission.mayUpload(req, body, 'code'));

  /** Undefined for a code that opens nothing, or a report that was withdrawn; the answer to the whole form then says so. */
  async function targetOf(code: string): Promise<Target | undefined> {
    try {
      return code === '' ? undefined : await tracking.target(await tracking.unlock(code));
    } catch (error) {
      if (error instanceof NotFound || error instanceof ReportWithdrawn) return undefined;
      throw error;
    }
  }

  /** The page after files were cleaned. */
  async function cleaned({ req, res, unlocked, typed, arrived }: Post): Promise<Outcome> {
    const outcomes = await cleanAsked(req, res, await tracking.target(unlocked));
    if (!outcomes) return undefined;
    const site = siteOf(res);
    const { files } = await tracking.waiting(unlocked);
    const notice = cleanedNotice(site, outcomes);
    const errors = [...arrived, ...cleaningErrors(site, files, outcomes)];
    return { ...typed, errors, ...(notice && { notice }) };
  }

  /** What keeps a message from being sent: mistakes, or warnings that its reporter has not seen. */
  async function keptBack({ res, unlocked, typed, arrived }: Post): Promise<Outcome> {
    const site = siteOf(res);
    const { files, lost } = await tracking.waiting(unlocked);
    const isEmpty = typed.text.trim() === '' && files.length === 0;
    const errors = messageErrors(site, typed.text, {
      isEmpty: isEmpty && !(await tracking.wasSent(unlocked, typed)), // files alone were sent, and this is a second click
      ofFiles: [...arrived, ...lostErrors(site, lost)],
    });
    if (errors.length > 0) return { ...typed, errors };
    const shown = warnedOf(typed.warned);
    const warnings = messageWarnings(site, typed.text, files);
    const isNews = warnings.some(({ mark }) => !shown.has(mark));
    return isNews ? { ...typed, warnings, warned: marksOf(warnings) } : undefined;
  }

  async function sent({ code, req, res, unlocked, typed }: Post): Promise<Outcome> {
    const done = { notice: siteOf(res).t('tracking.page.sent') };
    const showDone = async () => {
      const isDone = await tracking.wasSent(unlocked, typed);
      if (isDone) await showTracked(res, code, done, unlocked);
      return isDone;
    };
    if (!(await admission.admits(req, res, 'message', { showDone }))) return undefined;
    await tracking.send(unlocked, typed);
    return done;
  }

  /** Does what the button asks for. */
  async function outcomeOf(post: Post): Promise<Outcome> {
    const { unlocked, typed, remove, isCleaning, arrived } = post;
    if (remove !== '') await evidence.removeUnsent(await tracking.target(unlocked), remove);
    if (isCleaning) return cleaned(post);
    if (remove !== '') return { ...typed, errors: arrived };
    return (await keptBack(post)) ?? sent(post);
  }

  router.post(
    trackingPaths.message,
    sendLimit,
    codeLimit,
    upload.parse,
    parseForm,
    withCode(async (code, body, res, req) => {
      const posted = readMessage(body);
      const arrived = fileErrors(siteOf(res), upload.receivedFrom(req), evidence.limits);
      // Only translated: also what was typed to a report that is withdrawn by now, to which nothing is sent. Warnings are shown again.
      if (posted.isTranslating)
        return showTracked(res, code, { ...posted.typed, warned: '', errors: arrived });
      const unlocked = await tracking.unlock(code);
      const outcome = await outcomeOf({ ...posted, code, req, res, unlocked, arrived });
      if (outcome) await showTracked(res, code, outcome, unlocked);
    }),
  );

  return router;
}
