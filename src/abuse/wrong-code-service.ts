import { addDays, type Day } from '../calendar/day.ts';
import type { BudgetService } from './budget-service.ts';
import type { WrongCodes, WrongCodeStore } from './wrong-code-store.ts';

const DAYS_KEPT = 90;

/** How many codes that open nothing were typed: today, and in the seven days that end with it. */
interface WrongCodeCounts {
  readonly today: number;
  readonly week: number;
}

/**
 * Counts codes that open nothing, by day and without addresses. A process counts in memory and writes what it has
 * counted now and then, so that somebody who guesses makes no write for each guess.
 */
export function createWrongCodeService({
  store,
  budgets,
  today,
}: {
  store: WrongCodeStore;
  budgets: Pick<BudgetService, 'take'>;
  today: () => Day;
}) {
  const unwritten = new Map<Day, number>();

  async function write(): Promise<void> {
    // Whoever guesses meanwhile adds more, and one write would follow another for as long as they do.
    const days = [...unwritten.keys()];
    for (const day of days) {
      const count = unwritten.get(day);
      if (count === undefined) continue;
      unwritten.delete(day);
      try {
        await store.add(day, count);
      } catch (error) {
        unwritten.set(day, (unwritten.get(day) ?? 0) + count);
        throw error;
      }
    }
  }

  return {
    /** Counts one, and takes it from the budget of wrong codes. */
    async note(): Promise<void> {
      const day = today();
      unwritten.set(day, (unwritten.get(day) ?? 0) + 1);
      await budgets.take('wrongCode');
    },

    hasUnwritten: async (): Promise<boolean> => unwritten.size > 0,
    write,

    async counts(): Promise<WrongCodeCounts> {
      await write();
      const day = today();
      const ofWeek = await store.since(addDays(day, -6));
      return { today: sumOf(ofWeek.filter(({ _id }) => _id >= day)), week: sumOf(ofWeek) };
    },

    sweep: async (): Promise<void> => store.removeBefore(addDays(today(), -DAYS_KEPT)),
  };
}

export type WrongCodeService = ReturnType<typeof createWrongCodeService>;

function sumOf(some: readonly WrongCodes[]): number {
  return some.reduce((total, { count }) => total + count, 0);
}
