import { BSONRegExp } from 'bson';
import { type FieldBounds, fieldBounds, joinBounds, keyTest } from './bounds.ts';
import { type Collection, type Index, keyPatternOf } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { compileFilter, holdsOperators } from './filter.ts';
import { equalValues } from './order.ts';
import type { Stretch } from './ranges.ts';
import type { SortOrder } from './sort.ts';
import { type Document, isDocument } from './values.ts';

/** How documents are found: by ranges of an index, by several such plans (`$or`), or by reading the collection. */
export interface Plan {
  readonly index?: Index;
  readonly ranges: readonly Stretch[];
  readonly reverse: boolean;
  /** The ranges, merged by what follows their prefixes, give the documents in the order that was asked for. */
  readonly sorted: boolean;
  /** Conditions on later fields of the index, which are tested on a key before its document is read. */
  readonly passes?: ((key: Buffer) => boolean) | undefined;
  /** Every key in the ranges that passes belongs to a document that matches, so that counting needs no document. */
  readonly exact: boolean;
  readonly branches?: readonly Plan[];
}

const SCAN: Plan = { ranges: [], reverse: false, sorted: false, exact: false };
/** More ranges than this are not made of the values of several `$in`. */
const MOST_RANGES = 1000;
/** With more values than this an `$in` is left to the filter. */
const MOST_TESTED = 100;

export interface Question {
  readonly filter: Document;
  readonly sort: SortOrder;
  readonly hint?: unknown;
}

interface Candidate {
  readonly plan: Plan;
  readonly score: number;
}

/** What the fields of an index are asked for: each path with its conditions, and whether that is the whole filter. */
interface Conditions {
  readonly paths: ReadonlyMap<string, readonly unknown[]>;
  readonly whole: boolean;
}

/** Chooses a unique index that is fixed whole, else the one that fixes most fields, then one that sorts or bounds. */
export function plan(collection: Collection, question: Question): Plan {
  const { filter, hint } = question;
  const conditions = conditionsOf(filter);
  let best: Candidate | undefined;
  for (const index of hinted(collection, hint)) {
    const candidate = considered(index, conditions, question.sort);
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
    if (best?.score === CERTAIN) break;
  }
  const natural = isDocument(hint) && '$natural' in hint;
  if (best !== undefined && !natural && (best.score > 0 || hint !== undefined)) return best.plan;
  return (hint === undefined && branchesOf(collection, filter)) || SCAN;
}

function conditionsOf(filter: Document): Conditions {
  const paths = new Map<string, unknown[]>();
  collect(filter, paths);
  return { paths, whole: Object.keys(filter).every((name) => !name.startsWith('$')) };
}

/** From the filter and the `$and`s in it. */
function collect(filter: Document, paths: Map<string, unknown[]>): void {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(operand))
      for (const part of operand.filter(isDocument)) collect(part, paths);
    if (name.startsWith('$')) continue;
    const operands = paths.get(name);
    if (operands === undefined) paths.set(name, [operand]);
    else operands.push(operand);
  }
}

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

const CERTAIN = Number.POSITIVE_INFINITY;

function considered(index: Index, conditions: Conditions, sort: SortOrder): Candidate | undefined {
  if (!holdsEveryMatch(index, conditions)) return undefined;
  const bounds = boundsOf(index, conditions);
  const scanned = leading(bounds);
  const fixed = scanned.filter(({ points }) => points).length;
  const direction = sortDirection(index, scanned, fixed, sort);
  const tested = bounds.map((field, at) =>
    at < scanned.length || (field?.ranges.length ?? 0) > MOST_TESTED ? undefined : field,
  );
  const used = [...scanned, ...tested.slice(scanned.length)];
  const found = {
    index,
    ranges: joinBounds(index, scanned),
    reverse: direction < 0,
    sorted: direction !== 0,
    passes: keyTest(index, tested),
    exact: saysAll(used, conditions),
  };
  const tests = tested.filter((field) => field !== undefined).length;
  const sorts = direction === 0 || sort.length === 0 ? 0 : 3;
  const partly = index.sparse || index.partial !== undefined ? 1 : 0;
  const isCertain = index.unique && fixed === index.paths.length && found.ranges.length === 1;
  const useful = fixed * 4 + sorts + (scanned.length > fixed ? 2 : 0) + partly;
  return { score: isCertain ? CERTAIN : useful + (useful > 0 ? tests / 8 : 0), plan: found };
}

/** Of several fields that hold arrays only the first is bounded: each of its keys holds one element, and another may match the next. */
function boundsOf({ paths, multikey }: Index, conditions: Conditions): (FieldBounds | undefined)[] {
  const first = paths.findIndex(({ path }, at) => multikey[at] === true && conditions.paths.has(path));
  return paths.map(({ path, direction }, at) => {
    const operands = conditions.paths.get(path);
    if (operands === undefined || (multikey[at] === true && at !== first)) return undefined;
    return fieldBounds(operands, direction, multikey[at] === true);
  });
}

/** The fields that make the ranges: those with points, and one more that is bounded. */
function leading(bounds: readonly (FieldBounds | undefined)[]): FieldBounds[] {
  const scanned: FieldBounds[] = [];
  let count = 1;
  for (const field of bounds) {
    count *= field?.ranges.length ?? 0;
    if (field === undefined || count > MOST_RANGES) break;
    scanned.push(field);
    if (!field.points) break;
  }
  return scanned;
}

/** Whether the bounds of an index's fields express the whole filter. */
function saysAll(bounds: readonly (FieldBounds | undefined)[], { paths, whole }: Conditions): boolean {
  if (!whole || paths.size === 0) return false;
  const used = bounds.filter((field) => field?.exact === true).length;
  return used === paths.size && [...paths.values()].every((operands) => operands.length === 1);
}

/** A sparse or partial index serves only a filter that nothing matches which the index leaves out. */
function holdsEveryMatch(index: Index, { paths }: Conditions): boolean {
  if (index.sparse && !index.paths.some(({ path }) => requiresPresence(paths.get(path) ?? []))) return false;
  if (index.partial === undefined) return true;
  return Object.entries(index.partial).every(([path, condition]) =>
    implies(paths.get(path) ?? [], condition),
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
function sortDirection(
  index: Index,
  scanned: readonly FieldBounds[],
  fixed: number,
  sort: SortOrder,
): number {
  if (sort.length === 0) return 1;
  const constant = index.paths
    .slice(0, fixed)
    .filter((_, at) => scanned[at]?.ranges.length === 1 && index.multikey[at] !== true)
    .map(({ path }) => path);
  const wanted = sort.filter(({ path }) => !constant.includes(path));
  const offered = index.paths.slice(fixed);
  const [first] = wanted;
  if (first === undefined) return 1;
  const direction = first.direction === offered[0]?.direction ? 1 : -1;
  const agrees = wanted.every((want, at) => {
    const other = offered[at];
    return (
      other?.path === want.path &&
      other.direction * direction === want.direction &&
      index.multikey[fixed + at] !== true
    );
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
