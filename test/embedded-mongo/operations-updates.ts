import * as fc from 'fast-check';
import { mongo } from 'mongoose';
import { overlap } from './operations-filters.ts';
import { direction, scalar, value, whole } from './operations-values.ts';
import type { Record } from './support.ts';

const { Decimal128, Double, Long } = mongo.BSON;

const number = fc.constantFrom<unknown>(
  1,
  -3,
  new Double(1.5),
  Long.fromNumber(2),
  Decimal128.fromString('0.5'),
);
const several = fc.array(value, { maxLength: 3 });
const condition = fc.oneof(
  value,
  scalar.map((least) => ({ $gte: least })),
  several.map((list) => ({ $in: list })),
  scalar.map((x) => ({ x })),
);

const pushed = fc.oneof(
  value,
  fc.record(
    {
      $each: several,
      $position: whole,
      $slice: whole,
      $sort: fc.oneof(
        direction,
        direction.map((way) => ({ x: way })),
      ),
    },
    { requiredKeys: ['$each'], noNullPrototype: true },
  ),
);

/** An operator and what it is told about one field. */
const change: fc.Arbitrary<readonly [name: string, operand: unknown]> = fc.oneof(
  fc.tuple(fc.constantFrom('$set', '$setOnInsert'), value),
  fc.tuple(fc.constant('$set'), value),
  fc.tuple(fc.constant('$unset'), fc.constant('')),
  fc.tuple(fc.constantFrom('$inc', '$mul'), number),
  fc.tuple(fc.constantFrom('$min', '$max'), scalar),
  fc.tuple(fc.constant('$push'), pushed),
  fc.tuple(
    fc.constant('$addToSet'),
    fc.oneof(
      value,
      several.map(($each) => ({ $each })),
    ),
  ),
  fc.tuple(fc.constant('$pull'), condition),
  fc.tuple(fc.constant('$pullAll'), several),
  fc.tuple(fc.constant('$pop'), direction),
  fc.tuple(fc.constant('$rename'), fc.constantFrom('d', 'o.z')),
);

/** Paths of updates: none leads through what documents hold as a scalar (docs/decisions/0002-embedded-store.md). */
const changed = fc.constantFrom('a', 'b', 'c', 'e', 'o.x', 'o.y');

function together(entries: readonly (readonly [string, readonly [string, unknown]])[]): Record {
  const update: { [name: string]: Record } = {};
  for (const [field, [name, operand]] of entries) update[name] = { ...update[name], [field]: operand };
  return update;
}

const operators: fc.Arbitrary<Record> = fc
  .uniqueArray(fc.tuple(changed, change), { minLength: 1, maxLength: 3, selector: ([field]) => field })
  .filter((entries) => entries.filter(([, [name]]) => name === '$rename').length < 2)
  .map(together);

const stage: fc.Arbitrary<Record> = fc.oneof(
  fc.tuple(changed, scalar).map(([field, given]) => ({ $set: { [field]: { $literal: given } } })),
  fc
    .tuple(changed, fc.constantFrom('$a', '$b', '$s', '$c'))
    .map(([field, from]) => ({ $set: { [field]: from } })),
  fc.constantFrom<Record>({ $unset: ['a'] }, { $set: { e: { $ifNull: ['$a', 'none'] } } }, { $unset: 'b.x' }),
);
const pipeline = fc.array(stage, { minLength: 1, maxLength: 2 });

const replacement = fc.record({ a: value, s: scalar, e: value }, { requiredKeys: [], noNullPrototype: true });

interface Update {
  readonly u: unknown;
  readonly arrayFilters?: readonly Record[];
  /** What the query has to say besides, for the positional `$`. */
  readonly q?: Record;
}

const positional: fc.Arbitrary<Update> = fc.oneof(
  scalar.map((given) => ({ u: { $set: { 'c.$[]': given } } })),
  fc.tuple(scalar, scalar).map(([given, least]) => ({
    u: { $set: { 'c.$[x]': given } },
    arrayFilters: [{ x: { $gte: least } }],
  })),
  fc.tuple(scalar, scalar).map(([given, wanted]) => ({ u: { $set: { 'c.$': given } }, q: { c: wanted } })),
  fc.tuple(scalar, scalar).map(([given, least]) => ({
    u: { $set: { 'c.$': given } },
    q: { c: { $elemMatch: { $gte: least } } },
  })),
);

export const update: fc.Arbitrary<Update> = fc.oneof(
  { weight: 8, arbitrary: operators.map((u) => ({ u })) },
  { weight: 2, arbitrary: pipeline.map((u) => ({ u })) },
  { weight: 1, arbitrary: replacement.map((u) => ({ u })) },
  { weight: 2, arbitrary: positional },
);

/** One that no document refuses: MongoDB keeps what it changed before a refusal, DocumentDB takes it back. */
export const harmlessUpdate: fc.Arbitrary<Update> = fc
  .uniqueArray(
    fc.tuple(fc.constantFrom('a', 'b', 's'), fc.tuple(fc.constantFrom('$set', '$min', '$max'), scalar)),
    { minLength: 1, maxLength: 2, selector: ([field]) => field },
  )
  .filter((entries) => !overlap(entries.map(([field]) => field)))
  .map((entries) => ({ u: { ...together(entries), $unset: { c: '' } } }));
