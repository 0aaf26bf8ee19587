import { Decimal128 } from 'bson';
import { Context, evalExpr, OpType, ProcessingMode } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import type { Options } from 'mingo/types';
import { CommandError } from '../command-error.ts';
import { compareValues, equalValues } from '../values/order.ts';
import {
  type Document,
  isDocument,
  isLong,
  isTrue,
  promote,
  promoteDocument,
  typeOf,
} from '../values/values.ts';

/** mingo's expressions and accumulators, without those that run code. */
const { $function: _function, ...expressions } = expression;
const { $accumulator: _accumulator, ...accumulators } = accumulator;

/** Of any two values, by the one order of the store; mingo knows JavaScript's types. */
function comparing<Result>(say: (order: number) => Result) {
  return (document: Document, operand: unknown, given: Options): Result => {
    if (!Array.isArray(operand) || operand.length !== 2)
      throw new CommandError('Location16020', 'A comparison takes exactly 2 arguments');
    const [left, right]: unknown[] = operand.map((part) => evalExpr(document, part, given));
    return say(compareValues(left, right));
  };
}

const comparisons = {
  $cmp: comparing(Math.sign),
  $eq: comparing((order) => order === 0),
  $ne: comparing((order) => order !== 0),
  $gt: comparing((order) => order > 0),
  $gte: comparing((order) => order >= 0),
  $lt: comparing((order) => order < 0),
  $lte: comparing((order) => order <= 0),
};

function $in(document: Document, operand: unknown, given: Options): boolean {
  const parts = listOf(operand);
  if (parts.length !== 2) throw new CommandError('Location16020', 'Expression $in takes exactly 2 arguments');
  const [sought, list]: unknown[] = parts.map((part) => evalExpr(document, part, given));
  if (Array.isArray(list)) return list.some((element) => equalValues(element ?? null, sought));
  throw new CommandError('Location40081', '$in requires an array as a second argument');
}

/** mingo takes what JavaScript calls false for it, such as what is not a number, and within `$not` an empty text. */
const conditions = {
  $and: (document: Document, operand: unknown, given: Options): boolean =>
    listOf(operand).every((part) => isTrue(evalExpr(document, part, given))),
  $or: (document: Document, operand: unknown, given: Options): boolean =>
    listOf(operand).some((part) => isTrue(evalExpr(document, part, given))),
  $not(document: Document, operand: unknown, given: Options): boolean {
    const [part, ...others] = listOf(operand);
    if (part === undefined || others.length > 0)
      throw new CommandError('Location16020', 'Expression $not takes exactly 1 arguments');
    return !isTrue(evalExpr(document, part, given));
  },
};

const isTrueOf = (operand: unknown): unknown => ({ $and: [operand] });

/** mingo's, with conditions that are true or false by the above. */
const chosen = {
  $cond(document: Document, operand: unknown, given: Options): unknown {
    const { if: test, then, else: other, ...unknown } = isDocument(operand) ? operand : {};
    for (const name of Object.keys(unknown))
      throw new CommandError('Location17083', `Unrecognized parameter to $cond: ${name}`);
    const parts = Array.isArray(operand) ? operand : [test, then, other];
    if (parts.length !== 3 || parts.includes(undefined))
      throw new CommandError('Location16020', 'Expression $cond takes exactly 3 arguments');
    return expressions.$cond(document, [isTrueOf(parts[0]), parts[1], parts[2]], given);
  },
  $switch(document: Document, operand: unknown, given: Options): unknown {
    const { branches, default: other } = isDocument(operand) ? operand : {};
    const listed = Array.isArray(branches) ? branches.filter(isDocument) : [];
    if (listed.length === 0) throw new CommandError('Location40068', '$switch requires at least one branch');
    if (listed.some((branch) => branch['then'] === undefined))
      throw new CommandError('Location40065', "$switch requires each branch have a 'then' expression");
    for (const branch of listed)
      if (isTrue(evalExpr(document, branch['case'], given))) return evalExpr(document, branch['then'], given);
    if (other !== undefined) return evalExpr(document, other, given);
    throw new CommandError('Location40066', '$switch found no branch that matches, and has no default');
  },
  $filter(document: Document, operand: unknown, given: Options): unknown {
    const { input, cond, ...others } = isDocument(operand) ? operand : {};
    if (input === undefined) throw new CommandError('Location28648', "Missing 'input' parameter to $filter");
    if (cond === undefined) throw new CommandError('Location28650', "Missing 'cond' parameter to $filter");
    return expressions.$filter(document, { ...others, input, cond: isTrueOf(cond) }, given);
  },
};

