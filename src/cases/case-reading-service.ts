import type { ConversationService, Message } from '../conversation/conversation-service.ts';
import { NotFound } from '../errors.ts';
import type { CaseKeys } from '../vault/case-keys.ts';
import { openContent } from '../vault/content.ts';
import type { Case, TimelineEntry } from './case.ts';
import { type AuditLog, findFor, readingLine } from './case-access.ts';
import type { CaseStore } from './case-store.ts';
import type { Evidence, EvidenceService } from './evidence-service.ts';
import type { Opening } from './opening.ts';
import { places } from './places.ts';
import type { Officer, Reader } from './readers.ts';
import type { ReportAnswers } from './report-answers.ts';
import { isWithheld } from './withdrawal.ts';

/** A step of the timeline with its reason opened, if the reader holds the key. */
export interface Step extends Omit<TimelineEntry, 'reason'> {
  readonly reason: string | undefined;
}

/** A file with its plain bytes. */
type OpenedFile = Awaited<ReturnType<EvidenceService['open']>>;

/** A case with everything that its officer's keys open. */
export interface OpenedCase {
  readonly case: Case;
  readonly answers: ReportAnswers | undefined;
  readonly hasIdentity: boolean;
  readonly steps: readonly Step[];
  readonly messages: readonly Message[];
  readonly files: readonly Evidence[];
  /**
   * A file with its plain bytes, for what is told of it on the page of the case and goes to nobody else: the line of the reading of the
   * case is the one of this too. What hands its content out is `openFile`.
   * @throws {NotFound}
   */
  readonly fileOf: (fileId: string) => Promise<OpenedFile>;
}

interface Dependencies {
  readonly cases: Pick<CaseStore, 'find' | 'markRead'>;
  readonly opening: Pick<Opening, 'openFor' | 'openFound'>;
  readonly conversation: Pick<ConversationService, 'read'>;
  readonly evidence: Pick<EvidenceService, 'list' | 'open'>;
  readonly audit: AuditLog;
}

/** Reading a case: its outside, its contents, its files. What a member may not know of is not found. */
export function createCaseReadingService({ cases, opening, conversation, evidence, audit }: Dependencies) {
  return {
    /** The outside of a case: lane, status, days. No content is opened. @throws {NotFound} */
    outside: (reader: Reader, id: string): Promise<Case> => findFor(cases, reader, id),

    /**
     * Opens a case with the officer's keys; the audit line of the reading is durable before anything is returned.
     * @throws {NotFound} also where it turns out to concern the officer
     * @throws {WrongKey} when the member's session holds no key to it; if they are on its list, they get it when a colleague opens it
     */
    async open(officer: Officer, id: string): Promise<OpenedCase> {
      const before = await findFor(cases, officer, id);
      if (!before.keys || isWithheld(before)) return withoutContents(before);
      const { found, keys, answers } = await opening.openFound(officer, before);
      await audit.record(readingLine(officer, found, 'case:read'));
      // Before the messages are read: what comes in between is marked anew, and shown too.
      if (found.unread) await cases.markRead(id);
      const [steps, said, files] = await Promise.all([
        Promise.all(found.timeline.map((step) => openStep(found, keys, step))),
        conversation.read(id, keys),
        evidence.list(id, keys),
      ]);
      return {
        case: found,
        answers,
        hasIdentity: found.identity !== undefined,
        steps,
        messages: said,
        files: files.filter(
          ({ id: fileId, sealedWith, unsent }) =>
            sealedWith === 'office' || !unsent || said.some(({ fileIds }) => fileIds.includes(fileId)),
        ),
        fileOf: async (fileId) => evidence.open(id, fileId, keys),
      };
    },

    /** A file of the case as a stream of plain bytes, to be downloaded or viewed; the audit line is durable first. @throws {NotFound} */
    async openFile(
      officer: Officer,
      id: string,
      fileId: string,
      act: 'file:read' | 'file:viewed' = 'file:read',
    ): Promise<OpenedFile> {
      const { found, keys } = await opening.openFor(officer, id);
      const file = await evidence.open(id, fileId, keys);
      await audit.record(readingLine(officer, found, act));
      return file;
    },
  };
}

export type CaseReadingService = ReturnType<typeof createCaseReadingService>;

function withoutContents(found: Case): OpenedCase {
  const steps = found.timeline.map((step) => ({ ...step, reason: undefined }));
  return {
    case: found,
    answers: undefined,
    hasIdentity: false,
    steps,
    messages: [],
    files: [],
    fileOf: noFile,
  };
}

async function noFile(): Promise<never> {
  throw new NotFound('the contents of this case are gone or withdrawn');
}

async function openStep(found: Case, keys: CaseKeys, step: TimelineEntry): Promise<Step> {
  const { reason, ...rest } = step;
  const place = places.reason(found._id, step.id);
  return {
    ...rest,
    reason: reason && new TextDecoder().decode(await openContent(keys.conversation, place, reason)),
  };
}
