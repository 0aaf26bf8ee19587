import type { Day } from '../calendar/day.ts';
import { type Database, unlessTaken } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';

export interface WrongCodes {
  /** The day. */
  readonly _id: string;
  readonly count: number;
}

const daysIn = collection<WrongCodes>(
  'wrong-codes',
  { _id: textId, count: { type: Number, required: true } },
  [],
);

/** How many codes that open nothing were typed on a day, by all people together. */
export function createWrongCodeStore(database: Database) {
  const days = daysIn(database);

  async function add(_id: Day, count: number): Promise<boolean> {
    return (await days.updateOne({ _id }, { $inc: { count } })).matchedCount === 1;
  }

  return {
    async add(day: Day, count: number): Promise<void> {
      if (await add(day, count)) return;
      if (!(await unlessTaken(async () => days.create({ _id: day, count })))) await add(day, count);
    },

    /** All of the days from this one on. */
    since: async (day: Day): Promise<WrongCodes[]> => days.find({ _id: { $gte: day } }).lean<WrongCodes[]>(),

    async removeBefore(day: Day): Promise<void> {
      await days.deleteMany({ _id: { $lt: day } });
    },
  };
}

export type WrongCodeStore = ReturnType<typeof createWrongCodeStore>;
