import type { Day } from '../calendar/day.ts';
import type { ConversationService, Message, Written } from '../conversation/conversation-service.ts';
import type { MessageStore } from '../conversation/message-store.ts';
import { NotFound, ReportWithdrawn } from '../errors.ts';
import { derivedId, randomId } from '../storage/ids.ts';
import { asContentKey, type ContentKey, openContent } from '../vault/content.ts';
import { reportCodeKeys } from '../vault/report-code.ts';
import { unwrapSecret } from '../vault/wrapping.ts';
import { owedAudit, owedNews } from './acts.ts';
import type { ReportersCase, TimelineEntry } from './case.ts';
import type { CaseStore } from './case-store.ts';
import type { Deadlines } from './deadlines.ts';
import type { Evidence, EvidenceService, LostFile, SendersFiles, Target } from './evidence-service.ts';
import { places } from './places.ts';
import type { RemovalStore } from './removal-store.ts';
import type { SpamService } from './spam-service.ts';
import { untilWritten } from './until-written.ts';

/** A step of the case as its reporter sees it. */
export interface TrackedStep extends Pick<TimelineEntry, 'on' | 'kind' | 'to'> {
  readonly reason: string | undefined;
}

/** What a report code opens: the case's outside and the conversation, never what was first written. */
export interface TrackedCase {
  readonly case: ReportersCase;
  /** The day by which a first answer is due; absent once there was one. */
  readonly answerBy?: Day;
  readonly steps: readonly TrackedStep[];
  readonly messages: readonly Message[];
  readonly files: readonly Evidence[];
  /** Files that made room for others before they were sent. */
  readonly lost: readonly LostFile[];
}

type CodeKeys = ReturnType<typeof reportCodeKeys>;

/** What a report code opened, for all that one request does with it. */
export interface Unlocked {
  readonly code: CodeKeys;
  readonly caseId: string;
  /** The key of the conversation. */
  readonly key: ContentKey;
}

