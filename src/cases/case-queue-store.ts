import type { Model, QueryFilter } from 'mongoose';
import type { Day } from '../calendar/day.ts';
import type { CaseRow } from './case.ts';
import type { CaseDocument } from './case-collection-store.ts';
import { OVER_STATUSES } from './case-life.ts';
import { CATEGORIES, type Category, isCategoryOf, type Lane, type Status } from './case-terms.ts';

/** How the queue is asked: everything optional narrows it. */
export interface QueueFilter {
  readonly lane?: Lane;
  readonly category?: Category;
  readonly status?: Status;
  readonly unitId?: string;
  /** All that cases call a member, or null for cases that nobody works on yet. */
  readonly assigneeId?: readonly string[] | null;
  /** Whether something is still due. */
  readonly isOpen?: boolean;
  /** The days between which the next step is due, the second not among them; narrows to what is open. */
  readonly due?: { readonly from: Day; readonly before: Day };
  /** Cases that came in on this day or after it. */
  readonly receivedFrom?: Day;
  /** Cases that the reporter wrote in and nobody has opened since. */
  readonly isUnread?: true;
  /** Cases whose identity somebody asked for who is called none of this, and nobody has decided. */
  readonly awaitsDecisionOf?: readonly string[];
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
  withdrawal: 1,
  unread: 1,
  'identityRequest.memberId': 1,
  'identityRequest.decision': 1,
} as const;

/**
 * Asks only for what an index holds as a value: a lane is its categories, and what is over is its statuses, because
 * the absence of a deadline, or a field that the index does not have, would need every document to be read.
 */
function queryOf(audience: readonly string[], filter: QueueFilter): QueryFilter<CaseDocument> {
  const { isOpen, due, lane, category, status, assigneeId, unitId, receivedFrom, isUnread } = filter;
  return {
    audience: { $in: [...audience] },
    ...(unitId && { unitId }),
    ...(receivedFrom && { receivedOn: { $gte: receivedFrom } }),
    ...(isUnread && { unread: true }),
    ...decisionQuery(filter.awaitsDecisionOf),
    ...(assigneeId !== undefined && { assigneeId: assigneeId && { $in: [...assigneeId] } }),
    ...categoryQuery(lane, category),
    ...(isOpen === false ? { status: { $in: [...OVER_STATUSES] } } : status && { status }),
    ...((isOpen || due) && { deadlineOn: due ? { $gte: due.from, $lt: due.before } : { $gt: '' } }),
  };
}

function decisionQuery(callings: readonly string[] | undefined): QueryFilter<CaseDocument> {
  return callings
    ? {
        'identityRequest.id': { $exists: true },
        'identityRequest.decision': null,
        'identityRequest.memberId': { $nin: [...callings] },
      }
    : {};
}

function categoryQuery(lane: Lane | undefined, category: Category | undefined): QueryFilter<CaseDocument> {
  if (lane && category) return { category: isCategoryOf(lane, category) ? category : { $in: [] } };
  if (lane) return { category: { $in: [...CATEGORIES[lane]] } };
  return category ? { category } : {};
}

/** The queue: sent reports by what narrows and orders them. */
export function createCaseQueue(cases: Model<CaseDocument>) {
  return {
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
  };
}
