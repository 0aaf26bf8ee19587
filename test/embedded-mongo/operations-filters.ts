import * as fc from 'fast-check';
import { direction, identifier, path, pattern, scalar, value, whole } from './operations-values.ts';
import type { Record } from './support.ts';

const typeName = fc.constantFrom(
  ...'int long double decimal string array object null date bool number binData objectId'.split(' '),
  2,
  16,
);
const compared = fc.constantFrom('$gt', '$gte', '$lt', '$lte');

function operator(name: string, operand: fc.Arbitrary<unknown>): fc.Arbitrary<Record> {
  return operand.map((given) => ({ [name]: given }));
}

const range = fc
  .tuple(fc.constantFrom('$gt', '$gte'), scalar, fc.constantFrom('$lt', '$lte'), scalar)
  .map(([lower, low, upper, high]) => ({ [lower]: low, [upper]: high }));
const inner = fc
  .tuple(
    fc.constantFrom('x', 'y', 'x.y'),
    fc.oneof(
      scalar,
      operator(
        '$gte',
        scalar.filter((least) => least !== null),
      ),
    ),
  )
  .map(([name, operand]) => ({ [name]: operand }));

/** Operators that may stand under `$not`. */
const operators: fc.Arbitrary<Record> = fc.oneof(
  fc.tuple(compared, scalar).map(([name, operand]) => ({ [name]: operand })),
  range,
  operator('$eq', value),
  operator('$ne', value),
  operator('$in', fc.array(value, { maxLength: 3 })),
  operator('$nin', fc.array(value, { maxLength: 3 })),
  operator('$exists', fc.boolean()),
  operator('$type', fc.oneof(typeName, fc.array(typeName, { minLength: 1, maxLength: 2 }))),
  operator('$size', fc.integer({ min: 0, max: 3 })),
  operator('$all', fc.array(value, { maxLength: 2 })),
  operator(
    '$all',
    operator('$elemMatch', inner).map((only) => [only]),
  ),
  operator('$elemMatch', fc.oneof(operator('$gte', scalar), range, inner, operator('$in', fc.array(scalar)))),
  operator('$mod', fc.tuple(fc.constantFrom(2, 3), fc.constantFrom(0, 1))),
  fc.constantFrom({ $regex: '^A', $options: 'i' }, { $regex: 'b' }, { $regex: '^a' }),
);

const condition: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: value },
  { weight: 8, arbitrary: operators },
  { weight: 1, arbitrary: pattern },
  { weight: 1, arbitrary: operator('$not', fc.oneof(operators, pattern)) },
  { weight: 1, arbitrary: operator('$in', fc.tuple(pattern, scalar)) },
);

const fields: fc.Arbitrary<Record> = fc
  .uniqueArray(fc.tuple(path, condition), { minLength: 1, maxLength: 2, selector: ([name]) => name })
  .map((entries) => Object.fromEntries(entries));
const ids: fc.Arbitrary<Record> = fc.oneof(
  identifier.map((id) => ({ _id: id })),
  fc.array(identifier, { maxLength: 4 }).map((list) => ({ _id: { $in: list } })),
);

/** The ids of every document are of one type, so that no server thinks otherwise of their order. */
const byExpression: fc.Arbitrary<Record> = fc
  .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$lte'), identifier)
  .map(([name, id]) => ({ $expr: { [name]: ['$_id', id] } }));

export const { filter } = fc.letrec<{ filter: Record }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'filter' },
    { weight: 8, arbitrary: fields },
    { weight: 1, arbitrary: ids },
    { weight: 1, arbitrary: byExpression },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom('$or', '$and', '$nor'),
          fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
        )
        .map(([name, list]) => ({ [name]: list })),
    },
  ),
}));

/** By fields of any type, and last by `_id`, so that every server has the same order to keep. */
export const order: fc.Arbitrary<Record> = fc
  .tuple(fc.uniqueArray(fc.tuple(path, direction), { maxLength: 2, selector: ([name]) => name }), direction)
  .filter(([entries]) => !overlap(entries.map(([name]) => name)))
  .map(([entries, last]) => ({ ...Object.fromEntries(entries), _id: last }));

export function overlap(paths: readonly string[]): boolean {
  return paths.some((left) => paths.some((right) => left !== right && right.startsWith(`${left}.`)));
}

const included = fc
  .tuple(fc.uniqueArray(path, { minLength: 1, maxLength: 2 }), fc.constantFrom(0, 1), fc.boolean())
  .filter(([paths]) => !overlap(paths))
  .map(([paths, kind, withId]) => ({
    ...Object.fromEntries(paths.map((name) => [name, kind])),
    ...(kind === 1 && !withId && { _id: 0 }),
  }));

export const projection: fc.Arbitrary<Record> = fc.oneof(
  fc.constant({}),
  included,
  operator('$slice', fc.oneof(whole, fc.tuple(whole, fc.integer({ min: 1, max: 2 })))).map((c) => ({ c })),
  operator('$elemMatch', fc.oneof(operator('$gte', scalar), inner)).map((c) => ({ c })),
);
