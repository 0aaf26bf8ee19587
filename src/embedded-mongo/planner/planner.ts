import { type Collection, type Index, keyPatternOf } from '../storage/catalog.ts';
import { type Candidate, candidateOn, CERTAIN } from './candidate.ts';
import { CommandError } from '../command-error.ts';
import { conditionsOf } from './conditions.ts';
import { equalValues } from '../values/order.ts';
import type { Plan } from './plan.ts';
import type { SortOrder } from '../query/sort.ts';
import { type Document, isDocument } from '../values/values.ts';

/** What a query asks for. */
export interface Question {
  readonly filter: Document;
  readonly sort: SortOrder;
  readonly hint?: unknown;
}

/** Reads the whole collection. */
const SCAN: Plan = { ranges: [], reverse: false, sorted: false, exact: false };

/** Chooses a unique index that is fixed whole, else the one that fixes most fields, then one that sorts or bounds. */
export function plan(collection: Collection, { filter, sort, hint }: Question): Plan {
  const best = bestOf(hinted(collection, hint), filter, sort);
  const isNatural = isDocument(hint) && '$natural' in hint;
  if (best !== undefined && !isNatural && (best.score > 0 || hint !== undefined)) return best.plan;
  return (hint === undefined && branchesOf(collection, filter)) || SCAN;
}

function bestOf(indexes: readonly Index[], filter: Document, sort: SortOrder): Candidate | undefined {
  const conditions = conditionsOf(filter);
  let best: Candidate | undefined;
  for (const index of indexes) {
    const candidate = candidateOn(index, conditions, sort);
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
    if (best?.score === CERTAIN) break;
  }
  return best;
}

/** The indexes that may be used: all that are built, or the one that is named. */
function hinted({ indexes }: Collection, hint: unknown): readonly Index[] {
  const built = indexes.filter(({ isBuilt }) => isBuilt);
  if (hint === undefined || (isDocument(hint) && '$natural' in hint)) return built;
  const found = built.filter((index) => index.name === hint || equalValues(keyPatternOf(index), hint));
  if (found.length > 0) return found;
  throw new CommandError(
    'BadValue',
    'planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

/** Where each branch of an `$or` has an index, the union of what they find. */
function branchesOf(collection: Collection, filter: Document): Plan | undefined {
  const { $or: branches } = filter;
  if (!Array.isArray(branches)) return undefined;
  const plans = branches.filter(isDocument).map((branch) => plan(collection, { filter: branch, sort: [] }));
  return plans.every((branch) => branch.index !== undefined || branch.branches !== undefined)
    ? { ...SCAN, branches: plans }
    : undefined;
}