/** The reporter's side of a case, reached by the report code alone. */
export function createTrackingService({
  cases,
  messages: stored,
  conversation,
  evidence,
  deadlines,
  spam,
  removals,
  today,
}: {
  cases: CaseStore;
  messages: Pick<MessageStore, 'reporterWroteAfter'>;
  removals: Pick<RemovalStore, 'removeIfGone'>;
  conversation: ConversationService;
  evidence: EvidenceService;
  deadlines: Deadlines;
  spam: Pick<SpamService, 'takeBack'>;
  today: () => Day;
}) {
  async function find({ lookupId }: CodeKeys): Promise<ReportersCase> {
    const found = await cases.findByCode(lookupId);
    if (!found) throw new NotFound('no case has this code');
    return found;
  }

  /**
   * Those of unsent files that no message carries. A process that was killed between a message and the marking of its files left them as
   * if they waited still: they are marked now.
   */
  async function withoutCarried(unsentIds: readonly string[]): Promise<string[]> {
    const carried = unsentIds.length === 0 ? [] : await conversation.carriedOf(unsentIds);
    await evidence.markSent(carried);
    return unsentIds.filter((id) => !carried.includes(id));
  }

  const waitingIds = async (caseId: string): Promise<string[]> =>
    withoutCarried(await evidence.unsentIds({ caseId, sealedWith: 'conversation' }));

  /**
   * Where the reporter has answered since the office asked, the case goes on where it was and its clock runs again.
   * @returns whether nothing is left to write
   */
  async function endWait(found: ReportersCase): Promise<boolean> {
    if (!(await stored.reporterWroteAfter(found._id, found.waitsAfter ?? 0))) return true;
    const asked = found.timeline.findLast(({ to }) => to === 'needs_information');
    const to = asked?.from ?? 'verified';
    const on = today();
    const change = deadlines.change(found, { to, today: on, firstAnswered: found.firstAnswered ?? false });
    return cases.change(found._id, found.version, {
      ...change,
      set: { ...change.set, status: to },
      timeline: { id: randomId(), on, kind: 'status', from: found.status, to },
      owed: [owedAudit(found, 'case:status', null, on)],
    });
  }

  /** What a message of the reporter means for the case as it is now. Done once, also where a crash came between the message and this. */
  async function heed({ lookupId }: CodeKeys, caseId: string, { isNew }: { isNew: boolean }): Promise<void> {
    await untilWritten(async () => {
      const found = await (isNew ? cases.markUnread(lookupId, 'after') : cases.findByCode(lookupId));
      if (!found || found.status === 'withdrawn') await removals.removeIfGone(caseId);
      else if (found.spam) return spam.takeBack(found);
      else if (found.status === 'needs_information') return endWait(found);
      return true;
    });
  }

  /** What of a form was not sent before: all of it or, where its text was, the files that came since by themselves. */
  async function unsaidOf(caseId: string, key: ContentKey, typed: Written): Promise<Written | undefined> {
    if (!(await conversation.wasSent(key, typed))) return typed;
    const fileIds = await waitingIds(caseId);
    return fileIds.length === 0 ? undefined : { formId: derivedId(typed.formId, ...fileIds), text: '' };
  }

  async function sendOnce(found: ReportersCase, key: ContentKey, typed: Written): Promise<void> {
    const caseId = found._id;
    const { formId, text } = typed;
    const taken = await evidence.takeUnsent({ caseId, sealedWith: 'conversation' });
    const fileIds = await withoutCarried(taken.fileIds);
    if (text.trim() === '' && fileIds.length === 0) return; // a message of another page took the files
    const owed = owedNews(found, 'message:received', null, today());
    const isSent = await conversation.send(key, { caseId, formId, from: 'reporter', text, fileIds, owed });
    if (isSent) return evidence.markSent(fileIds);
    // The click before sent this text, perhaps with fewer files.
    const unsaid = await unsaidOf(caseId, key, typed);
    if (unsaid) await sendOnce(found, key, unsaid);
  }

  return {
    /**
     * Opens what something is sent to.
     * @throws {NotFound} when no case has this code; nothing tells why
     * @throws {ReportWithdrawn} when nothing can be sent any more, or not until the withdrawal is revoked
     */
    async unlock(typed: string): Promise<Unlocked> {
      const code = reportCodeKeys(typed);
      const found = await find(code);
      if (found.withdrawal) throw new ReportWithdrawn('its reporter asked for it to be withdrawn');
      return { code, caseId: found._id, key: await keyOf(code, found) };
    },

    /**
     * The case as it is now.
     * @param unlocked what this request opened of it before
     * @throws {NotFound} when no case has this code; nothing tells why
     */
    async open(typed: string, unlocked?: Unlocked): Promise<TrackedCase> {
      const code = unlocked?.code ?? reportCodeKeys(typed);
      const found = await find(code);
      const visible = found.timeline.filter(({ kind }) => kind !== 'assigned' && kind !== 'handed-over');
      if (!found.code?.conversation)
        return { case: found, steps: visible.map(stepWithoutReason), messages: [], files: [], lost: [] };
      const key = unlocked?.key ?? (await keyOf(code, found));
      const [steps, messages, { files, lost }] = await Promise.all([
        Promise.all(visible.map((step) => openStep(found, key, step))),
        conversation.read(found._id, { conversation: key }),
        evidence.lookAt({ caseId: found._id, sealedWith: 'conversation', key }),
      ]);
      const answerBy = deadlines.firstAnswer(found);
      return { case: found, ...(!found.firstAnswered && { answerBy }), steps, messages, files, lost };
    },

    /** Where a file that comes with this code goes. */
    async target({ caseId, key }: Unlocked): Promise<Target> {
      await waitingIds(caseId); // marks what was sent
      return { caseId, sealedWith: 'conversation', key };
    },

    /** Files that go with the next message, and those that made room for others before they did. */
    async waiting({ caseId, key }: Unlocked): Promise<SendersFiles> {
      const { files, lost } = await evidence.lookAt({ caseId, sealedWith: 'conversation', key });
      const ids = await withoutCarried(files.filter(({ unsent }) => unsent).map(({ id }) => id));
      return { files: files.filter(({ id }) => ids.includes(id)), lost };
    },

    /** Whether nothing of a form is left to send: a file that came after its text is. */
    wasSent: async ({ caseId, key }: Unlocked, typed: Written): Promise<boolean> =>
      (await unsaidOf(caseId, key, typed)) === undefined,

    /**
     * Sends a message with the files that arrived and were not sent yet; sending the same form twice has one effect, and does what
     * was cut off the first time.
     * @throws {NotFound} when the code was destroyed since it opened the case
     * @throws {VersionConflict} when the case kept changing; the message is sent, and the same form again does the rest
     * @throws {ReportWithdrawn} when a withdrawal was asked for since
     */
    async send({ code, caseId, key }: Unlocked, typed: Written): Promise<void> {
      const unsaid = await unsaidOf(caseId, key, typed);
      if (unsaid) {
        // Before the message too: a process that dies after it leaves the mark, which a second sending of the form does not make.
        const marked = await cases.markUnread(code.lookupId, 'before');
        if (!marked) await find(code); // throws where the code was destroyed at this moment
        if (!marked) throw new ReportWithdrawn('it was withdrawn at this moment');
        await sendOnce(marked, key, unsaid);
      }
      await heed(code, caseId, { isNew: unsaid !== undefined });
    },

    /**
     * Takes the reporter's way back in for good; the office keeps the case.
     * @throws {NotFound}
     * @throws {ReportWithdrawn} while a withdrawal can be revoked: without the code nobody could
     * @throws {VersionConflict} after five others who changed the case
     */
    async destroyCode(code: string): Promise<void> {
      const keys = reportCodeKeys(code);
      await untilWritten(async () => {
        const found = await find(keys);
        if (found.withdrawal) throw new ReportWithdrawn('its withdrawal can still be revoked');
        return cases.removeCode(found, [owedAudit(found, 'code:destroyed', null, today())]);
      });
    },
  };
}

export type TrackingService = ReturnType<typeof createTrackingService>;

/** The key of the conversation, which the code alone opens. @throws {ReportWithdrawn} once it was destroyed */
async function keyOf({ wrappingKey }: CodeKeys, { _id, code: stored }: ReportersCase): Promise<ContentKey> {
  if (!stored?.conversation) throw new ReportWithdrawn('the contents of this case were destroyed');
  return asContentKey(await unwrapSecret(wrappingKey, places.conversationKey(_id), stored.conversation));
}

function stepWithoutReason({ on, kind, to }: TimelineEntry): TrackedStep {
  return { on, kind, ...(to && { to }), reason: undefined };
}

async function openStep(found: ReportersCase, key: ContentKey, step: TimelineEntry): Promise<TrackedStep> {
  const { id, on, kind, to, reason } = step;
  const opened =
    reason && new TextDecoder().decode(await openContent(key, places.reason(found._id, id), reason));
  return { on, kind, ...(to && { to }), reason: opened };
}
