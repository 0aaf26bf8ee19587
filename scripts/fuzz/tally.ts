import type { AppRoute } from '../../test/support/app-routes.ts';
import { nameOf } from './forms.ts';

/** What one route was asked and how it answered. */
export interface RouteTally {
  readonly route: string;
  asked: number;
  /** By the first digit of the status: `2` to `5`, `-` for none. */
  readonly statuses: Map<string, number>;
  /** In ms. */
  slowest: number;
}

/** Counts requests by route. */
export function createTally(routes: readonly AppRoute[]) {
  const byName = new Map(
    routes.map((route): [string, RouteTally] => [
      nameOf(route),
      { route: nameOf(route), asked: 0, statuses: new Map(), slowest: 0 },
    ]),
  );
  return {
    add(route: AppRoute, status: number | undefined, took: number): void {
      const tally = byName.get(nameOf(route));
      if (!tally) return;
      const kind = status === undefined ? '-' : String(status).slice(0, 1);
      tally.asked += 1;
      tally.statuses.set(kind, (tally.statuses.get(kind) ?? 0) + 1);
      tally.slowest = Math.max(tally.slowest, took);
    },
    all: (): readonly RouteTally[] => [...byName.values()],
  };
}

export type Tally = ReturnType<typeof createTally>;
