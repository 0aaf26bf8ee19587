import { BSONRegExp, BSONType, Decimal128, MaxKey, MinKey } from 'bson';
import { CommandError } from '../command-error.ts';
import { wholePartOf } from '../values/decimal-order.ts';
import { compareValues, encodeValue, equalValues, rankOf } from '../values/order.ts';
import { type Document, isDocument, isLong, numberOf, typeOf } from '../values/values.ts';

/** Tests one value; `undefined` stands for a missing field. */
export type ValueTest = (value: unknown) => boolean;
export type Operands = Readonly<Document>;

/** Looks at an array as a whole, never at its elements. */
export function sizeTest(operand: unknown): ValueTest {
  const size = numberOf(operand);
  if (size === undefined || !Number.isInteger(size) || size < 0) {
    throw new CommandError('BadValue', 'Failed to parse $size. Expected a non-negative whole number');
  }
  return (value) => Array.isArray(value) && value.length === size;
}

/** The operators that a value passes by itself or, where it is an array, through one of its elements. */
export function leafTest(name: string, operand: unknown, siblings: Operands): ValueTest {
  switch (name) {
    case '$eq':
      return equalTo(operand);
    case '$in':
      return isIn(operand);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return comparison(name, operand);
    case '$type':
      return ofType(operand);
    case '$mod':
      return modulo(operand);
    case '$regex':
      return matching(operand, siblings['$options']);
    default:
      throw new CommandError('BadValue', `unknown operator: ${name}`);
  }
}

const isMissing = (value: unknown): boolean => value === undefined || value === null;

function equalTo(operand: unknown): ValueTest {
  if (operand === undefined) throw new CommandError('BadValue', 'cannot compare to undefined');
  if (operand === null) return isMissing;
  if (typeof operand === 'string') return (value) => value === operand;
  const wanted = encodeValue(operand);
  const rank = rankOf(operand);
  return (value) => rankOf(value) === rank && value !== undefined && wanted.equals(encodeValue(value));
}

function isIn(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$in needs an array');
  if (operand.some((entry) => isDocument(entry) && Object.keys(entry)[0]?.startsWith('$'))) {
    throw new CommandError('BadValue', 'cannot nest $ under $in');
  }
  const patterns = operand
    .filter((entry) => entry instanceof BSONRegExp)
    .map((entry) => matching(entry, undefined));
  const wanted = new Set(operand.map((entry) => encodeValue(entry).toString('latin1')));
  const withNull = operand.includes(null);
  return (value) =>
    (value === undefined ? withNull : wanted.has(encodeValue(value).toString('latin1'))) ||
    patterns.some((pattern) => pattern(value));
}

const PASSES: Readonly<Record<string, (order: number) => boolean>> = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
};

/** Only values of the operand's type compare, as in MongoDB; MinKey and MaxKey compare with all. */
function comparison(name: string, operand: unknown): ValueTest {
  if (operand instanceof BSONRegExp || operand === undefined) {
    throw new CommandError('BadValue', `Can't have RegEx as arg to predicate over field`);
  }
  const passes = PASSES[name] ?? (() => false);
  if (operand === null) return (value) => name.endsWith('e') && isMissing(value);
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    return (value) => value !== undefined && passes(compareValues(value, operand));
  }
  const rank = rankOf(operand);
  const notANumber = Number.isNaN(numberOf(operand) ?? 0);
  return (value) => {
    if (value === undefined || rankOf(value) !== rank) return false;
    if (notANumber || Number.isNaN(numberOf(value) ?? 0))
      return name.endsWith('e') && equalValues(value, operand);
    return passes(compareValues(value, operand));
  };
}

function ofType(operand: unknown): ValueTest {
  const wanted = new Set((Array.isArray(operand) ? operand : [operand]).flatMap(typeNames));
  if (wanted.size === 0) throw new CommandError('FailedToParse', '$type must match at least one type');
  return (value) => value !== undefined && wanted.has(typeOf(value));
}

function typeNames(operand: unknown): string[] {
  if (operand === 'number') return ['int', 'long', 'double', 'decimal'];
  const number = numberOf(operand);
  const [name] = Object.entries(BSONType).find(([alias, code]) => alias === operand || code === number) ?? [];
  if (name !== undefined) return [name];
  throw new CommandError('BadValue', `Unknown type name alias: ${String(operand)}`);
}

function modulo(operand: unknown): ValueTest {
  const [divisor = 0n, remainder, ...others] = Array.isArray(operand) ? operand.map(wholeOf) : [];
  if (divisor === 0n || remainder === undefined || others.length > 0) {
    throw new CommandError('BadValue', 'malformed mod: needs a divisor that is not 0, and a remainder');
  }
  return (value) => {
    const whole = wholeOf(value);
    return whole !== undefined && whole % divisor === remainder;
  };
}

/** A number without its fraction; undefined where that is none of 64 bits. */
function wholeOf(value: unknown): bigint | undefined {
  const number = numberOf(value) ?? Number.NaN;
  if (!Number.isFinite(number)) return undefined;
  if (isLong(value)) return value.toBigInt();
  const whole = value instanceof Decimal128 ? wholePartOf(value) : BigInt(Math.trunc(number));
  return whole !== undefined && BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

/** MongoDB's patterns are PCRE; what JavaScript cannot read, or the option x, is refused. */
function matching(operand: unknown, options: unknown): ValueTest {
  const source = operand instanceof BSONRegExp ? operand.pattern : operand;
  const flags = typeof options === 'string' ? options : operand instanceof BSONRegExp ? operand.options : '';
  if (typeof source !== 'string') throw new CommandError('BadValue', '$regex has to be a string');
  const pattern = toRegExp(source, flags);
  return (value) =>
    (typeof value === 'string' && pattern.test(value)) ||
    (value instanceof BSONRegExp && value.pattern === source && value.options === flags);
}

function toRegExp(source: string, flags: string): RegExp {
  if (/[^imsu]/.test(flags))
    throw new CommandError('Location51091', `invalid flag in regex options: ${flags}`);
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new CommandError('Location51091', `Regular expression is invalid: ${String(error)}`);
  }
}
