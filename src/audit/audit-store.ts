import { isOnlyDuplicates, type Database } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import type { SaltedLine, StoredLine } from './audit-line.ts';

/** Where a page of the log begins: after this line, newest day first. */
export interface AfterLine {
  readonly on: string;
  readonly _id: string;
}

/** The log itself: lines are added and read, and nothing here changes or removes one. */
export function createAuditStore(database: Database) {
  const lines = collection<StoredLine>(
    database,
    'audit',
    {
      _id: textId,
      act: { type: String, required: true },
      memberId: { type: String, default: null },
      caseId: { type: String, default: null },
      subjectId: String,
      count: Number,
      on: { type: String, required: true },
      audience: { type: [String], required: true },
      readers: { type: [String], required: true },
      salt: String,
      waiting: String,
    },
    [
      [{ readers: 1, on: -1, _id: -1 }],
      [{ waiting: 1, on: 1, _id: 1 }, { partialFilterExpression: { waiting: { $exists: true } } }],
    ],
  );

  return {
    /** Durable when it resolves. The same id twice is one line: an outbox repeats itself after a crash. */
    async append(added: readonly SaltedLine[]): Promise<void> {
      if (added.length === 0) return;
      try {
        await lines.insertMany(added, { ordered: false });
      } catch (error) {
        if (!isOnlyDuplicates(error)) throw error;
      }
    },

    /** Up to `limit` lines that one of `readers` may read, newest day first; within a day ids decide, at random. */
    async page(readers: readonly string[], limit: number, after?: AfterLine): Promise<StoredLine[]> {
      const rest = after && {
        $or: [{ on: { $lt: after.on } }, { on: after.on, _id: { $lt: after._id } }],
      };
      return lines
        .find({ readers: { $in: [...readers] }, ...rest })
        .sort({ on: -1, _id: -1 })
        .limit(limit)
        .lean<StoredLine[]>();
    },
  };
}

export type AuditStore = ReturnType<typeof createAuditStore>;
