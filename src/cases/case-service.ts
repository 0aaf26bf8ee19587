import type { Day } from '../calendar/day.ts';
import type { ConversationService, Message } from '../conversation/conversation-service.ts';
import { NotFound, StatusChangeRefused, VersionConflict } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import type { CaseKeys } from '../vault/case-keys.ts';
import { openContent, openJson, sealContent } from '../vault/content.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case, TimelineEntry } from './case.ts';
import { findFor, keysOf, readingLine } from './case-access.ts';
import { isEnding, nextStatuses } from './case-life.ts';
import type { CaseMessages, Written } from './case-messages.ts';
import type { QueueFilter, QueueSort } from './case-queue-store.ts';
import type { CaseStore } from './case-store.ts';
import type { Status } from './case-terms.ts';
import type { Deadlines } from './deadlines.ts';
import type { HandingOver } from './handing-over.ts';
import type { Evidence, EvidenceService } from './evidence-service.ts';
import { places } from './places.ts';
import type { Officer, Reader } from './readers.ts';
import type { Retention } from './retention.ts';
import { type ReportAnswers, reportAnswersSchema } from './report-answers.ts';
import { untilWritten } from './until-written.ts';
import { isWithheld } from './withdrawal.ts';

/** Rows on one page of the queue. */
export const PAGE_ROWS = 25;

/** A step of the timeline with its reason opened, if the reader holds the key. */
export interface Step extends Omit<TimelineEntry, 'reason'> {
  readonly reason: string | undefined;
}

/** A case with everything that its officer's keys open. */
export interface OpenedCase {
  readonly case: Case;
  readonly answers: ReportAnswers | undefined;
  readonly hasIdentity: boolean;
  readonly steps: readonly Step[];
  readonly messages: readonly Message[];
  readonly files: readonly Evidence[];
}

/** A file with its plain bytes. */
type OpenedFile = Awaited<ReturnType<EvidenceService['open']>>;

/** Writes an audit line durably, before content is sent. */
export interface AuditLog {
  record(line: Omit<OwedAudit, 'id' | 'kind' | 'on'>): Promise<void>;
}

