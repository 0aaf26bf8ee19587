import { unlessTaken, type Database } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import type { Day } from '../calendar/day.ts';
import type { Head } from './audit-hashes.ts';

/** What the chain did on a day: once a day it takes in what was held back, and its head is mailed. */
export interface AuditDay {
  readonly _id: Day;
  /** Absent until what was held back is chained. */
  readonly head?: Head;
  /** Over the day and its head, under the server secret; absent from days of a version before. */
  readonly mac?: string;
  readonly isMailed: boolean;
}

/** The MAC of a day's head. */
export type MacOfHead = (day: Day, head: Head) => string;

const daysIn = collection<AuditDay>(
  'auditdays',
  {
    _id: textId,
    head: { type: { _id: false, sequence: Number, hash: String }, default: undefined },
    mac: String,
    isMailed: { type: Boolean, required: true },
  },
  [],
);

/** The days of the chain; only a store with `macOf` sets heads. */
export function createAuditDayStore(database: Database, macOf?: MacOfHead) {
  const days = daysIn(database);
  const isOurs = ({ _id, head, mac }: AuditDay): boolean =>
    head !== undefined && (!macOf || mac === macOf(_id, head));

  return {
    /**
     * A day, without a head that is not the portal's own. Threat: who can write to the database puts in a day to come as one that is done, and
     * the portal mails nothing on it, or mails their head.
     */
    async find(day: Day): Promise<AuditDay | undefined> {
      const found = await days.findById(day).lean<AuditDay>();
      return found && !isOurs(found) ? { _id: day, isMailed: false } : (found ?? undefined);
    },

    /** Keeps that the day has begun; once, whoever else begins it. */
    async begin(day: Day): Promise<void> {
      await unlessTaken(async () => days.create({ _id: day, isMailed: false }));
    },

    /** The head of a day is the first one that was set: it may be in a mail already. */
    async setHead(day: Day, { sequence, hash }: Head): Promise<void> {
      const head = { sequence, hash };
      const mac = macOf?.(day, head);
      await days.updateOne({ _id: day, head: { $exists: false } }, { $set: { head, ...(mac && { mac }) } });
    },

    async markMailed(day: Day): Promise<void> {
      await days.updateOne({ _id: day }, { $set: { isMailed: true } });
    },

    /** The next `limit` days after another, in their order. */
    async after(day: Day, limit: number): Promise<AuditDay[]> {
      return days
        .find({ _id: { $gt: day } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<AuditDay[]>();
    },
  };
}

export type AuditDayStore = ReturnType<typeof createAuditDayStore>;
