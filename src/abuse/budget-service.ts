import type { Log } from '../log.ts';
import type { BudgetStore } from './budget-store.ts';

/**
 * What strangers may do without proving anything, each from a budget of its own: keep a text, send a report, send a
 * message, upload a form of files or have one cleaned, and type codes that open nothing. No flood of one takes room
 * from another.
 */
export type BudgetKind = 'draft' | 'report' | 'message' | 'upload' | 'wrongCode';

/**
 * How many in ten minutes, for all senders and all processes together: a text counts once for each {@link UNIT_BYTES} of it, so that the budget
 * bounds how fast the disk fills.
 */
export type Budgets = Readonly<Record<BudgetKind, number>>;

export const BUDGET_WINDOW_MS = 10 * 60_000;
/** A process takes this part of a budget at once, so that it asks the database twenty times in a window at most. */
const SLICES = 20;

/** What of a text counts as one, in bytes: some 1,200 words. */
export const UNIT_BYTES = 8192;

/** What this process may still give in a window. */
interface Share {
  readonly window: number;
  left: number;
  isUsedUp: boolean;
  asking?: Promise<void>;
}

/**
 * Budgets without addresses, shared by all processes. Each process gives the first slice of a window by itself and asks
 * the database only beyond it: a report of a usual day costs no write and leaves no trace of its hour. All
 * together therefore give at most one slice (a twentieth) more than the budget for each process.
 */
export function createBudgetService({
  store,
  limits,
  clock,
  log,
}: {
  store: BudgetStore;
  limits: Budgets;
  clock: () => Date;
  log: Log;
}) {
  const shares = new Map<BudgetKind, Share>();
  const sliceOf = (kind: BudgetKind) => Math.ceil(limits[kind] / SLICES);

  function shareOf(kind: BudgetKind): Share {
    const window = Math.floor(clock().getTime() / BUDGET_WINDOW_MS);
    const known = shares.get(kind);
    if (known?.window === window) return known;
    const share = { window, left: sliceOf(kind), isUsedUp: false };
    shares.set(kind, share);
    return share;
  }

  async function askForMore(kind: BudgetKind, share: Share): Promise<void> {
    const forgetAt = new Date((share.window + 2) * BUDGET_WINDOW_MS);
    const slice = sliceOf(kind);
    if (await store.take(`${kind}:${share.window}`, slice, limits[kind], forgetAt)) share.left += slice;
    else {
      share.isUsedUp = true;
      log.warn({ budget: kind }, 'a budget is used up: senders now prove that they mean it, or wait');
    }
  }

  return {
    /** Takes one, or more for a long text; false when the budget of this window is used up. */
    async take(kind: BudgetKind, amount = 1): Promise<boolean> {
      const share = shareOf(kind);
      while (share.left < amount && !share.isUsedUp) {
        share.asking ??= askForMore(kind, share).finally(() => delete share.asking);
        await share.asking;
      }
      if (share.left < amount) return false;
      share.left -= amount;
      return true;
    },

    /** Whether this process has found the budget of this window used up. */
    isUsedUp(kind: BudgetKind): boolean {
      const share = shareOf(kind);
      return share.isUsedUp && share.left < 1;
    },

    sweep: async (): Promise<void> => store.removeForgotten(clock()),
  };
}

export type BudgetService = ReturnType<typeof createBudgetService>;