/** The office's side of a case: the queue, opening, and every act on it. What a member may not know of is not found. */
export function createCaseService({
  cases,
  handingOver,
  messages,
  conversation,
  evidence,
  deadlines,
  retention,
  audit,
  today,
}: {
  cases: CaseStore;
  handingOver: Pick<HandingOver, 'complete'>;
  messages: CaseMessages;
  conversation: Pick<ConversationService, 'read'>;
  evidence: EvidenceService;
  deadlines: Deadlines;
  retention: Retention;
  audit: AuditLog;
  today: () => Day;
}) {
  const find = async (reader: Reader, id: string): Promise<Case> => findFor(cases, reader, id);

  async function recordReading(officer: Officer, found: Case, act: string): Promise<void> {
    await audit.record(readingLine(officer, found, act));
  }

  async function write(
    found: Case,
    version: number,
    change: Parameters<CaseStore['change']>[2],
  ): Promise<void> {
    if (found.version !== version || !(await cases.change(found._id, version, change)))
      throw new VersionConflict('somebody else saved this case first');
  }

  /**
   * The first answer moves the deadline on; tried again where others changed the case at the same moment.
   * @throws {VersionConflict} after so many others; the answer is there, and the same form again does the rest
   */
  async function markAnswered(officer: Officer, id: string): Promise<void> {
    await untilWritten(async () => {
      const found = await find(officer, id);
      if (found.firstAnswered) return true;
      const change = deadlines.change(found, { to: found.status, today: today(), firstAnswered: true });
      return cases.change(id, found.version, {
        ...change,
        set: { ...change.set, firstAnswered: true },
        owed: [],
      });
    });
  }

  return {
    /** A page of the cases that this audience may know of; pages count from 1. */
    async queue(audience: readonly string[], page: number, filter: QueueFilter, sort: QueueSort) {
      const skip = (page - 1) * PAGE_ROWS;
      const ask = { filter, sort, skip, limit: PAGE_ROWS };
      if (sort !== 'deadline' || filter.isOpen !== undefined || filter.status)
        return cases.queue(audience, ask);
      // By deadline, what is over has none and would come first: it is asked for apart and put last.
      const open = await cases.queue(audience, { ...ask, filter: { ...filter, isOpen: true } });
      const over = await cases.queue(audience, {
        ...ask,
        filter: { ...filter, isOpen: false },
        skip: Math.max(0, skip - open.total),
      });
      return {
        rows: [...open.rows, ...over.rows].slice(0, PAGE_ROWS),
        total: open.total + over.total,
      };
    },

    /** The outside of a case: lane, status, days. No content is opened. @throws {NotFound} */
    outside: (reader: Reader, id: string): Promise<Case> => find(reader, id),

    /**
     * Opens a case with the officer's keys; the audit line of the reading is durable before anything is returned.
     * @throws {NotFound}
     * @throws {WrongKey} when the member's session holds no key to it
     */
    async open(officer: Officer, id: string): Promise<OpenedCase> {
      const before = await find(officer, id);
      if (!before.keys || isWithheld(before)) return withoutContents(before);
      const keys = await keysOf(officer, before);
      await recordReading(officer, before, 'case:read');
      const found = await handingOver.complete(officer, before, keys);
      // Before the messages are read: what comes in between is marked anew, and shown too.
      if (found.unread) await cases.markRead(id);
      const [answers, steps, said, files] = await Promise.all([
        found.report && openJson(keys.office, places.report(id, found.reportSequence), found.report),
        Promise.all(found.timeline.map((step) => openStep(found, keys, step))),
        conversation.read(id, keys),
        evidence.list(id, keys),
      ]);
      return {
        case: found,
        answers: answers === undefined ? undefined : reportAnswersSchema.parse(answers),
        hasIdentity: found.identity !== undefined,
        steps,
        messages: said,
        files: files.filter(
          ({ id: fileId, sealedWith, unsent }) =>
            sealedWith === 'office' || !unsent || said.some(({ fileIds }) => fileIds.includes(fileId)),
        ),
      };
    },

    /** A file of the case as a stream of plain bytes, to be downloaded or viewed; the audit line is durable first. @throws {NotFound} */
    async openFile(
      officer: Officer,
      id: string,
      fileId: string,
      act: 'file:read' | 'file:viewed' = 'file:read',
    ): Promise<OpenedFile> {
      const found = await find(officer, id);
      const keys = await keysOf(officer, found);
      const file = await evidence.open(id, fileId, keys);
      await recordReading(officer, found, act);
      return file;
    },

    /**
     * What `describe` says of a file: how long it is, of what shape, never its content, which goes to nobody else. So no line is written;
     * the page of the case, where it is shown, has one of its reading.
     * @throws {NotFound}
     */
    async describeFile<Described>(
      officer: Officer,
      { caseId, fileId }: { caseId: string; fileId: string },
      describe: (file: OpenedFile) => Promise<Described>,
    ): Promise<Described> {
      const keys = await keysOf(officer, await find(officer, caseId));
      return describe(await evidence.open(caseId, fileId, keys));
    },

    /** Answers the reporter. The same form sent twice has one effect. @throws {NotFound} */
    async reply(officer: Officer, id: string, typed: Written): Promise<void> {
      const found = await find(officer, id);
      const keys = await keysOf(officer, found);
      await messages.reply(keys.conversation, found, officer, typed);
      await markAnswered(officer, id);
    },

    /** Adds a note that only the office's key opens. @throws {NotFound} */
    async note(officer: Officer, id: string, typed: Written): Promise<void> {
      const found = await find(officer, id);
      const keys = await keysOf(officer, found);
      await messages.note(keys.office, found, officer, typed);
    },

    /**
     * Assigns the case; the assignee is owed a notice in the same write.
     * @throws {NotFound} also when its reporter asked to withdraw it @throws {DeclarationRequired}
     * @throws {VersionConflict} when the case changed since `version` was read
     */
    async assign(
      officer: Officer,
      id: string,
      { version, assignee }: { version: number; assignee: Pick<Reader, 'tag'> },
    ): Promise<void> {
      const found = await find(officer, id);
      if (isWithheld(found)) throw new NotFound('the reporter asked to withdraw this case');
      if (found.keys) await keysOf(officer, found);
      const on = today();
      await write(found, version, {
        set: { assigneeId: assignee.tag },
        timeline: { id: randomId(), on, kind: 'assigned', memberId: assignee.tag },
        owed: [
          owedNotice(found, { event: 'assignment', to: 'assignee' }, on),
          owedAudit(found, 'case:assigned', officer.tag, on),
        ],
      });
    },

    /**
     * Changes the status; the reason is sealed for the reporter to read, and an ending must have one.
     * @throws {NotFound}
     * @throws {StatusChangeRefused} when the case's life has no such step, or an ending has no reason
     * @throws {VersionConflict} when the case changed since `version` was read
     */
    async changeStatus(
      officer: Officer,
      id: string,
      { version, to, reason }: { version: number; to: Status; reason: string },
    ): Promise<void> {
      const found = await find(officer, id);
      if (found.version !== version) throw new VersionConflict('somebody else saved this case first');
      if (!nextStatuses(found.status).includes(to) || (isEnding(to) && reason.trim() === ''))
        throw new StatusChangeRefused('a case in this status cannot become that');
      const keys = await keysOf(officer, found);
      const stepId = randomId();
      const on = today();
      const sealed =
        reason.trim() === ''
          ? undefined
          : await sealContent(keys.conversation, places.reason(id, stepId), new TextEncoder().encode(reason));
      const change = deadlines.change(found, { to, today: on, firstAnswered: found.firstAnswered ?? false });
      const purgeOn = isEnding(to) ? { purgeOn: retention.purgeDay(found.category, on) } : {};
      await write(found, version, {
        milestones: change.milestones,
        set: { ...change.set, ...purgeOn, status: to },
        unset: [
          ...(change.unset ?? []),
          ...(isEnding(to) ? [] : (['purgeOn'] as const)),
          ...(found.spam ? (['spam'] as const) : []),
        ],
        timeline: {
          id: stepId,
          on,
          kind: 'status',
          from: found.status,
          to,
          memberId: officer.tag,
          ...(sealed && { reason: sealed }),
        },
        owed: [owedAudit(found, 'case:status', officer.tag, on)],
      });
    },
  };
}

export type CaseService = ReturnType<typeof createCaseService>;

function withoutContents(found: Case): OpenedCase {
  const steps = found.timeline.map((step) => ({ ...step, reason: undefined }));
  return { case: found, answers: undefined, hasIdentity: false, steps, messages: [], files: [] };
}

async function openStep(found: Case, keys: CaseKeys, step: TimelineEntry): Promise<Step> {
  const { reason, ...rest } = step;
  const place = places.reason(found._id, step.id);
  return {
    ...rest,
    reason: reason && new TextDecoder().decode(await openContent(keys.conversation, place, reason)),
  };
}
