import type { Model, QueryFilter } from 'mongoose';
import type { Database } from '../storage/database.ts';
import type { Owed } from '../storage/owed.ts';
import { collection, envelopeOf, envelopeSchema, owedSchema, textId } from '../storage/schema.ts';
import type { Envelope } from '../vault/envelope.ts';
import type { Case, CaseRow, DraftCase, SentDraft, TimelineEntry } from './case.ts';
import type { Category, Lane, Status } from './case-terms.ts';

interface CaseDocument extends Omit<
  Case,
  'lane' | 'category' | 'status' | 'unitId' | 'audience' | 'receivedOn' | 'dueOn'
> {
  state: 'draft' | 'sent';
  lane?: Lane;
  category?: Category;
  status?: Status;
  unitId?: string;
  audience?: string[];
  receivedOn?: string;
  dueOn?: string;
  draft?: { lookupId: string; keys?: Envelope; sentCode?: Envelope; on: string };
  purge?: boolean;
  owed: Owed[];
}

/** How many cases a recovery reads at once. */
const RECOVERY_BATCH = 100;

/** How the queue is asked: everything optional narrows it. */
export interface QueueFilter {
  readonly lane?: Lane;
  readonly category?: Category;
  readonly status?: Status;
  readonly unitId?: string;
  /** A member, or null for cases that nobody works on yet. */
  readonly assigneeId?: string | null;
  /** Whether something is still due. */
  readonly isOpen?: boolean;
}

export type QueueSort = 'deadline' | 'newest' | 'oldest';

const SORTS = {
  deadline: { deadlineOn: 1, _id: 1 },
  newest: { receivedOn: -1, _id: 1 },
  oldest: { receivedOn: 1, _id: 1 },
} as const satisfies Record<QueueSort, Record<string, 1 | -1>>;

/** What a change sets, removes and adds, all in one conditional update. */
export interface CaseChange {
  readonly set?: Partial<
    Pick<Case, 'status' | 'deadlineOn' | 'dueOn' | 'pausedOn' | 'assigneeId' | 'firstAnswered'>
  >;
  readonly unset?: readonly ('deadlineOn' | 'pausedOn' | 'assigneeId')[];
  readonly timeline?: TimelineEntry;
  readonly owed: readonly Owed[];
}

/** What sending adds to a draft in its one conditional update. */
export interface SentCase {
  readonly fields: Omit<Case, '_id' | 'version' | 'report' | 'reportSequence' | 'identity' | 'timeline'>;
  readonly timeline: readonly TimelineEntry[];
  readonly sentCode: Envelope;
  readonly on: string;
  readonly owed: readonly Owed[];
}

