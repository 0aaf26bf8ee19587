import type { Model, QueryFilter } from 'mongoose';
import type { Day } from '../calendar/day.ts';
import type { CaseRow } from './case.ts';
import { type CaseDocument, knownTo, OF_ASSIGNEE, OF_REQUEST, OF_UNREAD } from './case-collection-store.ts';
import { OPEN_STATUSES, OVER_STATUSES } from './case-life.ts';
import { CATEGORIES, type Category, isCategoryOf, type Lane, type Status, STATUSES } from './case-terms.ts';

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
function queryOf(
  audience: readonly string[],
  filter: QueueFilter,
  isByDay: boolean,
): QueryFilter<CaseDocument> {
  const { lane, category, assigneeId, unitId, receivedFrom, isUnread } = filter;
  return {
    ...knownTo(audience),
    ...(unitId && { unitId }),
    ...(receivedFrom && { receivedOn: { $gte: receivedFrom } }),
    ...(isUnread && { unread: true }),
    ...decisionQuery(filter.awaitsDecisionOf),
    ...(assigneeId !== undefined && { assigneeId: assigneeId && { $in: [...assigneeId] } }),
    ...categoryQuery(lane, category),
    ...lifeQuery(filter, isByDay),
  };
}

/**
 * What is open has a deadline. By the day on which it came in it is asked for by its statuses instead, which an index has in that order, so
 * that nothing that is over is read on the way.
 */
function lifeQuery({ isOpen, due, status }: QueueFilter, isByDay: boolean): QueryFilter<CaseDocument> {
  if (isOpen === false) return statusQuery(OVER_STATUSES, status);
  return {
    ...statusQuery((isOpen || due) && isByDay ? OPEN_STATUSES : STATUSES, status),
    ...(due && { deadlineOn: { $gte: due.from, $lt: due.before } }),
    ...(isOpen && !due && !isByDay && { deadlineOn: { $gt: '' } }),
  };
}

function statusQuery(among: readonly Status[], status: Status | undefined): QueryFilter<CaseDocument> {
  if (status) return { status: among.includes(status) ? status : { $in: [] } };
  return among === STATUSES ? {} : { status: { $in: [...among] } };
}

/**
 * The index of what few cases have that a filter asks for: all of them are sorted in less time than they are found on the way through
 * others. That nobody works on them may be true of most: they are read in order, which this index has by their deadlines alone.
 */
function hintFor({ assigneeId, isUnread, awaitsDecisionOf }: QueueFilter, sort: QueueSort) {
  if (awaitsDecisionOf) return OF_REQUEST;
  if (isUnread) return OF_UNREAD;
  return assigneeId || (assigneeId === null && sort === 'deadline') ? OF_ASSIGNEE : undefined;
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
      const index = hintFor(filter, sort);
      const query = queryOf(audience, filter, sort !== 'deadline' && !index);
      const hint = index ? { hint: index } : {};
      const counting = cases.countDocuments(query, hint);
      const page = (ordered: Record<string, 1 | -1>, passed: number, most: number) =>
        cases.find(query, ROW, { sort: ordered, skip: passed, limit: most, ...hint }).lean<CaseRow[]>();
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
