import { CommandError } from '../command-error.ts';
import { isAccumulator, refuseUnknownExpression } from './expressions.ts';
import { compileFilter } from '../query/filter.ts';
import { compareValues, rankOf } from '../values/order.ts';
import { parseSort } from '../query/sort.ts';
import { type Document, isDocument, numberOf } from '../values/values.ts';

/**
 * Refuses what MongoDB refuses of a stage before it reads a document. mingo looks at an operand with the first document, so
 * that a pipeline over none would be taken, and takes some for what they are not.
 */
export function refuseBadOperand(stage: string, operand: unknown): void {
  if (Object.hasOwn(CHECKS, stage)) CHECKS[stage]?.(operand);
}

const CHECKS: Readonly<Record<string, (operand: unknown) => void>> = {
  $match(operand) {
    if (!isDocument(operand))
      throw new CommandError('Location15959', 'the match filter must be an expression in an object');
    compileFilter(operand);
  },
  $sort(operand) {
    if (parseSort(operand).length === 0 && !(isDocument(operand) && '$natural' in operand))
      throw new CommandError('Location15976', '$sort stage must have at least one sort key');
  },
  $skip: (operand) => void wholeOperand('$skip', operand, 'Location5107200'),
  $limit(operand) {
    if (wholeOperand('$limit', operand, 'Location5107201') === 0)
      throw new CommandError('Location15958', 'the limit must be positive');
  },
  $group: refuseBadGroup,
  $bucket: refuseBadBucket,
  $project: refuseUnknownInProjection,
  $addFields: refuseUnknownExpression,
  $set: refuseUnknownExpression,
  $replaceRoot: refuseUnknownExpression,
  $replaceWith: refuseUnknownExpression,
  $redact: refuseUnknownExpression,
  $sortByCount: refuseUnknownExpression,
};

function wholeOperand(
  stage: string,
  operand: unknown,
  codeName: 'Location5107200' | 'Location5107201',
): number {
  const number = numberOf(operand);
  if (number !== undefined && Number.isInteger(number) && number >= 0) return number;
  throw new CommandError(
    codeName,
    `invalid argument to ${stage} stage: Expected a non-negative whole number in: ${stage}`,
  );
}

function refuseBadGroup(operand: unknown): void {
  const { _id: id, ...fields }: Document = isDocument(operand) ? operand : {};
  if (id === undefined) throw new CommandError('Location15955', 'a group specification must include an _id');
  refuseUnknownExpression(id);
  for (const [field, value] of Object.entries(fields)) {
    const [entry, ...others] = isDocument(value) ? Object.entries(value) : [];
    if (entry === undefined || others.length > 0)
      throw new CommandError('Location40234', `The field '${field}' must be an accumulator object`);
    const [accumulator, argument] = entry;
    if (!isAccumulator(accumulator))
      throw new CommandError('Location15952', `unknown group operator '${accumulator}'`);
    refuseUnknownExpression(argument);
  }
}

const BUCKET_OPTIONS = ['groupBy', 'boundaries', 'default', 'output'];

/** The numbers are those of MongoDB's document_source_bucket.cpp and, for the group that a `$bucket` is, document_source_group.cpp. */
function refuseBadBucket(operand: unknown): void {
  if (!isDocument(operand))
    throw new CommandError('Location40201', 'Argument to $bucket stage must be an object');
  const unknown = Object.keys(operand).find((option) => !BUCKET_OPTIONS.includes(option));
  if (unknown !== undefined)
    throw new CommandError('Location40197', `Unrecognized option to $bucket: ${unknown}`);
  const { groupBy, boundaries, default: other, output = {} } = operand;
  if (groupBy === undefined || boundaries === undefined)
    throw new CommandError('Location40198', "$bucket requires 'groupBy' and 'boundaries' to be specified");
  if (!isPath(groupBy) && !isOperator(groupBy))
    throw new CommandError('Location40202', "The $bucket 'groupBy' field must be a path or an expression");
  if (!isDocument(output))
    throw new CommandError('Location40196', "The $bucket 'output' field must be an object");
  if ('_id' in output) throw new CommandError('Location15948', "a group's _id may only be specified once");
  refuseBadGroup({ _id: groupBy, ...output });
  refuseBadBoundaries(boundaries, other);
}

const isPath = (value: unknown): boolean => typeof value === 'string' && value.startsWith('$');

const isOperator = (value: unknown): boolean =>
  isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true;

/** Whether a value is what is looked for, or an array that holds it at any depth. */
function holds(value: unknown, isSought: (part: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some((part) => holds(part, isSought)) : isSought(value);
}

function refuseBadBoundaries(boundaries: unknown, other: unknown): void {
  if (!Array.isArray(boundaries))
    throw new CommandError('Location40200', "The $bucket 'boundaries' field must be an array");
  if (holds([boundaries, other], isDocument))
    throw new CommandError('NotImplemented', '$bucket with documents as boundaries is not done here');
  if (holds(boundaries, isPath))
    throw new CommandError('Location40191', "The $bucket 'boundaries' have to be constant");
  if (holds(other, isPath))
    throw new CommandError('Location40195', "The $bucket 'default' has to be constant");
  const [lowest, ...higher]: unknown[] = boundaries;
  if (higher.length === 0)
    throw new CommandError('Location40192', "The $bucket 'boundaries' field must have at least 2 values");
  if (higher.some((bound) => rankOf(bound) !== rankOf(lowest)))
    throw new CommandError('Location40193', "All values in 'boundaries' of $bucket must have the same type");
  if (boundaries.some((bound: unknown, at) => at > 0 && compareValues(boundaries[at - 1], bound) >= 0))
    throw new CommandError('Location40194', "The 'boundaries' of $bucket must be sorted in ascending order");
  if (other !== undefined && compareValues(lowest, other) <= 0 && compareValues(other, higher.at(-1)) < 0)
    throw new CommandError('Location40199', "The $bucket 'default' must lie outside of its boundaries");
}

/** `{ a: { b: operand } }` means `{ 'a.b': operand }` in a projection. */
export function refuseUnknownInProjection(operand: unknown): void {
  if (!isDocument(operand) || isOperator(operand)) refuseUnknownExpression(operand, 'Location31325');
  else for (const value of Object.values(operand)) refuseUnknownInProjection(value);
}