/** The collection `cases`: drafts and sent reports. Every change is one conditional update on the version that was read. */
export function createCaseStore(database: Database) {
  const cases = caseModel(database);

  return {
    /** @throws a duplicate-key error when this draft token began a draft already */
    async insertDraft(draft: DraftCase, lookupId: string): Promise<void> {
      const { startedOn, keys, ...rest } = draft;
      await cases.create({
        ...rest,
        state: 'draft',
        timeline: [],
        draft: { lookupId, keys, on: startedOn },
        owed: [],
      });
    },

    /** The draft of a token, the sent report that it became within the last day, or undefined. */
    async findByDraft(lookupId: string): Promise<{ draft: DraftCase } | { sent: SentDraft } | undefined> {
      const found = await cases.findOne({ 'draft.lookupId': lookupId }).lean<CaseDocument>();
      if (!found?.draft) return undefined;
      const { draft, state } = found;
      if (state === 'sent')
        return draft.sentCode && { sent: { _id: found._id, sentCode: envelopeOf(draft.sentCode) } };
      if (!draft.keys || !found.report) return undefined;
      return {
        draft: {
          _id: found._id,
          version: found.version,
          startedOn: draft.on,
          keys: envelopeOf(draft.keys),
          report: envelopeOf(found.report),
          reportSequence: found.reportSequence,
          ...(found.identity && { identity: envelopeOf(found.identity) }),
        },
      };
    },

    /** Replaces a draft's contents if nobody did since it was read. @returns whether it was written */
    async saveDraft(
      draft: Pick<DraftCase, '_id' | 'version'>,
      contents: { report: Envelope; reportSequence: number; identity: Envelope | undefined },
    ): Promise<boolean> {
      const { identity, ...set } = contents;
      const { matchedCount } = await cases.updateOne(
        { _id: draft._id, state: 'draft', version: draft.version },
        {
          $set: { ...set, ...(identity && { identity }) },
          ...(identity ? {} : { $unset: { identity: 1 } }),
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** Turns a draft into a sent report: one write with its code, its notice and its audit line. @returns whether this call did it */
    async send(draft: Pick<DraftCase, '_id' | 'version'>, sent: SentCase): Promise<boolean> {
      const { matchedCount } = await cases.updateOne(
        { _id: draft._id, state: 'draft', version: draft.version },
        {
          $set: {
            ...sent.fields,
            audience: [...sent.fields.audience],
            state: 'sent',
            timeline: [...sent.timeline],
            'draft.sentCode': sent.sentCode,
            'draft.on': sent.on,
            owed: [...sent.owed],
          },
          $unset: { 'draft.keys': 1 },
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** The case of a report code, or undefined. */
    async findByCode(lookupId: string): Promise<Case | undefined> {
      const found = await cases.findOne({ 'code.lookupId': lookupId }).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /** A case if one of these audiences may know of it; otherwise undefined, as if it did not exist. */
    async find(id: string, audience: readonly string[]): Promise<Case | undefined> {
      const found = await cases.findOne({ _id: id, audience: { $in: [...audience] } }).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /** A page of the queue and the count of all that match, both of these audiences only. */
    async queue(
      audience: readonly string[],
      { filter, sort, skip, limit }: { filter: QueueFilter; sort: QueueSort; skip: number; limit: number },
    ): Promise<{ rows: CaseRow[]; total: number }> {
      const { isOpen, ...terms } = filter;
      const query: QueryFilter<CaseDocument> = {
        audience: { $in: [...audience] },
        ...terms,
        ...(isOpen !== undefined && { deadlineOn: isOpen ? { $gt: '' } : null }),
      };
      const [rows, total] = await Promise.all([
        cases
          .find(
            query,
            {
              lane: 1,
              category: 1,
              status: 1,
              unitId: 1,
              receivedOn: 1,
              deadlineOn: 1,
              assigneeId: 1,
            },
            { sort: SORTS[sort], skip, limit },
          )
          .lean<CaseRow[]>(),
        cases.countDocuments(query),
      ]);
      return { rows, total };
    },

    /** Changes a sent case if its version is still the one that was read. @returns whether it was written */
    async change(id: string, version: number, change: CaseChange): Promise<boolean> {
      const { matchedCount } = await cases.updateOne(
        { _id: id, version, state: 'sent' },
        {
          ...(change.set && { $set: change.set }),
          ...(change.unset?.length && {
            $unset: Object.fromEntries(change.unset.map((field) => [field, 1])),
          }),
          $push: {
            owed: { $each: [...change.owed] },
            ...(change.timeline && { timeline: change.timeline }),
          },
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** Takes the reporter's key away; the office keeps the case. */
    async removeCode(id: string, owed: readonly Owed[]): Promise<void> {
      await cases.updateOne(
        { _id: id },
        { $unset: { code: 1, draft: 1 }, $push: { owed: { $each: [...owed] } } },
      );
    },

    /** Destroys the keys and contents of a case in one write, and marks the rest for removal. */
    async withdraw(id: string, timeline: TimelineEntry, owed: readonly Owed[]): Promise<void> {
      await cases.updateOne(
        { _id: id, state: 'sent', status: { $ne: 'withdrawn' } },
        {
          $set: { status: 'withdrawn', purge: true },
          $unset: {
            keys: 1,
            report: 1,
            identity: 1,
            identityKey: 1,
            'code.conversation': 1,
            draft: 1,
            deadlineOn: 1,
            pausedOn: 1,
          },
          $push: { timeline, owed: { $each: [...owed] } },
          $inc: { version: 1 },
        },
      );
    },

    /** Cases whose files and messages still wait to be removed after a withdrawal. */
    async toPurge(): Promise<string[]> {
      const found = await cases.find({ purge: true }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    async purged(id: string): Promise<void> {
      await cases.updateOne({ _id: id }, { $unset: { purge: 1, 'timeline.$[].reason': 1 } });
    },

    /** Ids of drafts that were begun before a day. */
    async draftsBefore(day: string): Promise<string[]> {
      const found = await cases.find({ state: 'draft', 'draft.on': { $lt: day } }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    /** Removes a draft unless it was sent meanwhile. @returns whether it was removed */
    async removeDraft(id: string): Promise<boolean> {
      const { deletedCount } = await cases.deleteOne({ _id: id, state: 'draft' });
      return deletedCount === 1;
    },

    /** Forgets the codes that were kept for a second click on reports sent before a day. */
    async forgetSentCodes(day: string): Promise<void> {
      await cases.updateMany({ state: 'sent', 'draft.on': { $lt: day } }, { $unset: { draft: 1 } });
    },

    /** Who may know of a case and who works on it; for mail only, never for a page. */
    async audienceOf(id: string): Promise<Pick<Case, 'audience' | 'assigneeId'> | undefined> {
      const found = await cases.findOne({ _id: id }, { audience: 1, assigneeId: 1 }).lean<CaseDocument>();
      return (
        found?.audience && {
          audience: found.audience,
          ...(found.assigneeId && { assigneeId: found.assigneeId }),
        }
      );
    },

    /** A sent case whoever may know of it; for the recovery tool alone, never for a page. */
    async sent(id: string): Promise<Case | undefined> {
      const found = await cases.findOne({ _id: id, state: 'sent' }).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /** Every sent case, by id; for the recovery tool alone, never for a page. */
    async *everySent(): AsyncGenerator<Case> {
      let last = '';
      for (let isMore = true; isMore;) {
        const found = await cases
          .find({ _id: { $gt: last }, state: 'sent' })
          .sort({ _id: 1 })
          .limit(RECOVERY_BATCH)
          .lean<CaseDocument[]>();
        for (const one of found.map(sentCase)) if (one) yield one;
        last = found.at(-1)?._id ?? last;
        isMore = found.length === RECOVERY_BATCH;
      }
    },

    /** Whether a case exists and was sent; for sweeping only, never for a page. */
    async isSent(id: string): Promise<boolean> {
      return (await cases.exists({ _id: id, state: 'sent' })) !== null;
    },

    /** For the outbox alone: where owed notices and audit lines lie. */
    model: cases,
  };
}

export type CaseStore = ReturnType<typeof createCaseStore>;

function caseModel(database: Database): Model<CaseDocument> {
  const text = { type: String };
  return collection<CaseDocument>(
    database,
    'cases',
    {
      _id: textId,
      version: { type: Number, default: 0 },
      state: { type: String, required: true },
      lane: text,
      category: text,
      status: text,
      unitId: text,
      audience: { type: [String], default: undefined },
      receivedOn: text,
      deadlineOn: text,
      dueOn: text,
      pausedOn: text,
      assigneeId: text,
      firstAnswered: Boolean,
      keys: envelopeSchema,
      report: envelopeSchema,
      reportSequence: { type: Number, required: true },
      identityKey: envelopeSchema,
      identity: envelopeSchema,
      code: { type: { lookupId: String, conversation: envelopeSchema }, _id: false },
      draft: {
        type: { lookupId: String, keys: envelopeSchema, sentCode: envelopeSchema, on: String },
        _id: false,
      },
      timeline: [
        {
          _id: false,
          id: text,
          on: text,
          kind: text,
          from: text,
          to: text,
          memberId: text,
          reason: envelopeSchema,
        },
      ],
      purge: Boolean,
      owed: [owedSchema],
    },
    [
      [
        { 'draft.lookupId': 1 },
        { unique: true, partialFilterExpression: { 'draft.lookupId': { $exists: true } } },
      ],
      [
        { 'code.lookupId': 1 },
        { unique: true, partialFilterExpression: { 'code.lookupId': { $exists: true } } },
      ],
      [{ audience: 1, deadlineOn: 1, _id: 1 }],
      [{ audience: 1, receivedOn: 1, _id: 1 }],
      [{ audience: 1, status: 1, deadlineOn: 1, _id: 1 }],
      [{ audience: 1, assigneeId: 1, deadlineOn: 1, _id: 1 }],
      [{ state: 1, 'draft.on': 1 }],
      [{ purge: 1 }, { sparse: true }],
      [{ 'owed.kind': 1 }],
    ],
  );
}

function codeOf({ lookupId, conversation }: NonNullable<Case['code']>): NonNullable<Case['code']> {
  return conversation ? { lookupId, conversation: envelopeOf(conversation) } : { lookupId };
}

/** A lean document of a sent case as the domain's plain object, its envelopes unpacked. */
function sentCase(found: CaseDocument): Case | undefined {
  const { lane, category, status, unitId, audience, receivedOn, dueOn } = found;
  if (
    found.state !== 'sent' ||
    !lane ||
    !category ||
    !status ||
    !unitId ||
    !audience ||
    !receivedOn ||
    !dueOn
  )
    return undefined;
  const { state: _state, draft: _draft, purge: _purge, owed: _owed, ...rest } = found;
  return {
    ...rest,
    lane,
    category,
    status,
    unitId,
    audience,
    receivedOn,
    dueOn,
    ...(rest.keys && { keys: envelopeOf(rest.keys) }),
    ...(rest.report && { report: envelopeOf(rest.report) }),
    ...(rest.identity && { identity: envelopeOf(rest.identity) }),
    ...(rest.identityKey && { identityKey: envelopeOf(rest.identityKey) }),
    ...(rest.code && { code: codeOf(rest.code) }),
    timeline: rest.timeline.map((entry) => ({
      ...entry,
      ...(entry.reason && { reason: envelopeOf(entry.reason) }),
    })),
  };
}
