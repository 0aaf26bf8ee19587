import { BUDGET_WINDOW_MS, type BudgetKind, type Budgets } from './budget-service.ts';

/** The most that is asked, in times the usual work: some four seconds of a cheap phone. */
const MOST = 16;
/** After how many units of a text the work grows by once the usual one: 64 KiB. */
const UNITS_A_STEP = 8;

/**
 * How much work a proof takes: more for a long text, and more with each budget that proofs went through in this window as this process
 * sees it. A person with scripts waits some seconds at most; a machine that floods pays for each post what it makes the next ones cost.
 */
export function createProofEffort({ limits, clock }: { limits: Budgets; clock: () => Date }) {
  const proven = new Map<BudgetKind, { window: number; count: number }>();

  function countOf(kind: BudgetKind): { window: number; count: number } {
    const window = Math.floor(clock().getTime() / BUDGET_WINDOW_MS);
    const known = proven.get(kind);
    if (known?.window === window) return known;
    const fresh = { window, count: 0 };
    proven.set(kind, fresh);
    return fresh;
  }

  return {
    /** Counts a post that was proven. */
    note({ kind, cost }: { kind: BudgetKind; cost: number }): void {
      countOf(kind).count += cost;
    },

    /** From 1 on, in times the usual work. */
    of({ kind, cost }: { kind: BudgetKind; cost: number }): number {
      const load = 1 + Math.floor(countOf(kind).count / limits[kind]);
      return Math.min(MOST, load * (1 + Math.floor(cost / UNITS_A_STEP)));
    },
  };
}

export type ProofEffort = ReturnType<typeof createProofEffort>;