const listOf = (operand: unknown): unknown[] => (Array.isArray(operand) ? operand : [operand]);

/** mingo pushes null for a field that is missing. Outside `$group` it gives the values themselves, and no operand. */
function $push(items: unknown[], operand: unknown, _given: Options): unknown[] {
  if (operand === undefined || operand === null) return items;
  const values = items.filter(isDocument).map((document): unknown => evalExpr(document, operand, options));
  return values.filter((value) => value !== undefined);
}

/** The value that all others are on one side of; null where there is none. */
function utmost(side: 1 | -1) {
  return (items: unknown[], operand: unknown, given: Options): unknown => {
    let most: unknown = null;
    for (const value of $push(items, operand, given)) {
      if (value === null || value === undefined) continue;
      if (most === null || side * compareValues(value, most) > 0) most = value;
    }
    return most;
  };
}

/** For what its types leave out: its accumulators take values too, where there is no operand. */
const mingos = Context.init({ accumulator: accumulators });

/** mingo leaves out of these what is no number of JavaScript's. It is given the values, as it would work them out once more. */
const NUMERIC = ['$sum', '$avg', '$stdDevPop', '$stdDevSamp'] as const;
const numeric = Object.fromEntries(
  NUMERIC.map((name) => [
    name,
    (items: Document[], operand: unknown, given: Options): unknown => {
      if (typeof operand === 'number') return accumulators[name](items, operand, given);
      const values = $push(items, operand, given);
      if (values.some((value) => isLong(value) || value instanceof Decimal128))
        throw new CommandError('NotImplemented', `${name} with a decimal or beyond 2^53 is not done here`);
      return mingos.getOperator(OpType.ACCUMULATOR, name)?.(values, undefined, given);
    },
  ]),
);

const $size = (document: Document, operand: unknown, given: Options): number => {
  const value: unknown = evalExpr(document, operand, given);
  if (Array.isArray(value)) return value.length;
  throw new CommandError('Location17124', 'The argument to $size must be an array');
};

/** mingo's own names some types otherwise than MongoDB. */
const $type = (document: Document, operand: unknown, given: Options): string => {
  const value: unknown = evalExpr(document, operand, given);
  const large = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 2 ** 31;
  return value === undefined ? 'missing' : large ? 'long' : typeOf(value);
};

export function expressionContext(): Context {
  return Context.init({
    accumulator: { ...accumulators, ...numeric, $push, $min: utmost(-1), $max: utmost(1) },
    expression: { ...expressions, ...comparisons, ...conditions, ...chosen, $in, $size, $type },
  });
}

/** Some accumulators are expressions too, over the elements of an array. */
const OVER_ARRAYS = ['$avg', '$max', '$min', '$stdDevPop', '$stdDevSamp', '$sum'];
const EXPRESSIONS: ReadonlySet<string> = new Set(
  [...Object.keys(expressions), ...OVER_ARRAYS].filter((name) => name.startsWith('$')),
);

export function isAccumulator(name: string): boolean {
  return name.startsWith('$') && Object.hasOwn(accumulators, name);
}

/**
 * Refuses operators that do not exist or are not done here, also where no document will be looked at.
 * @param codeName of an unknown operator that is the operand itself
 */
export function refuseUnknownExpression(
  operand: unknown,
  codeName: 'InvalidPipelineOperator' | 'Location31325' = 'InvalidPipelineOperator',
): void {
  if (Array.isArray(operand)) for (const element of operand) refuseUnknownExpression(element);
  if (!isDocument(operand)) return;
  const names = Object.keys(operand);
  const operator = names.find((name) => name.startsWith('$'));
  if (operator !== undefined && names.length > 1)
    throw new CommandError('Location15983', 'An expression must have exactly one field');
  if (operator !== undefined && !EXPRESSIONS.has(operator))
    throw new CommandError(codeName, `Unrecognized expression '${operator}'`);
  if (operator === '$literal') return;
  for (const value of Object.values(operand)) refuseUnknownExpression(value);
}

const options = {
  context: expressionContext(),
  scriptEnabled: false,
  idKey: '_id',
  processingMode: ProcessingMode.CLONE_OFF,
  useStrictMode: true,
  failOnError: true,
};

/** What gives the value of an aggregation expression for a document. */
export function compileExpression(operand: unknown): (document: Document) => unknown {
  refuseUnknownExpression(operand);
  const promoted = promote(operand);
  return (document) => mingo(() => evalExpr(promoteDocument(document), promoted, options));
}

/** Runs mingo; what it refuses is a bad value of the client. */
export function mingo<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('BadValue', error instanceof Error ? error.message : String(error));
  }
}
