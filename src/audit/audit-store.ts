import { isDuplicateKey, type Database } from '../storage/database.ts';
import type { OwedAudit } from '../storage/owed.ts';
import { collection, textId } from '../storage/schema.ts';

/** An act as the log keeps it: who did what on which day, to which case, member or unit. No content, no time of day. */
export type AuditLine = Omit<OwedAudit, 'id' | 'kind'>;

export interface StoredLine extends AuditLine {
  readonly _id: string;
  /**
   * Who may read the line: those of its audience and, unless the case is sealed to an allow-list, every auditor.
   * Kept beside the audience so that one index answers a page of the log.
   */
  readonly readers: readonly string[];
}

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
      on: { type: String, required: true },
      audience: { type: [String], required: true },
      readers: { type: [String], required: true },
    },
    [[{ readers: 1, on: -1, _id: -1 }]],
  );

  return {
    /** Durable when it resolves. The same id twice is one line: an outbox repeats itself after a crash. */
    async append(line: StoredLine): Promise<void> {
      try {
        await lines.create(line);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
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
