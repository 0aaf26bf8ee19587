import { BSONRegExp, MaxKey, MinKey } from 'bson';
import { holdsOperators } from '../query/filter.ts';
import type { Index } from '../storage/catalog.ts';
import { type Bounds, NUMBER_BYTES } from '../storage/keys.ts';
import { type Direction, encodeValue, endOfValue, NUMBER_RANK, rankOf } from '../values/order.ts';
import { numberOf } from '../values/values.ts';

/** The ranges of one field's keys in which every document that meets the conditions is filed. */
export interface FieldBounds {
  readonly ranges: readonly Bounds[];
  /** Each range is one value. */
  readonly points: boolean;
  /** Every key in the ranges meets the conditions that were used. */
  readonly exact: boolean;
  readonly holdsNull: boolean;
}

/** The bounds that the conditions on a field give; undefined where they give none. */
export function fieldBounds(
  operands: readonly unknown[],
  direction: Direction,
  multikey: boolean,
): FieldBounds | undefined {
  const points = operands.map(pointsOf).filter((values) => values !== undefined);
  const [values] = points.toSorted((left, right) => left.length - right.length);
  const alone = operands.every((operand) => !holdsOperators(operand) || Object.keys(operand).length === 1);
  if (values !== undefined) return pointBounds(values, direction, alone);
  for (const operand of operands) {
    const bounds = rangeBounds(operand, direction, multikey);
    if (bounds !== undefined) return bounds;
  }
  return undefined;
}

/** The values of which a condition wants one; undefined where it is another condition. */
export function pointsOf(operand: unknown): unknown[] | undefined {
  if (!holdsOperators(operand)) return [operand].every(isPoint) ? [operand] : undefined;
  if ('$eq' in operand) return isPoint(operand['$eq']) ? [operand['$eq']] : undefined;
  const list = operand['$in'];
  return Array.isArray(list) && list.every(isPoint) ? list : undefined;
}

/** An array as operand may match a whole array, which is not filed under itself. */
function isPoint(value: unknown): boolean {
  return !Array.isArray(value) && !(value instanceof BSONRegExp) && value !== undefined;
}

function pointBounds(values: readonly unknown[], direction: Direction, alone: boolean): FieldBounds {
  const keys = new Map(values.map((value) => [encodeValue(value).toString('latin1'), encodeValue(value)]));
  const ranges = [...keys.values()].map((key) => between(before(key), behind(key), direction));
  const holdsNull = values.includes(null);
  return { ranges: ranges.toSorted(byLower), points: true, exact: alone && !holdsNull, holdsNull };
}

const byLower = (left: Bounds, right: Bounds): number => Buffer.compare(left.lower, right.lower);

const HIGHEST = Buffer.of(0xff);
const RANGE_OPERATORS = ['$gt', '$gte', '$lt', '$lte'];

/**
 * With arrays, two elements may each meet one of two conditions, so that only one end bounds the range. All values
 * of one type lie between the neighbours of its rank, which no type has.
 */
function rangeBounds(operand: unknown, direction: Direction, multikey: boolean): FieldBounds | undefined {
  if (!holdsOperators(operand)) return undefined;
  const names = Object.keys(operand).filter(
    (name) => RANGE_OPERATORS.includes(name) && isBound(operand[name]),
  );
  const [first] = names;
  if (first === undefined) return undefined;
  const rank = rankOf(operand[first]);
  const used = (multikey ? names.slice(0, 1) : names).filter((name) => rankOf(operand[name]) === rank);
  let [lower, upper] = [lowest(rank), before(Buffer.of(rank + 1))];
  for (const name of used) {
    const key = encodeValue(operand[name]);
    if (name.startsWith('$gt')) lower = later(lower, name === '$gt' ? behind(key) : before(key));
    else upper = earlier(upper, name === '$lt' ? before(key) : behind(key));
  }
  const exact = used.length === Object.keys(operand).length;
  return { ranges: [between(lower, upper, direction)], points: false, exact, holdsNull: false };
}

