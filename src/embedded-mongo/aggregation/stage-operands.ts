import { CommandError } from '../command-error.ts';
import { isAccumulator, refuseUnknownExpression } from './expressions.ts';
import { treeOf } from '../query/field-tree.ts';
import { compileFilter } from '../query/filter.ts';
import { compileShape, flatten } from '../query/projection.ts';
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
  $project(operand) {
    compileShape(flatten(documentOf('$project', operand)), () => () => undefined);
  },
  $addFields: refuseBadFields,
  $set: refuseBadFields,
  $unset(operand) {
    const paths: unknown[] = [operand].flat();
    if (paths.length === 0 || !paths.every((path) => typeof path === 'string'))
      throw new CommandError('Location31120', '$unset needs a string, or an array of some');
    compileShape(
      paths.map((path) => [path, false]),
      () => () => undefined,
    );
  },
  $count(operand) {
    if (typeof operand !== 'string' || operand === '')
      throw new CommandError('Location40156', 'the count field must be a non-empty string');
    if (operand.startsWith('$'))
      throw new CommandError('Location40158', 'the count field cannot be a $-prefixed path');
    if (operand.includes('.')) throw new CommandError('Location40160', "the count field cannot contain '.'");
  },
  $facet(operand) {
    const pipelines = Object.values(documentOf('$facet', operand));
    if (isDocument(operand) && Object.keys(operand).some((name) => name.includes('.')))
      throw new CommandError('Location16412', "the name of a $facet may not contain '.'");
    if (pipelines.length === 0)
      throw new CommandError('Location40169', 'the $facet specification must be a non-empty object');
    if (pipelines.flat().some((stage) => isDocument(stage) && '$facet' in stage))
      throw new CommandError('Location40600', '$facet is not allowed to be used within a $facet stage');
  },
  $sample(operand) {
    const { size, ...others } = documentOf('$sample', operand);
    if (Object.keys(others).length > 0 || numberOf(size) === undefined || Number(numberOf(size)) < 0)
      throw new CommandError('Location28747', '$sample needs a size, which is a number that is not negative');
  },
  $unwind(operand) {
    const known = ['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'];
    const { path, includeArrayIndex: at, preserveNullAndEmptyArrays: keeps = false } = unwindOf(operand);
    const unknown = Object.keys(unwindOf(operand)).find((option) => !known.includes(option));
    if (unknown !== undefined)
      throw new CommandError('Location28811', `unrecognized option to $unwind stage: ${unknown}`);
    if (typeof path !== 'string' || !/^\$./.test(path))
      throw new CommandError('Location28818', "path option to $unwind stage should be prefixed with a '$'");
    if (path.startsWith('$$'))
      throw new CommandError('Location16410', "FieldPath field names may not start with '$'");
    if (typeof keeps !== 'boolean')
      throw new CommandError('Location28809', 'the preserveNullAndEmptyArrays option must be a boolean');
    if (at !== undefined && (typeof at !== 'string' || at === '' || at.startsWith('$')))
      throw new CommandError('Location28822', "includeArrayIndex must be a name that begins with no '$'");
  },
  $replaceRoot: refuseUnknownExpression,
  $replaceWith: refuseUnknownExpression,
  $redact: refuseUnknownExpression,
  $sortByCount(operand) {
    if (!isPath(operand) && !isOperator(operand))
      throw new CommandError('Location40148', 'the sortByCount field must be a path or an expression');
    refuseUnknownExpression(operand);
  },
};

/** Of the short form too. */
export const unwindOf = (operand: unknown): Document => (isDocument(operand) ? operand : { path: operand });

function documentOf(stage: string, operand: unknown): Document {
  if (isDocument(operand)) return operand;
  throw new CommandError('FailedToParse', `the ${stage} specification must be an object`);
}

function refuseBadFields(operand: unknown): void {
  if (!isDocument(operand))
    throw new CommandError('Location40272', '$addFields specification stage must be an object');
  refuseUnknownExpression(operand);
  treeOf(flatten(operand).map(([path]) => [path, 'named']));
}

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
    if (field.includes('.'))
      throw new CommandError('Location40235', `The field name '${field}' cannot contain '.'`);
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
