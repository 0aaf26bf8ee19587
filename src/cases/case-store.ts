import type { Model, QueryFilter } from 'mongoose';
import type { Day } from '../calendar/day.ts';
import type { Owed } from '../storage/owed.ts';
import type { Case, CaseRow, TimelineEntry } from './case.ts';
import { type CaseDocument, sentCase } from './case-collection-store.ts';
import { OVER_STATUSES } from './case-life.ts';
import type { Milestones } from './case-milestones.ts';
import { CATEGORIES, type Category, isCategoryOf, type Lane, type Status } from './case-terms.ts';

/** How many cases a recovery reads at once. */
const RECOVERY_BATCH = 100;

/** How many cases whose retention is over are read at once. */
const EXPIRY_BATCH = 100;

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
  /** The days between which the next step is due, the second not among them; narrows to what is open. */
  readonly due?: { readonly from: Day; readonly before: Day };
}

export type QueueSort = 'deadline' | 'newest' | 'oldest';

const SORTS = {
  deadline: { deadlineOn: 1, _id: 1 },
  newest: { receivedOn: -1, _id: -1 },
  oldest: { receivedOn: 1, _id: 1 },
} as const satisfies Record<QueueSort, Record<string, 1 | -1>>;

/** What the same index gives when it is read from its other end. */
const REVERSED_SORTS = {
  deadline: { deadlineOn: -1, _id: -1 },
  newest: SORTS.oldest,
  oldest: SORTS.newest,
} as const satisfies Record<QueueSort, Record<string, 1 | -1>>;

/** From how many cases before a page on its rows may be nearer to the end; before that, counting and reading go together. */
const FAR = 250;

const ROW = {
  lane: 1,
  category: 1,
  status: 1,
  unitId: 1,
  receivedOn: 1,
  deadlineOn: 1,
  assigneeId: 1,
} as const;

/**
 * Asks only for what an index holds as a value: a lane is its categories, and what is over is its statuses, because
 * the absence of a deadline, or a field that the index does not have, would need every document to be read.
 */
function queryOf(audience: readonly string[], filter: QueueFilter): QueryFilter<CaseDocument> {
  const { isOpen, due, lane, category, status, ...terms } = filter;
  return {
    audience: { $in: [...audience] },
    ...terms,
    ...categoryQuery(lane, category),
    ...(isOpen === false ? { status: { $in: [...OVER_STATUSES] } } : status && { status }),
    ...((isOpen || due) && { deadlineOn: due ? { $gte: due.from, $lt: due.before } : { $gt: '' } }),
  };
}

function categoryQuery(lane: Lane | undefined, category: Category | undefined): QueryFilter<CaseDocument> {
  if (lane && category) return { category: isCategoryOf(lane, category) ? category : { $in: [] } };
  if (lane) return { category: { $in: [...CATEGORIES[lane]] } };
  return category ? { category } : {};
}

/** What is destroyed first when a case's contents go; without its keys the rest is unreadable. */
const CONTENTS = {
  keys: 1,
  report: 1,
  identity: 1,
  identityKey: 1,
  identityRequest: 1,
  draft: 1,
  deadlineOn: 1,
  pausedOn: 1,
} as const;

/** What a change sets, removes and adds, all in one conditional update. */
export interface CaseChange {
  readonly set?: Partial<
    Pick<
      Case,
      | 'status'
      | 'deadlineOn'
      | 'dueOn'
      | 'pausedOn'
      | 'assigneeId'
      | 'firstAnswered'
      | 'audience'
      | 'unitId'
      | 'keys'
      | 'identityKey'
      | 'identityRequest'
      | 'purgeOn'
      | 'hold'
    >
  >;
  readonly unset?: readonly (
    | 'deadlineOn'
    | 'pausedOn'
    | 'assigneeId'
    | 'identityRequest'
    | 'purgeOn'
    | 'hold'
  )[];
  readonly timeline?: TimelineEntry;
  readonly milestones?: Milestones;
  readonly owed: readonly Owed[];
}

function isAnything(set: object): boolean {
  return Object.keys(set).length > 0;
}

