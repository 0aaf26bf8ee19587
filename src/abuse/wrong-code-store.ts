import type { Day } from '../calendar/day.ts';
import { type Database, isTakenByAnother } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';

export interface WrongCodes {
  /** The day. */
  readonly _id: string;
  readonly count: number;
}

/** How many codes that open nothing were typed on a day, by all people together. */
export function createWrongCodeStore(database: Database) {
  const days = collection<WrongCodes>(
    database,
    'wrong-codes',
    { _id: textId, count: { type: Number, required: true } },
    [],
  );

  async function add(_id: Day, count: number): Promise<boolean> {
    return (await days.updateOne({ _id }, { $inc: { count } })).matchedCount === 1;
  }

  return {
    async add(day: Day, count: number): Promise<void> {
      if (await add(day, count)) return;
      try {
        await days.create({ _id: day, count });
      } catch (error) {
        if (!isTakenByAnother(error)) throw error;
        await add(day, count);
      }
    },

    /** All of the days from this one on. */
    since: async (day: Day): Promise<WrongCodes[]> => days.find({ _id: { $gte: day } }).lean<WrongCodes[]>(),

    async removeBefore(day: Day): Promise<void> {
      await days.deleteMany({ _id: { $lt: day } });
    },
  };
}

export type WrongCodeStore = ReturnType<typeof createWrongCodeStore>;
