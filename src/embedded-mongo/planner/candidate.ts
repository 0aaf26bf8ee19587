import { type FieldBounds, fieldBounds, joinBounds, keyTest } from './bounds.ts';
import type { Index } from '../storage/catalog.ts';
import type { Conditions } from './conditions.ts';
import { holdsEveryMatch } from './implication.ts';
import type { Plan } from './plan.ts';
import type { SortOrder } from '../query/sort.ts';

/** More ranges than this are not made of the values of several `$in`. */
const MOST_RANGES = 1000;
/** With more values than this an `$in` is left to the filter. */
const MOST_TESTED = 100;

/** What an index does for a query, and how much that is. */
export interface Candidate {
  readonly plan: Plan;
  /** 0 where it does nothing. */
  readonly score: number;
}

/** The score of an index that no other can be better than: it leads to one document. */
export const CERTAIN = Number.POSITIVE_INFINITY;

/** Undefined where the index leaves out documents that may match. */
export function candidateOn(index: Index, conditions: Conditions, sort: SortOrder): Candidate | undefined {
  if (!holdsEveryMatch(index, conditions)) return undefined;
  const bounds = boundsOf(index, conditions);
  const scanned = leading(bounds);
  const tested = testedOf(bounds, scanned.length);
  const fixed = scanned.filter(({ points }) => points).length;
  const direction = sortDirection(index, scanned, fixed, sort);
  const plan = {
    index,
    ranges: joinBounds(index, scanned),
    reverse: direction < 0,
    sorted: direction !== 0,
    passes: keyTest(index, tested),
    exact: saysAll([...scanned, ...tested.slice(scanned.length)], conditions),
  };
  const score = scoreOf(index, {
    fixed,
    ranges: plan.ranges.length,
    isBounded: scanned.length > fixed,
    isSorted: plan.sorted && sort.length > 0,
    tests: tested.filter((field) => field !== undefined).length,
  });
  return { plan, score };
}

/** What an index is used for. */
interface Use {
  /** Fields that have points. */
  readonly fixed: number;
  readonly ranges: number;
  /** Whether one more field is bounded. */
  readonly isBounded: boolean;
  readonly isSorted: boolean;
  /** Later fields that are tested on the keys. */
  readonly tests: number;
}

/** A field that is fixed counts for more than the order, that for more than a bound, and an index of few documents breaks a tie. */
function scoreOf(index: Index, { fixed, ranges, isBounded, isSorted, tests }: Use): number {
  if (index.unique && fixed === index.paths.length && ranges === 1) return CERTAIN;
  const isPartly = index.sparse || index.partial !== undefined;
  const useful = fixed * 4 + (isSorted ? 3 : 0) + (isBounded ? 2 : 0) + (isPartly ? 1 : 0);
  return useful > 0 ? useful + tests / 8 : 0;
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

/** The bounds of the fields behind those that make the ranges, where they are few enough to be tested on every key. */
function testedOf(
  bounds: readonly (FieldBounds | undefined)[],
  scanned: number,
): (FieldBounds | undefined)[] {
  return bounds.map((field, at) =>
    at < scanned || (field?.ranges.length ?? 0) > MOST_TESTED ? undefined : field,
  );
}

/** Whether the bounds of an index's fields express the whole filter. */
function saysAll(bounds: readonly (FieldBounds | undefined)[], { paths, whole }: Conditions): boolean {
  if (!whole || paths.size === 0) return false;
  const used = bounds.filter((field) => field?.exact === true).length;
  return used === paths.size && [...paths.values()].every((operands) => operands.length === 1);
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
