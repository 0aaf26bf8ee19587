import { type Database, unlessTaken } from '../../storage/database.ts';
import { collection, textId } from '../../storage/schema.ts';

/** How often something was tried in vain, and when it may be tried again. `_id` is a MAC: it names nobody. */
export interface Throttle {
  readonly _id: string;
  readonly failures: number;
  readonly notBefore: Date;
  readonly forgetAt: Date;
}

const throttlesIn = collection<Throttle>(
  'throttles',
  {
    _id: textId,
    failures: { type: Number, required: true },
    notBefore: { type: Date, required: true },
    forgetAt: { type: Date, required: true },
  },
  [[{ forgetAt: 1 }, { expireAfterSeconds: 0 }]],
);

/** The counts of failed attempts, shared by all processes. */
export function createThrottleStore(database: Database) {
  const throttles = throttlesIn(database);
  return {
    async find(id: string): Promise<Throttle | undefined> {
      return (await throttles.findOne({ _id: id }).lean<Throttle>()) ?? undefined;
    },

    /** Puts `next` in the place of what was read; false when somebody else was faster. */
    async replace(before: Throttle | undefined, next: Throttle): Promise<boolean> {
      const { _id, ...set } = next;
      if (before) {
        const { failures, notBefore } = before;
        return (await throttles.updateOne({ _id, failures, notBefore }, { $set: set })).matchedCount === 1;
      }
      return (await unlessTaken(async () => throttles.create(next))) !== undefined;
    },

    async remove(id: string): Promise<void> {
      await throttles.deleteOne({ _id: id });
    },

    /** For stores whose TTL index does nothing. */
    async removeForgotten(now: Date): Promise<void> {
      await throttles.deleteMany({ forgetAt: { $lte: now } });
    },
  };
}

export type ThrottleStore = ReturnType<typeof createThrottleStore>;