/** Sent reports in the collection `cases`. Every change is one conditional update on the version that was read. */
export function createCaseStore(cases: Model<CaseDocument>) {
  return {
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

    /**
     * A page of the queue and the count of all that match, both of these audiences only. A page in the second half is read
     * from the end, so that the last one costs as much as the first.
     */
    async queue(
      audience: readonly string[],
      { filter, sort, skip, limit }: { filter: QueueFilter; sort: QueueSort; skip: number; limit: number },
    ): Promise<{ rows: CaseRow[]; total: number }> {
      const query = queryOf(audience, filter);
      const counting = cases.countDocuments(query);
      const page = (ordered: Record<string, 1 | -1>, passed: number, most: number) =>
        cases.find(query, ROW, { sort: ordered, skip: passed, limit: most }).lean<CaseRow[]>();
      if (skip < FAR) {
        const [rows, total] = await Promise.all([page(SORTS[sort], skip, limit), counting]);
        return { rows, total };
      }
      const total = await counting;
      if (skip < total / 2) return { rows: await page(SORTS[sort], skip, limit), total };
      const most = Math.min(limit, total - skip);
      if (most <= 0) return { rows: [], total };
      const rows = await page(REVERSED_SORTS[sort], total - skip - most, most);
      return { rows: rows.toReversed(), total };
    },

    /** Changes a sent case if its version is still the one that was read. @returns whether it was written */
    async change(id: string, version: number, change: CaseChange): Promise<boolean> {
      const set = { ...change.set, ...change.milestones?.set };
      const unset = [...(change.unset ?? []), ...(change.milestones?.unset ?? [])];
      const { matchedCount } = await cases.updateOne(
        { _id: id, version, state: 'sent' },
        {
          ...(isAnything(set) && { $set: set }),
          ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, 1])) }),
          $push: {
            owed: { $each: [...change.owed] },
            ...(change.timeline && { timeline: change.timeline }),
          },
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** Keeps that somebody declared no conflict of interest. @returns whether that is new */
    async declare(id: string, tag: string, owed: readonly Owed[]): Promise<boolean> {
      const { matchedCount } = await cases.updateOne(
        { _id: id, state: 'sent', declared: { $ne: tag } },
        { $push: { declared: tag, owed: { $each: [...owed] } } },
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
    async withdraw(
      id: string,
      {
        timeline,
        purgeOn,
        milestones,
        owed,
      }: { timeline: TimelineEntry; purgeOn: string; milestones: Milestones; owed: readonly Owed[] },
    ): Promise<void> {
      await cases.updateOne(
        { _id: id, state: 'sent', status: { $ne: 'withdrawn' } },
        {
          $set: { status: 'withdrawn', purge: true, purgeOn, ...milestones.set },
          $unset: { ...CONTENTS, 'code.conversation': 1 },
          $push: { timeline, owed: { $each: [...owed] } },
          $inc: { version: 1 },
        },
      );
    },

    /** Has what came in while a case was withdrawn removed like the rest of it. */
    async purgeIfWithdrawn(id: string): Promise<void> {
      await cases.updateOne({ _id: id, status: 'withdrawn' }, { $set: { purge: true } });
    },

    /** Cases whose files and messages still wait to be removed after a withdrawal. */
    async toPurge(): Promise<string[]> {
      const found = await cases.find({ purge: true }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    async purged(id: string): Promise<void> {
      await cases.updateOne({ _id: id }, { $unset: { purge: 1, 'timeline.$[].reason': 1 } });
    },

    /** Up to a batch of cases whose retention is over and that nobody holds. */
    async toExpire(today: string): Promise<Case[]> {
      const found = await cases
        .find({ purgeOn: { $lte: today }, hold: null, expired: null })
        .sort({ purgeOn: 1, _id: 1 })
        .limit(EXPIRY_BATCH)
        .lean<CaseDocument[]>();
      return found.map(sentCase).filter((one) => one !== undefined);
    },

    /** Destroys the keys and contents of a case whose retention is over, in one write; not if it was taken up or held meanwhile. */
    async expire({ _id, version }: Case, owed: readonly Owed[]): Promise<void> {
      await cases.updateOne(
        { _id, version, hold: null },
        {
          $set: { purge: true, expired: true },
          $unset: { ...CONTENTS, code: 1, assigneeId: 1, 'timeline.$[].reason': 1 },
          $push: { owed: { $each: [...owed] } },
          $inc: { version: 1 },
        },
      );
    },

    /** Removes a case that has expired and whose audit line is kept. @returns whether it is gone, or was none of these */
    async removeExpired(id: string): Promise<boolean> {
      await cases.deleteOne({ _id: id, expired: true, owed: { $size: 0 } });
      return (await cases.exists({ _id: id, expired: true })) === null;
    },

    /** Who may know of these cases and who works on each; for mail only, never for a page. */
    async audiencesOf(
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, Pick<Case, 'audience' | 'assigneeId'>>> {
      const found = await cases
        .find({ _id: { $in: [...ids] } }, { audience: 1, assigneeId: 1 })
        .lean<CaseDocument[]>();
      return new Map(
        found.flatMap(({ _id, audience, assigneeId }) =>
          audience ? [[_id, { audience, ...(assigneeId && { assigneeId }) }]] : [],
        ),
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
  };
}

export type CaseStore = ReturnType<typeof createCaseStore>;
