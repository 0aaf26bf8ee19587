import type { Model, QueryFilter } from 'mongoose';
import type { Day } from '../calendar/day.ts';
import { type CaseDocument, knownTo } from './case-collection-store.ts';
import type { EndingKind, Status } from './case-terms.ts';

type Audience = readonly string[];

/**
 * Numbers over the cases that an audience may know of, as the queue asks for them (invariant 5). Each is a count of a range of
 * keys of one index, and a median the document in its middle.
 */
export function createCaseFiguresStore(cases: Model<CaseDocument>) {
  async function count(audience: Audience, query: QueryFilter<CaseDocument>): Promise<number> {
    return cases.countDocuments({ ...knownTo(audience), ...query });
  }

  /** The middle of a milestone's working days in so many cases; of an even number of them the mean of both in the middle. */
  async function median(
    audience: Audience,
    milestone: 'verified' | 'ended',
    query: QueryFilter<CaseDocument>,
    total: number,
  ): Promise<number | undefined> {
    if (total === 0) return undefined;
    const middle = await cases
      .find({ ...knownTo(audience), ...query }, { [`${milestone}.after`]: 1 })
      .sort({ [`${milestone}.after`]: 1 })
      .skip(Math.floor((total - 1) / 2))
      .limit(total % 2 === 0 ? 2 : 1)
      .lean<CaseDocument[]>();
    const days = middle.map((found) => found[milestone]?.after ?? 0);
    return days.length === 0 ? undefined : days.reduce((sum, each) => sum + each, 0) / days.length;
  }

  return {
    /** Cases in a status. */
    inStatus: async (audience: Audience, status: Status): Promise<number> => count(audience, { status }),

    /** Cases that came in on a day or after it. */
    receivedSince: async (audience: Audience, day: Day): Promise<number> =>
      count(audience, { receivedOn: { $gte: day } }),

    /** Cases whose next step is due from one day on and before another. */
    due: async (audience: Audience, { from, before }: { from: Day; before: Day }): Promise<number> =>
      count(audience, { deadlineOn: { $gte: from, $lt: before } }),

    /** Cases that ended in a month, 'YYYY-MM', in one way. */
    endedIn: async (audience: Audience, month: string, kind: EndingKind): Promise<number> =>
      count(audience, { 'ended.month': month, 'ended.kind': kind }),

    /** Median working days until the first look at a case was over, of those of a month; undefined where there is none. */
    async medianToVerification(audience: Audience, month: string): Promise<number | undefined> {
      const query = { 'verified.month': month };
      return median(audience, 'verified', query, await count(audience, query));
    },

    /** Median working days until the end, of those that ended in a month, which are `total`; undefined where there is none. */
    medianToEnd: async (audience: Audience, month: string, total: number): Promise<number | undefined> =>
      median(audience, 'ended', { 'ended.month': month }, total),
  };
}

export type CaseFiguresStore = ReturnType<typeof createCaseFiguresStore>;
