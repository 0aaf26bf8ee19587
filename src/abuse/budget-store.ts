import { type Database, unlessTaken } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';

/** How much of a budget all processes together have taken in one window of time. It names no address and no report. */
interface Budget {
  readonly _id: string;
  readonly used: number;
  readonly forgetAt: Date;
}

const budgetsIn = collection<Budget>(
  'budgets',
  { _id: textId, used: { type: Number, required: true }, forgetAt: { type: Date, required: true } },
  [[{ forgetAt: 1 }, { expireAfterSeconds: 0 }]],
);

/** The counters of budgets; one exists only while more is asked for than each process gives by itself. */
export function createBudgetStore(database: Database) {
  const budgets = budgetsIn(database);

  async function add(_id: string, amount: number, most: number): Promise<boolean> {
    const changed = await budgets.updateOne(
      { _id, used: { $lte: most - amount } },
      { $inc: { used: amount } },
    );
    return changed.matchedCount === 1;
  }

  return {
    /** Takes `amount` of what is left of `most`; false when less than that is left. */
    async take(_id: string, amount: number, most: number, forgetAt: Date): Promise<boolean> {
      if (await add(_id, amount, most)) return true;
      if (await unlessTaken(async () => budgets.create({ _id, used: amount, forgetAt }))) return true;
      return add(_id, amount, most);
    },

    /** For stores whose TTL index does nothing. */
    async removeForgotten(now: Date): Promise<void> {
      await budgets.deleteMany({ forgetAt: { $lte: now } });
    },
  };
}

export type BudgetStore = ReturnType<typeof createBudgetStore>;
