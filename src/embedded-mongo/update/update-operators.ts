import { BSONRegExp, Decimal128, Double, Int32, Long, Timestamp } from 'bson';
import { CommandError } from '../command-error.ts';
import { compileFilter, elementTest, holdsOperators } from '../query/filter.ts';
import { compareValues, encodeDirected, equalValues, sortedBy } from '../values/order.ts';
import { type DirectedPath, fieldOf } from '../values/paths.ts';
import { parseSort } from '../query/sort.ts';
import type { Way } from './update-paths.ts';
import { isDocument, isLong, numberOf, typeOf } from '../values/values.ts';

/** Given the present value (undefined where missing), the new one; `undefined` takes the field away. */
type Change = (current: unknown, operand: unknown, path: string) => unknown;

/** The operators that change one field by its present value. */
export const CHANGES: Readonly<Record<string, Change>> = {
  $set: (_current, operand) => operand,
  $setOnInsert: (_current, operand) => operand,
  $unset: () => undefined,
  $inc: (current, operand, path) =>
    arithmetic('$inc', current === undefined ? new Int32(0) : current, operand, path),
  $mul: (current, operand, path) =>
    arithmetic('$mul', current === undefined ? zeroOf(operand) : current, operand, path),
  $min: (current, operand) =>
    current === undefined || compareValues(operand, current) < 0 ? operand : current,
  $max: (current, operand) =>
    current === undefined || compareValues(operand, current) > 0 ? operand : current,
  $currentDate: (_current, operand) => now(operand),
  $push: (current, operand, path) => push(arrayOf('$push', current, path), operand),
  $addToSet: (current, operand, path) => addToSet(arrayOf('$addToSet', current, path), operand),
  $pull: (current, operand, path) => pull(current, operand, path),
  $pullAll: (current, operand, path) => pullAll(current, operand, path),
  $pop: (current, operand, path) => pop(current, operand, path),
};

/** How the operators that leave a missing field missing follow a path; the others make it. */
export const WAYS: Readonly<Record<string, Way>> = {
  $unset: 'ignore',
  $pull: 'ignore',
  $pullAll: 'ignore',
  $pop: 'refuse',
};

function zeroOf(operand: unknown): unknown {
  return isLong(operand) ? Long.ZERO : operand instanceof Double ? new Double(0) : new Int32(0);
}

function arithmetic(name: '$inc' | '$mul', current: unknown, operand: unknown, path: string): unknown {
  const [left, right] = [numberOf(current), numberOf(operand)];
  if (left === undefined || right === undefined) {
    throw new CommandError(
      'TypeMismatch',
      `Cannot apply ${name} to a value of non-numeric type: '${path}' is ${typeOf(left === undefined ? current : operand)}`,
    );
  }
  if (current instanceof Decimal128 || operand instanceof Decimal128) {
    throw new CommandError('NotImplemented', `${name} with a decimal is not done here`);
  }
  const types = [typeOf(current), typeOf(operand)];
  if (types.includes('double')) return new Double(name === '$inc' ? left + right : left * right);
  const [first, second] = [BigInt(String(current)), BigInt(String(operand))];
  return integerOf(name === '$inc' ? first + second : first * second, types.includes('long'));
}

function integerOf(value: bigint, long: boolean): unknown {
  if (BigInt.asIntN(64, value) !== value)
    throw new CommandError('BadValue', 'the result does not fit into 64 bits');
  return long || BigInt.asIntN(32, value) !== value ? Long.fromBigInt(value) : new Int32(Number(value));
}

function now(operand: unknown): unknown {
  const type = isDocument(operand) ? operand['$type'] : typeof operand === 'boolean' ? 'date' : undefined;
  if (type === 'timestamp') return new Timestamp({ t: Math.floor(Date.now() / 1000), i: 1 });
  if (type === 'date') return new Date();
  throw new CommandError(
    'BadValue',
    "$currentDate takes a boolean, or a $type that is 'date' or 'timestamp'",
  );
}

function arrayOf(name: string, current: unknown, path: string): unknown[] {
  if (current === undefined) return [];
  if (Array.isArray(current)) return current;
  throw new CommandError(
    'BadValue',
    `The field '${path}' must be an array but is of type ${typeOf(current)} (${name})`,
  );
}

