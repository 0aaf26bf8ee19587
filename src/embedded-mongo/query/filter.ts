import { BSONRegExp } from 'bson';
import { CommandError } from '../command-error.ts';
import { compileExpression } from '../aggregation/expressions.ts';
import { leafTest, type Operands, sizeTest, type ValueTest } from './operators.ts';
import { namesOf, reach } from '../values/paths.ts';
import { type Document, isDocument, isTrue } from '../values/values.ts';

export type Filter = (document: Document) => boolean;

/** Compiles a MongoDB filter. Throws BadValue for an operator that does not exist or that this store does not do. */
export function compileFilter(filter: Document): Filter {
  return every(Object.entries(filter).map(([name, operand]) => compileEntry(name, operand)));
}

function every(filters: readonly Filter[]): Filter {
  return (document) => filters.every((filter) => filter(document));
}

function compileEntry(name: string, operand: unknown): Filter {
  if (!name.startsWith('$')) return compileField(name.split('.'), operand);
  if (name === '$and') return every(compileList(name, operand));
  if (name === '$or') return either(compileList(name, operand));
  if (name === '$nor') return not(either(compileList(name, operand)));
  if (name === '$expr') return truthful(compileExpression(operand));
  if (name === '$comment') return () => true;
  throw new CommandError('BadValue', `unknown top level operator: ${name}`);
}

function truthful(value: (document: Document) => unknown): Filter {
  return (document) => isTrue(value(document));
}

function either(filters: readonly Filter[]): Filter {
  return (document) => filters.some((filter) => filter(document));
}

function not(filter: Filter): Filter {
  return (document) => !filter(document);
}

function compileList(name: string, operand: unknown): Filter[] {
  if (!Array.isArray(operand) || operand.length === 0) {
    throw new CommandError('BadValue', `${name} argument must be a non-empty array`);
  }
  return operand.map((entry: unknown) => compileFilter(documentOf(name, entry)));
}

function documentOf(name: string, value: unknown): Document {
  if (isDocument(value)) return value;
  throw new CommandError('BadValue', `${name} needs an object`);
}

/** Whether an operand such as `{ $gt: 1 }` holds operators, rather than being a value to compare with. */
export function holdsOperators(operand: unknown): operand is Document {
  return isDocument(operand) && Object.keys(operand)[0]?.startsWith('$') === true && !('$ref' in operand);
}

/** `expands` says whether the elements of an array are tested too, which those of `$elemMatch` are not again. */
function compileField(parts: readonly string[], operand: unknown, expands = true): Filter {
  if (!holdsOperators(operand)) {
    return compileOperator(parts, operand instanceof BSONRegExp ? '$regex' : '$eq', operand, {}, expands);
  }
  const names = Object.keys(operand).filter((name) => name !== '$options' || !('$regex' in operand));
  return every(names.map((name) => compileOperator(parts, name, operand[name], operand, expands)));
}

const NEGATIONS: Readonly<Record<string, string>> = { $ne: '$eq', $nin: '$in' };

function compileOperator(
  parts: readonly string[],
  name: string,
  operand: unknown,
  siblings: Operands,
  expands: boolean,
): Filter {
  const negated = NEGATIONS[name];
  if (name === '$ne' && operand instanceof BSONRegExp)
    throw new CommandError('BadValue', "Can't have regex as arg to $ne.");
  if (negated !== undefined) return not(compileOperator(parts, negated, operand, siblings, expands));
  if (name === '$not') return compileNot(parts, operand, expands);
  if (name === '$exists') {
    const wanted = isTrue(operand);
    return (document) => reach(document, parts).some((value) => value !== undefined) === wanted;
  }
  if (name === '$all') return every(allOf(operand).map((entry) => compileField(parts, entry, expands)));
  if (name === '$elemMatch') return onArrays(parts, elementTest(documentOf(name, operand)));
  if (name === '$size') return onWholes(parts, sizeTest(operand));
  const test = leafTest(name, operand, siblings);
  return expands ? onLeaves(parts, test) : onWholes(parts, test);
}

function compileNot(parts: readonly string[], operand: unknown, expands: boolean): Filter {
  if (!(operand instanceof BSONRegExp) && !holdsOperators(operand))
    throw new CommandError('BadValue', '$not needs a regex or a document');
  return not(compileField(parts, operand, expands));
}

function allOf(operand: unknown): unknown[] {
  if (!Array.isArray(operand)) throw new CommandError('BadValue', '$all needs an array');
  if (operand.some((entry) => holdsOperators(entry) && !('$elemMatch' in entry)))
    throw new CommandError('BadValue', 'no $ expressions in $all');
  return operand.length === 0 ? [{ $in: [] }] : operand;
}

/** True where the value itself or, for an array, one of its elements passes. */
function onLeaves(parts: readonly string[], test: ValueTest): Filter {
  return (document) =>
    reach(document, parts).some(
      (value) => test(value) || (Array.isArray(value) && value.some((element) => test(element))),
    );
}

function onWholes(parts: readonly string[], test: ValueTest): Filter {
  return (document) => reach(document, parts).some((value) => test(value));
}

function onArrays(parts: readonly string[], test: ValueTest): Filter {
  return onWholes(parts, (value) => Array.isArray(value) && value.some((element) => test(element)));
}

/** The test of one array element, both for `$elemMatch` and for `$pull` and array filters. */
export function elementTest(condition: Document): ValueTest {
  const logical = Object.keys(condition).every((name) => ['$and', '$or', '$nor', '$expr'].includes(name));
  if (logical || !holdsOperators(condition)) {
    const filter = compileFilter(condition);
    return (element) => {
      // MongoDB takes an array within the array for an object whose fields are its positions.
      const whole = Array.isArray(element) ? Object.fromEntries(element.entries()) : element;
      return isDocument(whole) && filter(whole);
    };
  }
  const filter = compileField(['value'], condition, false);
  return (element) => filter({ value: element });
}

/** The fields of a document that a filter looks at; undefined where that may be any. */
export function fieldsNamed(filter: Document): ReadonlySet<string> | undefined {
  const fields = Object.entries(filter).map(([name, operand]) => {
    if (!name.startsWith('$')) return new Set([name.split('.', 1)[0] ?? name]);
    if (!['$and', '$or', '$nor'].includes(name) || !Array.isArray(operand)) return undefined;
    return namesOf(operand.filter(isDocument).map(fieldsNamed));
  });
  return namesOf(fields);
}
