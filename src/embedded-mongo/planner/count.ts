import type { Collection } from '../storage/catalog.ts';
import { keysWithin } from '../storage/keys.ts';
import { mayRepeat, type Plan, repeatsOnlyAcrossRanges } from './plan.ts';
import { plan } from './planner.ts';
import { isAlsoIn } from './ranges.ts';
import { type Examined, nothingExamined, recordsOfPlan } from './scan.ts';
import { type Search, search } from './search.ts';
import type { Store } from '../storage/store.ts';
import type { TimeLimit } from '../time-limit.ts';

/** How many documents match, behind `skip` and up to `limit`; where the index says it by itself, none is read. */
export function count(
  store: Store,
  collection: Collection,
  asked: Search,
  examined = nothingExamined(),
): number {
  const { skip = 0, limit = 0 } = asked;
  const total = countAll(store, collection, asked, examined);
  const rest = Math.max(0, total - skip);
  return limit === 0 ? rest : Math.min(rest, limit);
}

function countAll(store: Store, collection: Collection, asked: Search, examined: Examined): number {
  if (Object.keys(asked.filter).length === 0 && asked.hint === undefined)
    return store.countDocuments(collection);
  const most = asked.limit ? (asked.skip ?? 0) + asked.limit : 0;
  const unordered = { ...asked, sort: [], skip: 0, limit: most };
  const chosen = plan(collection, unordered);
  if (!chosen.exact) return counted(search(store, collection, unordered, examined));
  if (most === 0 && chosen.passes === undefined) {
    if (repeatsOnlyAcrossRanges(chosen)) return countAcrossRanges(store, chosen, asked.timeLimit);
    if (!mayRepeat(chosen)) return chosen.ranges.reduce((sum, range) => sum + store.countEntries(range), 0);
  }
  const scan = { store, collection, examined, timeLimit: asked.timeLimit };
  return counted(recordsOfPlan(scan, chosen, false), most);
}

/** The largest range is counted as a whole; of the others, the keys that no larger range holds behind its own prefix. */
function countAcrossRanges(
  { entries, countEntries }: Store,
  { ranges }: Plan,
  timeLimit: TimeLimit | undefined,
): number {
  const sized = ranges.map((range) => ({ ...range, size: countEntries(range) }));
  const [largest, ...others] = sized.toSorted((left, right) => right.size - left.size);
  let total = largest?.size ?? 0;
  const larger = largest ? [largest] : [];
  for (const range of others) {
    for (const key of range.size > 0 ? keysWithin(entries, range) : []) {
      timeLimit?.check();
      const isCounted = larger.some((other) => isAlsoIn(entries, key, range, other));
      if (!isCounted) total += 1;
    }
    larger.push(range);
  }
  return total;
}

/** How many there are, keeping none; where `most` is not 0, no more than that are taken. */
export function counted(items: Iterable<unknown>, most = 0): number {
  const iterator = items[Symbol.iterator]();
  const end = most === 0 ? Number.POSITIVE_INFINITY : most;
  let total = 0;
  while (total < end && iterator.next().done !== true) total += 1;
  return total;
}
