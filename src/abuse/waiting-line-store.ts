import { type Database, isTakenByAnother } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';

/** How far a line of those who wait reaches. It names nobody in it. */
interface Line {
  readonly _id: string;
  /** The second from which the next place is free, since 1970. */
  readonly next: number;
  readonly forgetAt: Date;
}

/** How often a stretch is asked for when other processes ask at the same moment. */
const TRIES = 20;

/** The ends of the lines, shared by all processes; one exists only while somebody waits. */
export function createWaitingLineStore(database: Database) {
  const lines = collection<Line>(
    database,
    'waiting-lines',
    { _id: textId, next: { type: Number, required: true }, forgetAt: { type: Date, required: true } },
    [[{ forgetAt: 1 }, { expireAfterSeconds: 0 }]],
  );

  async function begin(_id: string, next: number, forgetAt: Date): Promise<boolean> {
    try {
      await lines.create({ _id, next, forgetAt });
      return true;
    } catch (error) {
      if (isTakenByAnother(error)) return false;
      throw error;
    }
  }

  async function move(_id: string, from: number, next: number, forgetAt: Date): Promise<boolean> {
    const { matchedCount } = await lines.updateOne({ _id, next: from }, { $set: { next, forgetAt } });
    return matchedCount === 1;
  }

  return {
    /**
     * Takes a stretch of so many seconds at the end of a line.
     * @returns the second at which it begins, `now` at the earliest; undefined where that would be after `latest`
     */
    async take(
      _id: string,
      { now, seconds, latest, forgetAt }: { now: number; seconds: number; latest: number; forgetAt: Date },
    ): Promise<number | undefined> {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const known = await lines.findById(_id, { next: 1 }).lean();
        const start = Math.max(now, known?.next ?? 0);
        if (start > latest) return undefined;
        const next = start + seconds;
        if (await (known ? move(_id, known.next, next, forgetAt) : begin(_id, next, forgetAt))) return start;
      }
      return undefined;
    },

    /** For stores whose TTL index does nothing. */
    async removeForgotten(now: Date): Promise<void> {
      await lines.deleteMany({ forgetAt: { $lte: now } });
    },
  };
}

export type WaitingLineStore = ReturnType<typeof createWaitingLineStore>;
