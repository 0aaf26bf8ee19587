import { Context, ProcessingMode } from 'mingo';
import { evalExpr } from 'mingo/core';
import * as accumulator from 'mingo/operators/accumulator';
import * as expression from 'mingo/operators/expression';
import * as projection from 'mingo/operators/projection';
import * as window from 'mingo/operators/window';
import { CommandError } from './command-error.ts';
import { type Document, promote, promoteDocument } from './values.ts';

/** mingo's expressions and accumulators, without those that run code. */
const { $function: _function, ...expressions } = expression;
const { $accumulator: _accumulator, ...accumulators } = accumulator;

export function expressionContext(): Context {
  return Context.init({ accumulator: accumulators, expression: expressions, projection, window });
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
