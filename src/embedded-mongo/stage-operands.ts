import { CommandError } from './command-error.ts';
import { isAccumulator, refuseUnknownExpression } from './expressions.ts';
import { compileFilter } from './filter.ts';
import { compareValues, rankOf } from './order.ts';
import { parseSort } from './sort.ts';
import { type Document, isDocument, numberOf } from './values.ts';

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

/** Boundaries have to be values and not expressions. */
function refuseBadBucket(operand: unknown): void {
  const { groupBy, boundaries, default: other, output = {} }: Document = isDocument(operand) ? operand : {};
  if (groupBy === undefined || !Array.isArray(boundaries))
    throw new CommandError('Location40198', "$bucket requires 'groupBy' and 'boundaries' to be specified");
  refuseBadGroup({ _id: groupBy, ...(isDocument(output) && output) });
  const constants: unknown[] = [...boundaries, other];
  if (constants.some((value) => isDocument(value) || (typeof value === 'string' && value.startsWith('$'))))
    throw new CommandError('Location40191', "The $bucket 'boundaries' and 'default' have to be constant");
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
  if (!isDocument(operand) || Object.keys(operand)[0]?.startsWith('$') === true)
    refuseUnknownExpression(operand, 'Location31325');
  else for (const value of Object.values(operand)) refuseUnknownInProjection(value);
}