function eachOf(name: string, modifiers: unknown, others: readonly string[] = []): unknown[] | undefined {
  if (!isDocument(modifiers) || !('$each' in modifiers)) return undefined;
  const unknown = Object.keys(modifiers).find((clause) => clause !== '$each' && !others.includes(clause));
  if (unknown !== undefined) throw new CommandError('BadValue', `Unrecognized clause in ${name}: ${unknown}`);
  if (Array.isArray(modifiers['$each'])) return modifiers['$each'];
  throw new CommandError('BadValue', `The argument to $each in ${name} must be an array`);
}

function push(array: readonly unknown[], operand: unknown): unknown[] {
  const each = eachOf('$push', operand, ['$position', '$slice', '$sort']);
  if (each === undefined || !isDocument(operand)) return [...array, operand];
  const position = wholeClause(operand, '$position') ?? array.length;
  const pushed = array.toSpliced(position, 0, ...each);
  const sorted = '$sort' in operand ? sortElements(pushed, operand['$sort']) : pushed;
  const slice = wholeClause(operand, '$slice');
  if (slice === undefined) return sorted;
  return slice >= 0 ? sorted.slice(0, slice) : sorted.slice(slice);
}

function wholeClause(modifiers: Record<string, unknown>, name: string): number | undefined {
  if (modifiers[name] === undefined) return undefined;
  const number = numberOf(modifiers[name]);
  if (number !== undefined && Number.isInteger(number)) return number;
  throw new CommandError('BadValue', `The value for ${name} must be a whole number`);
}

function sortElements(array: readonly unknown[], order: unknown): unknown[] {
  const direction = numberOf(order);
  if (direction === 1 || direction === -1)
    return array.toSorted((left, right) => direction * compareValues(left, right));
  if (direction !== undefined) throw new CommandError('BadValue', 'The $sort of $push is 1, -1 or an object');
  const fields = parseSort(order);
  if (fields.length === 0 || fields.some(({ parts }) => parts.includes('')))
    throw new CommandError('BadValue', 'The $sort of $push names no field, or one without a name');
  return sortedBy(array, (value) => Buffer.concat(fields.map((field) => keyOf(value, field))));
}

/** Unlike that of a query this order takes an array on the path for one value. */
function keyOf(element: unknown, { parts, direction }: DirectedPath): Buffer {
  let here: unknown = isDocument(element) ? element : undefined;
  for (const part of parts) if (!Array.isArray(here)) here = fieldOf(here, part);
  return encodeDirected(here ?? null, direction);
}

function addToSet(array: readonly unknown[], operand: unknown): unknown[] {
  const result = [...array];
  for (const value of eachOf('$addToSet', operand) ?? [operand]) {
    if (!result.some((element) => equalValues(element, value))) result.push(value);
  }
  return result;
}

function pull(current: unknown, operand: unknown, path: string): unknown {
  if (current === undefined) return undefined;
  const array = arrayOf('$pull', current, path);
  if (operand instanceof BSONRegExp) {
    const matches = compileFilter({ value: operand });
    return array.filter((value) => !matches({ value }));
  }
  if (!isDocument(operand)) return array.filter((value) => !equalValues(value, operand));
  const matches = holdsOperators(operand) ? elementTest(operand) : documentTest(operand);
  return array.filter((value) => !matches(value));
}

function documentTest(condition: Record<string, unknown>): (value: unknown) => boolean {
  const matches = compileFilter(condition);
  return (value) => isDocument(value) && matches(value);
}

function pullAll(current: unknown, operand: unknown, path: string): unknown {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$pullAll requires an array argument');
  if (current === undefined) return undefined;
  return arrayOf('$pullAll', current, path).filter(
    (value) => !operand.some((entry) => equalValues(value, entry)),
  );
}

function pop(current: unknown, operand: unknown, path: string): unknown {
  const side = numberOf(operand);
  if (side !== 1 && side !== -1) throw new CommandError('FailedToParse', '$pop expects 1 or -1');
  if (current === undefined) return undefined;
  const array = arrayOf('$pop', current, path);
  return side === 1 ? array.slice(0, -1) : array.slice(1);
}
