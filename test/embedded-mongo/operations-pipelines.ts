import * as fc from 'fast-check';
import { filter, order, projection } from './operations-filters.ts';
import { scalar } from './operations-values.ts';
import type { Record } from './support.ts';

const byId = { $sort: { _id: 1 } };
const field = fc.constantFrom('$s', '$a', '$b', '$_id', '$a.x');

const accumulator: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>({ $sum: 1 }, { $sum: '$s' }, { $min: '$s' }, { $max: '$s' }, { $avg: '$s' }),
  fc.constantFrom<unknown>(
    { $avg: { $toInt: '$_id' } },
    { $sum: { $toInt: '$_id' } },
    { $sum: { $size: '$c' } },
  ),
);
/** DocumentDB keeps the order of documents only where it makes one group of them. */
const inOrder = fc.constantFrom<unknown>({ $first: '$_id' }, { $last: '$s' }, { $push: '$s' });
const group: fc.Arbitrary<Record> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ _id: field, made: accumulator }, { noNullPrototype: true }) },
  {
    weight: 1,
    arbitrary: fc.record(
      { _id: fc.constant(null), made: fc.oneof(accumulator, inOrder) },
      { noNullPrototype: true },
    ),
  },
);

/** Of three kinds of boundaries; what lies in none goes into the other one or is refused. */
const bucket: fc.Arbitrary<Record> = fc
  .tuple(
    field,
    fc.constantFrom<unknown>([-1, 1.5, 7], ['', 'a', 'b', 'zz'], [new Date(0), new Date('2027-01-01')]),
    fc.constantFrom<Record>({}, { default: 'other' }, { default: 'other' }, { default: 1000 }),
    fc.constantFrom<Record>({}, { output: { n: { $sum: 1 }, most: { $max: '$_id' } } }),
  )
  .map(([groupBy, boundaries, other, output]) => ({
    groupBy,
    boundaries,
    ...other,
    ...output,
  }));

const expression: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    { $isArray: '$b' },
    { $type: '$s' },
    { $ifNull: ['$a', 'none'] },
    '$s',
    '$$ROOT._id',
  ),
  fc.constantFrom<unknown>({ $size: { $ifNull: ['$c', []] } }, { $concat: ['$_id', '-', '$_id'] }),
  fc.constantFrom<unknown>({ $toUpper: '$_id' }, { $strLenCP: '$_id' }, { $toString: { $toInt: '$_id' } }),
  fc.constantFrom<unknown>({ $add: [1, { $toInt: '$_id' }] }, { $multiply: [{ $toInt: '$_id' }, 2] }),
  fc.constantFrom<unknown>({ $substrCP: ['$_id', 0, 1] }, { $in: ['$_id', ['1', '2']] }, { $not: ['$a'] }),
  fc.tuple(field, scalar).map(([from, given]) => ({ $eq: [from, { $literal: given }] })),
  fc.tuple(field, scalar).map(([from, given]) => ({ $gt: [from, { $literal: given }] })),
  fc.tuple(field, scalar).map(([from, given]) => ({ $cmp: [from, { $literal: given }] })),
  fc.constantFrom<unknown>({ $cond: [{ $gt: ['$_id', '4'] }, 'more', 'less'] }, { $cond: ['$s', 1, 2] }),
  fc.constantFrom<unknown>({ $in: ['$s', [0, null, 2, 'a']] }),
  fc.constantFrom<unknown>({ $arrayElemAt: ['$c', 0] }, { $and: ['$a', '$s'] }, { $or: ['$a', '$s'] }),
  fc.constantFrom<unknown>({ $filter: { input: { $ifNull: ['$c', []] }, cond: { $gt: ['$$this', 1] } } }),
  fc.constantFrom<unknown>({ $map: { input: { $ifNull: ['$c', []] }, in: { $type: '$$this' } } }),
);

/** Stages that may stand anywhere: they take documents with ids and leave documents with ids. */
const step: fc.Arbitrary<Record[]> = fc.oneof(
  { weight: 2, arbitrary: filter.map(($match) => [{ $match }]) },
  { weight: 4, arbitrary: expression.map((made) => [{ $addFields: { made } }]) },
  { weight: 2, arbitrary: projection.filter(keepsId).map(($project) => [{ $project }]) },
  { weight: 4, arbitrary: expression.map((made) => [{ $project: { s: 1, made } }]) },
  { weight: 1, arbitrary: expression.map((made) => [{ $addFields: { 'a.x': made } }]) },
  { weight: 1, arbitrary: expression.map((x) => [{ $project: { s: 1, b: { x } } }]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(order, fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 6 }))
      .map(([$sort, $skip, $limit]) => [{ $sort }, { $skip }, { $limit }]),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Record[]>(
      [{ $unset: ['a', 'b.x'] }],
      [{ $replaceRoot: { newRoot: { _id: '$_id', s: '$s' } } }],
    ),
  },
);

/** A plain projection that leaves the id. */
function keepsId(given: Record): boolean {
  const operands = Object.values(given);
  return operands.length > 0 && !('_id' in given) && operands.every((operand) => typeof operand !== 'object');
}

/** The last stages, which leave what has no id of a document, in an order that all servers keep. */
const end: fc.Arbitrary<Record[]> = fc.oneof(
  fc.constant<Record[]>([byId]),
  order.map(($sort) => [{ $sort }]),
  { weight: 3, arbitrary: group.map(($group) => [byId, { $group }, byId]) },
  { weight: 2, arbitrary: bucket.map(($bucket) => [{ $bucket }, byId]) },
  fc
    .boolean()
    .map((preserve) => [
      { $unwind: { path: '$c', includeArrayIndex: 'at', preserveNullAndEmptyArrays: preserve } },
      { $sort: { _id: 1, at: 1 } },
    ]),
  fc.constantFrom<Record[]>(
    [{ $count: 'total' }],
    [{ $sortByCount: '$s' }, { $sort: { count: -1, _id: 1 } }],
    [{ $group: { _id: '$s' } }, byId, { $group: { _id: null, all: { $push: '$_id' } } }],
    [byId, { $facet: { few: [{ $limit: 2 }, { $project: { _id: 1 } }], count: [{ $count: 'n' }] } }],
  ),
);

export const pipeline: fc.Arbitrary<Record[]> = fc
  .tuple(fc.array(step, { maxLength: 2 }), end)
  .map(([steps, last]) => [...steps.flat(), ...last]);
