import type { Collection } from '../storage/catalog.ts';
import { keysOf, keysWithin, recordOf } from '../storage/keys.ts';
import { mayRepeat, type Plan } from './plan.ts';
import { inSequence, merged } from './ranges.ts';
import type { Store } from '../storage/store.ts';
import type { TimeLimit } from '../time-limit.ts';

/** What a query read, for `explain`. */
export interface Examined {
  keys: number;
  documents: number;
}

/** What is read, and where it is counted how much that is. */
export interface Scan {
  readonly store: Store;
  readonly collection: Collection;
  readonly examined: Examined;
  readonly timeLimit?: TimeLimit | undefined;
}

/** The records that a plan leads to, each once. */
export function* recordsOfPlan(scan: Scan, chosen: Plan, inOrder: boolean): Generator<number> {
  const seen = mayRepeat(chosen) ? new Set<number>() : undefined;
  for (const record of everyRecord(scan, chosen, inOrder)) {
    if (seen?.has(record) === true) continue;
    seen?.add(record);
    yield record;
  }
}

function* everyRecord(scan: Scan, chosen: Plan, inOrder: boolean): Generator<number> {
  const { store, collection, examined, timeLimit } = scan;
  if (chosen.branches !== undefined) {
    for (const branch of chosen.branches) yield* everyRecord(scan, branch, false);
  } else if (chosen.index === undefined) {
    for (const key of keysWithin(store.documents, keysOf(collection))) {
      timeLimit?.check();
      yield recordOf(key);
    }
  } else {
    for (const key of entriesOfPlan(store, chosen, inOrder)) {
      timeLimit?.check();
      examined.keys += 1;
      if (chosen.passes?.(key) !== false) yield recordOf(key);
    }
  }
}

function entriesOfPlan(store: Store, chosen: Plan, inOrder: boolean): Iterable<Buffer> {
  const { ranges } = chosen;
  return inOrder && chosen.sorted && ranges.length > 1
    ? merged(store.entries, ranges, chosen)
    : inSequence(store.entries, ranges, chosen);
}

export const nothingExamined = (): Examined => ({ keys: 0, documents: 0 });
