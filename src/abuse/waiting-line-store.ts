import { type Database, unlessTaken } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';

/** How far a line of those who wait reaches. It names nobody in it. */
interface Line {
  readonly _id: string;
  /** The second from which the next place is free, since 1970. */
  readonly next: number;
  readonly forgetAt: Date;
}

const linesIn = collection<Line>(
  'waiting-lines',
  { _id: textId, next: { type: Number, required: true }, forgetAt: { type: Date, required: true } },
  [[{ forgetAt: 1 }, { expireAfterSeconds: 0 }]],
);

/** The ends of the lines, shared by all processes; one exists only while somebody waits. */
export function createWaitingLineStore(database: Database) {
  const lines = linesIn(database);

  /** Says that the line ends now at the earliest, and is needed until then. */
  async function endNowAtLeast(_id: string, now: number, forgetAt: Date): Promise<void> {
    const change = { $max: { next: now }, $set: { forgetAt } };
    if ((await lines.updateOne({ _id }, change)).matchedCount === 1) return;
    if (await unlessTaken(async () => lines.create({ _id, next: now, forgetAt }))) return;
    await lines.updateOne({ _id }, change);
  }

  return {
    /**
     * Takes a stretch of so many seconds at the end of a line. Each of its writes stands alone, so that no number of processes that
     * ask at the same moment makes one of them try again.
     * @returns the second at which it begins, `now` at the earliest; undefined where that would be after `latest`
     */
    async take(
      _id: string,
      { now, seconds, latest, forgetAt }: { now: number; seconds: number; latest: number; forgetAt: Date },
    ): Promise<number | undefined> {
      await endNowAtLeast(_id, now, forgetAt);
      const free = { _id, next: { $lte: latest } };
      const before = await lines.findOneAndUpdate(free, { $inc: { next: seconds } }).lean();
      return before?.next;
    },

    /** For stores whose TTL index does nothing. */
    async removeForgotten(now: Date): Promise<void> {
      await lines.deleteMany({ forgetAt: { $lte: now } });
    },
  };
}

export type WaitingLineStore = ReturnType<typeof createWaitingLineStore>;
