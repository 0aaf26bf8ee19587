import { BUDGET_WINDOW_MS, type BudgetKind, type Budgets } from './budget-service.ts';
import type { WaitingLineStore } from './waiting-line-store.ts';

/** Nobody is told to wait longer than this, in seconds: a line that is longer takes nobody in for now. */
export const LONGEST_WAIT_SECONDS = 600;

/** How many seconds of a line a process takes at once, so that it asks the database seldom. */
const STRETCH_SECONDS = 3;
const HOUR_MS = 3_600_000;

/** Who stands in line for what. */
export interface Waiting {
  readonly kind: BudgetKind;
  /** From an address over its limit: those have a line of their own, so that they lengthen nobody else's. */
  readonly isCrowd: boolean;
  /** How much of the budget the post would take. */
  readonly cost: number;
}

/** The part of a line that this process hands places out from. */
interface Stretch {
  next: number;
  readonly end: number;
}

/**
 * Lines of those who wait because a budget is used up, one for each kind of post, shared by all processes. Places are as far apart as
 * the budget is spread over its window: all who wait get as much again as the budget, however many tickets somebody asks for.
 * Threat: without a line a program asks for a thousand tickets at once and sends a thousand posts after one wait.
 */
export function createWaitingLine({
  store,
  limits,
  clock,
}: {
  store: WaitingLineStore;
  limits: Budgets;
  clock: () => Date;
}) {
  const stretches = new Map<string, Stretch>();

  async function stretchFor(line: string, seconds: number): Promise<Stretch | undefined> {
    const now = clock().getTime() / 1000;
    const known = stretches.get(line);
    if (known && Math.max(known.next, now) + seconds <= known.end) return known;
    const length = Math.max(seconds, STRETCH_SECONDS);
    const asked = {
      now,
      seconds: length,
      latest: now + LONGEST_WAIT_SECONDS,
      forgetAt: new Date(Math.ceil((now * 1000) / HOUR_MS + 1) * HOUR_MS),
    };
    const start = await store.take(line, asked);
    if (start === undefined) return undefined;
    const taken = { next: start, end: start + length };
    stretches.set(line, taken);
    return taken;
  }

  return {
    /** The whole second since 1970 from which the next place is good; undefined while the line is full. */
    async place({ kind, isCrowd, cost }: Waiting): Promise<number | undefined> {
      const seconds = (BUDGET_WINDOW_MS / 1000 / limits[kind]) * cost;
      const stretch = await stretchFor(isCrowd ? `${kind}:crowd` : kind, seconds);
      if (!stretch) return undefined;
      const start = Math.max(stretch.next, clock().getTime() / 1000);
      stretch.next = start + seconds;
      return Math.ceil(start);
    },

    sweep: async (): Promise<void> => store.removeForgotten(clock()),
  };
}

export type WaitingLine = ReturnType<typeof createWaitingLine>;