/** Not a number is below all numbers, and meets no condition but its own equality. */
function lowest(rank: number): Edge {
  return rank === NUMBER_RANK ? before(encodeValue(Number.NEGATIVE_INFINITY)) : behind(Buffer.of(rank - 1));
}

function isBound(value: unknown): boolean {
  if (value instanceof MinKey || value instanceof MaxKey || Number.isNaN(numberOf(value) ?? 0)) return false;
  return value !== null && isPoint(value);
}

/** A place between keys: just before, or just after, all keys that begin with these bytes of an ascending index. */
interface Edge {
  readonly bytes: Buffer;
  readonly after: boolean;
}

const before = (bytes: Buffer): Edge => ({ bytes, after: false });
const behind = (bytes: Buffer): Edge => ({ bytes, after: true });

function compareEdges(left: Edge, right: Edge): number {
  return Buffer.compare(ascending(left), ascending(right));
}

const later = (left: Edge, right: Edge): Edge => (compareEdges(left, right) >= 0 ? left : right);
const earlier = (left: Edge, right: Edge): Edge => (compareEdges(left, right) <= 0 ? left : right);

const complement = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => ~byte));

/** 0xff follows no value (`order.ts`). */
function ascending({ bytes, after }: Edge): Buffer {
  return after ? Buffer.concat([bytes, HIGHEST]) : bytes;
}

/** Downwards the bytes are complemented, so that what came before comes after. */
function descending({ bytes, after }: Edge): Buffer {
  return after ? complement(bytes) : Buffer.concat([complement(bytes), HIGHEST]);
}

function between(lower: Edge, upper: Edge, direction: Direction): Bounds {
  if (direction === 1) return { lower: ascending(lower), upper: ascending(upper) };
  return { lower: descending(upper), upper: descending(lower) };
}

/** A range of whole keys; `prefix` is how many bytes of them are fixed. */
export interface KeyRange extends Bounds {
  readonly prefix: number;
}

/** Every combination of the fields' ranges, behind the number of the index. */
export function joinBounds(index: Index, fields: readonly FieldBounds[]): KeyRange[] {
  const { prefix } = index;
  let ranges: KeyRange[] = [
    { lower: prefix, upper: Buffer.concat([prefix, HIGHEST]), prefix: prefix.length },
  ];
  for (const field of fields)
    ranges = ranges.flatMap((fixed) => field.ranges.map((range) => join(fixed, range, field.points)));
  return ranges;
}

/** Only points come before another field, and the lower end of a point is its own bytes. */
function join(fixed: KeyRange, range: Bounds, point: boolean): KeyRange {
  const lower = Buffer.concat([fixed.lower, range.lower]);
  return {
    lower,
    upper: Buffer.concat([fixed.lower, range.upper]),
    prefix: point ? lower.length : fixed.prefix,
  };
}

/** Tests an entry's key by the bounds of those fields of its index that have any. */
export function keyTest(
  { paths }: Index,
  bounds: readonly (FieldBounds | undefined)[],
): ((key: Buffer) => boolean) | undefined {
  const last = bounds.findLastIndex((field) => field !== undefined);
  if (last < 0) return undefined;
  const fields = paths
    .slice(0, last + 1)
    .map(({ direction }, at) => ({ direction, ranges: bounds[at]?.ranges }));
  return (key) => {
    let from = NUMBER_BYTES;
    for (const { direction, ranges } of fields) {
      const to = endOfValue(key, from, direction);
      if (ranges !== undefined && !isWithin(key.subarray(from, to), ranges)) return false;
      from = to;
    }
    return true;
  };
}

function isWithin(value: Buffer, ranges: readonly Bounds[]): boolean {
  return ranges.some(({ lower, upper }) => value.compare(lower) >= 0 && value.compare(upper) < 0);
}
