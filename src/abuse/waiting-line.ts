import { BUDGET_WINDOW_MS, type BudgetKind, type Budgets } from './budget-service.ts';
import type { Lots } from './lots.ts';
import type { WaitingLineStore } from './waiting-line-store.ts';

/** Nobody is told to wait longer than this, in seconds: a line that is longer takes nobody in for now. */
const LONGEST_WAIT_SECONDS = 600;

/** How many seconds of a line a process takes at once at least, so that it asks the database seldom. */
const STRETCH_SECONDS = 3;
/** By less than this a place begins later, or a stretch ends earlier, by rounding alone, in seconds. */
const ROUNDING_SECONDS = 0.001;
const HOUR_MS = 3_600_000;

/**
 * Whom one stands in line with: those whose network asks the first time (first-asks.ts), or those whose network asked more often. The
 * onion service has both lines for itself: where scripts are off a place in line is the only way in, and a flood from elsewhere
 * must not take the places of everybody in Tor.
 */
export type LineName = 'first' | 'again' | 'onion-first' | 'onion-again';

/** What somebody asks a place in line for. */
export interface Asked {
  readonly kind: BudgetKind;
  /** How much of the budget the post would take. */
  readonly cost: number;
}

/** The part of a line that this process hands places out from. */
interface Stretch {
  next: number;
  end: number;
}

/**
 * Lines of those who wait because a budget is used up, one for each kind of post and name, shared by all processes. Places are as far apart as
 * the budget is spread over its window: all who wait in one get as much again as the budget, however many tickets somebody asks for.
 * Threat: without a line a program asks for a thousand tickets at once and sends a thousand posts after one wait.
 */
export function createWaitingLine({
  store,
  lots,
  limits,
  clock,
}: {
  store: WaitingLineStore;
  lots: Lots;
  limits: Budgets;
  clock: () => Date;
}) {
  const stretches = new Map<string, Stretch>();
  const asking = new Map<string, Promise<boolean>>();
  const seconds = () => clock().getTime() / 1000;

  /** Takes whole places alone, so that nothing is left of a stretch. False while the line is full. */
  async function askForMore(line: string, placeSeconds: number): Promise<boolean> {
    const now = seconds();
    const length = placeSeconds * Math.ceil(STRETCH_SECONDS / placeSeconds);
    const start = await store.take(line, {
      now,
      seconds: length,
      latest: now + LONGEST_WAIT_SECONDS,
      forgetAt: new Date(Math.ceil((now * 1000) / HOUR_MS + 1) * HOUR_MS),
    });
    if (start === undefined) return false;
    const known = stretches.get(line);
    if (known?.end === start) known.end += length;
    else stretches.set(line, { next: start, end: start + length });
    return true;
  }

  /** The second at which a place in what this process has of the line begins, for somebody who came at `came`. */
  function takenFrom(stretch: Stretch | undefined, placeSeconds: number, came: number): number | undefined {
    if (!stretch) return undefined;
    const start = Math.max(stretch.next, came);
    if (start + placeSeconds > stretch.end + ROUNDING_SECONDS) return undefined;
    stretch.next = start + placeSeconds;
    return start;
  }

  return {
    /** The whole second since 1970 from which the next place is good; undefined while the line is full, and for most who then ask. */
    async place(name: LineName, what: Asked): Promise<number | undefined> {
      const { kind, cost } = what;
      const placeSeconds = (BUDGET_WINDOW_MS / 1000 / limits[kind]) * cost;
      const came = seconds(); // not later: while the database is slow, all that was taken would be past
      const line = `${kind}:${name}`;
      if (!lots.isDrawn(line, what)) return undefined;
      for (;;) {
        const start = takenFrom(stretches.get(line), placeSeconds, came);
        if (start !== undefined) return Math.ceil(start - ROUNDING_SECONDS);
        // Asked for once for all who wait for it here: of stretches taken side by side all but one would be lost.
        const asked = asking.get(line) ?? askForMore(line, placeSeconds).finally(() => asking.delete(line));
        asking.set(line, asked);
        if (await asked) continue;
        lots.noteFull(line);
        return undefined;
      }
    },

    sweep: async (): Promise<void> => store.removeForgotten(clock()),
  };
}

export type WaitingLine = ReturnType<typeof createWaitingLine>;
