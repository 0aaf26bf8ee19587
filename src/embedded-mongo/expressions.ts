import { Context, ProcessingMode } from 'mingo';
import { evalExpr } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import * as projection from 'mingo/operators/projection';
import * as window from 'mingo/operators/window';
import type { Options } from 'mingo/types';
import { CommandError } from './command-error.ts';
import { type Document, promote, promoteDocument, typeOf } from './values.ts';

/** mingo's expressions and accumulators, without those that run code. */
const { $function: _function, $type: _type, ...expressions } = expression;
const { $accumulator: _accumulator, ...accumulators } = accumulator;

/** mingo's own names some types otherwise than MongoDB. */
const $type = (document: Document, operand: unknown, given: Options): string => {
  const value: unknown = evalExpr(document, operand, given);
  const large = typeof value === 'number' && Number.isInteger(value) && Math.abs(value) >= 2 ** 31;
  return value === undefined ? 'missing' : large ? 'long' : typeOf(value);
};

export function expressionContext(): Context {
  const own = { ...expressions, $type };
  return Context.init({ accumulator: accumulators, expression: own, projection, window });
}

const options = {
  context: expressionContext(),
  scriptEnabled: false,
  idKey: '_id',
  processingMode: ProcessingMode.CLONE_OFF,
  useStrictMode: true,
  failOnError: true,
};

/** The value of an aggregation expression for a document. */
export function evaluate(operand: unknown, document: Document): unknown {
  return mingo(() => evalExpr(promoteDocument(document), promote(operand), options));
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
