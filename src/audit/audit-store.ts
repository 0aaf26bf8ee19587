import { isOnlyDuplicates, type Database } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import type { Day } from '../calendar/day.ts';
import { ACTS_OF_PORTAL } from './audit-acts.ts';
import { everyAuditor, type SaltedLine, type StoredLine } from './audit-line.ts';

/** Where a page of the log begins: after this line, newest day first. */
export interface AfterLine {
  readonly on: string;
  readonly _id: string;
}

/** Which lines of the log are looked for; what is left out narrows nothing. Days are included at both ends. */
export interface LineFilter {
  readonly from?: Day;
  readonly to?: Day;
  readonly act?: string;
  /** All that lines call a member, or null for what reporters did. */
  readonly by?: readonly string[] | null;
  /** Cases whose lines are left out. */
  readonly exceptCases?: readonly string[];
}

/** The act of whoever steps back from a case for a conflict of interest. */
const RECUSED = 'conflict:recused';

const linesIn = collection<StoredLine>(
  'audit',
  {
    _id: textId,
    act: { type: String, required: true },
    memberId: { type: String, default: null },
    caseId: { type: String, default: null },
    subjectId: String,
    detail: String,
    on: { type: String, required: true },
    audience: { type: [String], required: true },
    readers: { type: [String], required: true },
    salt: String,
    waiting: String,
    since: String,
  },
  [
    [{ readers: 1, on: -1, _id: -1 }],
    [{ readers: 1, act: 1, on: -1, _id: -1 }],
    [{ readers: 1, memberId: 1, on: -1, _id: -1 }],
    [{ memberId: 1, caseId: 1 }, { partialFilterExpression: { act: RECUSED } }],
    [{ caseId: 1, memberId: 1 }, { partialFilterExpression: { act: RECUSED } }],
    [{ waiting: 1, since: 1, _id: 1 }, { partialFilterExpression: { waiting: { $exists: true } } }],
  ],
);

/** The log itself: lines are added and read, and nothing here changes what one says or removes one. */
export function createAuditStore(database: Database) {
  const lines = linesIn(database);

  return {
    /** Durable when it resolves. The same id twice is one line: an outbox repeats itself after a crash. */
    async append(added: readonly SaltedLine[]): Promise<void> {
      if (added.length === 0) return;
      try {
        await lines.insertMany(added, { ordered: false, lean: true });
      } catch (error) {
        if (!isOnlyDuplicates(error)) throw error;
      }
    },

    /** Up to `limit` lines that one of `readers` may read, newest day first; within a day ids decide, at random. */
    async page(
      readers: readonly string[],
      limit: number,
      { from, to, act, by, exceptCases = [] }: LineFilter = {},
      after?: AfterLine,
    ): Promise<StoredLine[]> {
      // The day of the line before bounds the keys, so that a page far behind does not read those in front of it.
      const last = after !== undefined && (to === undefined || after.on < to) ? after.on : to;
      const on = { ...(from !== undefined && { $gte: from }), ...(last !== undefined && { $lte: last }) };
      const isOfReporters = by === null;
      const named = {
        ...(act !== undefined && { $eq: act }),
        ...(isOfReporters && { $nin: [...ACTS_OF_PORTAL] }),
      };
      const without = [...exceptCases, ...(isOfReporters ? [null] : [])];
      const rest = after && {
        $or: [{ on: { $lt: after.on } }, { on: after.on, _id: { $lt: after._id } }],
      };
      return lines
        .find({
          readers: { $in: [...readers] },
          ...(Object.keys(on).length > 0 && { on }),
          ...(Object.keys(named).length > 0 && { act: named }),
          ...(by !== undefined && { memberId: by && { $in: [...by] } }),
          ...(without.length > 0 && { caseId: { $nin: without } }),
          ...rest,
        })
        .sort({ on: -1, _id: -1 })
        .limit(limit)
        .lean<StoredLine[]>();
    },

    /** The cases that a member stepped back from, by all that lines call them. */
    async casesLeftBy(callings: readonly string[]): Promise<string[]> {
      const found = await lines
        .find({ act: RECUSED, memberId: { $in: [...callings] } }, { caseId: 1 })
        .lean<StoredLine[]>();
      return found.flatMap(({ caseId }) => caseId ?? []);
    },

    /** Those who stepped back from a case, as lines call them. */
    async whoLeft(caseId: string): Promise<string[]> {
      const found = await lines.find({ act: RECUSED, caseId }, { memberId: 1 }).lean<StoredLine[]>();
      return found.flatMap(({ memberId }) => memberId ?? []);
    },

    /** Whether any line may be chained now. */
    async hasReady(): Promise<boolean> {
      return (await lines.exists({ waiting: 'now' })) !== null;
    },

    /** Up to `limit` lines that may be chained now, the longest waiting day first, at random within a day. */
    async ready(limit: number): Promise<SaltedLine[]> {
      return lines.find({ waiting: 'now' }).sort({ since: 1, _id: 1 }).limit(limit).lean<SaltedLine[]>();
    },

    /** Notes that these lines are in the chain. */
    async markChained(ids: readonly string[]): Promise<void> {
      await lines.updateMany({ _id: { $in: [...ids] } }, { $unset: { waiting: 1, since: 1 } });
    },

    /** How many of the lines that came before this day are held back and may not be read by every auditor. */
    async countHidden(day: Day): Promise<number> {
      return lines.countDocuments({
        waiting: 'day',
        since: { $lt: day },
        readers: { $ne: everyAuditor },
      });
    },

    /** Lets every line be chained that came before this day and was held back until it was over. */
    async release(day: Day): Promise<void> {
      await lines.updateMany({ waiting: 'day', since: { $lt: day } }, { $set: { waiting: 'now' } });
    },

    /** Up to `limit` lines by id, after the one with the id `after`, with nothing of what they say. */
    async placesAfter(
      after: string,
      limit: number,
    ): Promise<Pick<StoredLine, '_id' | 'on' | 'waiting' | 'since' | 'salt'>[]> {
      return lines
        .find({ _id: { $gt: after } }, { on: 1, waiting: 1, since: 1, salt: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
    },

    async byIds(ids: readonly string[]): Promise<ReadonlyMap<string, StoredLine>> {
      const found = await lines.find({ _id: { $in: [...ids] } }).lean<StoredLine[]>();
      return new Map(found.map((line) => [line._id, line]));
    },

    /** Gives lines of a version without a chain what they need to be chained. */
    async adopt(ids: readonly string[], { salt, since }: { salt: () => string; since: Day }): Promise<void> {
      await lines.bulkWrite(
        ids.map((_id) => ({
          updateOne: {
            filter: { _id, salt: { $exists: false } },
            update: { $set: { salt: salt(), waiting: 'now', since } },
          },
        })),
      );
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
