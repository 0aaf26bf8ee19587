import type { Request } from 'express';
import { createAddressWindow } from '../web/address-window.ts';
import type { Callers } from '../web/callers.ts';
import { BUDGET_WINDOW_MS, type Budgets } from './budget-service.ts';
import type { Asked } from './waiting-line.ts';

/** What one network may ask of a line for first askers in ten minutes, as a part of what the line takes in. */
const PART = 1 / 500;
/** Two asks at least: who was told that the line is full tries again. */
const LEAST = 2;

/**
 * Tells who has asked for a place in line seldom in these ten minutes, by their network or their circuit of Tor, counted in this
 * process alone and forgotten with the addresses (src/web/address-window.ts). An honest person asks for one or two; a program that would
 * fill the line of those needs hundreds of networks or circuits, and cannot do it from one, however often it asks.
 */
export function createFirstAsks({
  callers,
  limits,
}: {
  callers: Pick<Callers, 'networkOf'>;
  limits: Budgets;
}) {
  const window = createAddressWindow(BUDGET_WINDOW_MS);
  const asked = window.newTally();

  return {
    /** Counts the ask, and says whether it is among the first ones. */
    isFirst(req: Request, { kind, cost }: Asked): boolean {
      const most = Math.max(LEAST, Math.floor(limits[kind] * PART));
      return asked.add(window.hashOf(`${kind} ${callers.networkOf(req)}`), cost) <= most;
    },
  };
}

export type FirstAsks = ReturnType<typeof createFirstAsks>;
