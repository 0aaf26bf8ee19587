import { BUDGET_WINDOW_MS, type Budgets } from './budget-service.ts';
import type { Asked } from './waiting-line.ts';

const ROUND_MS = 60_000;
const ROUNDS_A_WINDOW = BUDGET_WINDOW_MS / ROUND_MS;

/** What was asked of a line in a minute, in units of its budget. */
interface Round {
  readonly number: number;
  readonly askedBefore: number;
  readonly wasFull: boolean;
  asked: number;
  isFull: boolean;
}

/**
 * Lots for the places of a line that was full in this minute or the one before: each ask has the same chance, about that of all
 * asks to find room, as this process sees it.
 * Threat: places come free at moments that can be foreseen, so that a program which asks right then would win every one.
 * @param random from 0 to 1, 1 not included
 */
export function createLots({
  limits,
  clock,
  random,
}: {
  limits: Budgets;
  clock: () => Date;
  random: () => number;
}) {
  const rounds = new Map<string, Round>();

  function roundOf(line: string): Round {
    const number = Math.floor(clock().getTime() / ROUND_MS);
    const known = rounds.get(line);
    if (known?.number === number) return known;
    const before = known?.number === number - 1 ? known : undefined;
    const askedBefore = before?.asked ?? 0;
    const round = { number, askedBefore, wasFull: before?.isFull ?? false, asked: 0, isFull: false };
    rounds.set(line, round);
    return round;
  }

  return {
    noteFull(line: string): void {
      roundOf(line).isFull = true;
    },

    /** Counts an ask, and says whether it may take a place if there is one. */
    isDrawn(line: string, { kind, cost }: Asked): boolean {
      const round = roundOf(line);
      round.asked += cost;
      if (!round.wasFull && !round.isFull) return true;
      const placesARound = limits[kind] / ROUNDS_A_WINDOW;
      const isDrawn = random() < placesARound / Math.max(round.asked, round.askedBefore);
      if (!isDrawn) round.isFull = true; // more is asked for than there is: the next minute draws as well
      return isDrawn;
    },
  };
}

export type Lots = ReturnType<typeof createLots>;
