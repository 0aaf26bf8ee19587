import { BSONRegExp } from 'bson';
import { type Collection, type Index, keyPatternOf } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { compileFilter, holdsOperators } from './filter.ts';
import { equalValues } from './order.ts';
import { type FieldBounds, fieldBounds, joinBounds, type KeyRange } from './bounds.ts';
import type { SortOrder } from './sort.ts';
import { type Document, isDocument } from './values.ts';

/** How documents are found: by ranges of an index, by several such plans (`$or`), or by reading the collection. */
export interface Plan {
  readonly index?: Index;
  readonly ranges: readonly KeyRange[];
  readonly reverse: boolean;
  /** The ranges, merged by what follows their prefixes, give the documents in the order that was asked for. */
  readonly sorted: boolean;
  /** Every key in the ranges belongs to a document that matches, so that counting needs no document. */
  readonly exact: boolean;
  readonly branches?: readonly Plan[];
}

const SCAN: Plan = { ranges: [], reverse: false, sorted: false, exact: false };
/** More ranges than this are not made of the values of several `$in`. */
const MOST_RANGES = 1000;

export interface Question {
  readonly filter: Document;
  readonly sort: SortOrder;
  readonly hint?: unknown;
}

/** Chooses the index that fixes most fields, then one that sorts, then one that bounds a range. */
export function plan(collection: Collection, question: Question): Plan {
  const conditions = conditionsOf(question.filter);
  const candidates = hinted(collection, question.hint);
  const scored = candidates.flatMap((index) => considered(index, conditions, question) ?? []);
  const [best] = scored.toSorted((left, right) => right.score - left.score);
  const natural = isDocument(question.hint) && '$natural' in question.hint;
  if (best !== undefined && !natural && (best.score > 0 || question.hint !== undefined)) return best.plan;
  return (question.hint === undefined && branchesOf(collection, question.filter)) || SCAN;
}

/** Each path with its conditions, from the filter and the `$and`s in it. */
function conditionsOf(filter: Document): Map<string, unknown[]> {
  const conditions = new Map<string, unknown[]>();
  for (const [name, operand] of Object.entries(filter)) {
    const nested =
      name === '$and' && Array.isArray(operand) ? operand.filter(isDocument).map(conditionsOf) : [];
    for (const [path, operands] of nested.flatMap((part) => [...part])) add(conditions, path, operands);
    if (!name.startsWith('$')) add(conditions, name, [operand]);
  }
  return conditions;
}

function add(conditions: Map<string, unknown[]>, path: string, operands: readonly unknown[]): void {
  conditions.set(path, [...(conditions.get(path) ?? []), ...operands]);
}

function hinted(collection: Collection, hint: unknown): readonly Index[] {
  if (hint === undefined || (isDocument(hint) && '$natural' in hint)) return collection.indexes;
  const found = collection.indexes.filter(
    (index) => index.name === hint || equalValues(keyPatternOf(index), hint),
  );
  if (found.length > 0) return found;
  throw new CommandError(
    'BadValue',
    'planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

function considered(index: Index, conditions: Map<string, unknown[]>, { filter, sort }: Question) {
  if (!holdsEveryMatch(index, conditions)) return undefined;
  const found: FieldBounds[] = [];
  let count = 1;
  for (const [at, [path, direction]] of index.paths.entries()) {
    const bounds = fieldBounds(conditions.get(path) ?? [], direction, index.multikey[at] === true);
    if (bounds === undefined || count * bounds.ranges.length > MOST_RANGES) break;
    count *= bounds.ranges.length;
    found.push(bounds);
    if (!bounds.points) break;
  }
  const fixed = found.filter((bounds) => bounds.points).length;
  const direction = sortDirection(index, found, fixed, sort);
  const all = [...conditions.values()].reduce((sum, operands) => sum + operands.length, 0);
  const used = found.reduce((sum, bounds) => sum + bounds.used, 0);
  const exact =
    used === all &&
    Object.keys(filter).every((name) => !name.startsWith('$')) &&
    found.every((bounds) => bounds.exact);
  const partly = index.sparse || index.partial !== undefined ? 1 : 0;
  const whole = index.unique && fixed === index.paths.length ? 1 : 0;
  const sorts = direction === 0 || sort.length === 0 ? 0 : 3;
  const score = fixed * 4 + sorts + (found.length > fixed ? 2 : 0) + partly + whole;
  const ranges = joinBounds(index.number, found);
  const result: Plan = {
    index,
    ranges,
    reverse: direction < 0,
    sorted: direction !== 0,
    exact: exact && found.length > 0,
  };
  return { score, plan: result };
}

/** A sparse or partial index serves only a filter that nothing matches which the index leaves out. */
function holdsEveryMatch(index: Index, conditions: Map<string, unknown[]>): boolean {
  if (index.sparse && !index.paths.some(([path]) => requiresPresence(conditions.get(path) ?? [])))
    return false;
  if (index.partial === undefined) return true;
  return Object.entries(index.partial).every(([path, condition]) =>
    implies(conditions.get(path) ?? [], condition),
  );
}

function requiresPresence(operands: readonly unknown[]): boolean {
  return operands.some((operand) => {
    if (operand === null || operand === undefined) return false;
    if (!holdsOperators(operand)) return true;
    if (operand['$exists'] === true) return true;
    const bounds = fieldBounds([operand], 1, false);
    return bounds !== undefined && !bounds.holdsNull;
  });
}

function implies(operands: readonly unknown[], condition: unknown): boolean {
  if (isDocument(condition) && equalValues(condition, { $exists: true }) && requiresPresence(operands))
    return true;
  const matches = compileFilter({ value: condition });
  return operands.some((operand) => {
    if (equalValues(operand, condition)) return true;
    const values = valuesOf(operand);
    // null also finds what lacks the field, which `$exists` leaves out
    return values !== undefined && values.every((value) => value !== null && matches({ value }));
  });
}

function valuesOf(operand: unknown): unknown[] | undefined {
  if (!holdsOperators(operand)) return operand instanceof BSONRegExp ? undefined : [operand];
  if ('$eq' in operand) return [operand['$eq']];
  return Array.isArray(operand['$in']) ? operand['$in'] : undefined;
}

/** 1 or -1 where the index, read that way, is in the order of the sort; 0 where it is not. */
function sortDirection(index: Index, found: readonly FieldBounds[], fixed: number, sort: SortOrder): number {
  const constant = new Set(
    found.slice(0, fixed).flatMap((bounds, at) => {
      return bounds.ranges.length === 1 && index.multikey[at] !== true ? [index.paths[at]?.[0]] : [];
    }),
  );
  const wanted = sort.filter(([path]) => !constant.has(path));
  const offered = index.paths.slice(fixed);
  const [first] = wanted;
  if (first === undefined) return 1;
  const direction = first[1] === offered[0]?.[1] ? 1 : -1;
  const agrees = wanted.every(([path, way], at) => {
    const other = offered[at];
    return other?.[0] === path && other[1] * direction === way && index.multikey[fixed + at] !== true;
  });
  return agrees ? direction : 0;
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
