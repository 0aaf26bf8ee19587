import * as fc from 'fast-check';
import { mongo } from 'mongoose';
import type { Record } from './support.ts';

const { Binary, BSONRegExp, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } =
  mongo.BSON;

/** The only collection of the database that an operation is asked of. */
export const COLLECTION = 'things';

/** Few and alike, so that conditions meet documents often. Plain numbers are int32. */
const SCALARS: readonly unknown[] = [
  null,
  0,
  1,
  2,
  -1,
  new Int32(5),
  new Double(1.5),
  new Double(2),
  Long.fromNumber(7),
  Long.fromNumber(2),
  Long.fromString('9007199254740993'),
  '',
  'a',
  'abc',
  'B',
  'é',
  true,
  false,
  new Date(0),
  new Date('2026-01-02T03:04:05.678Z'),
  new ObjectId('0123456789abcdef01234567'),
  new Binary(Buffer.from('ab')),
  new Binary(Buffer.from('abc')),
];

/** Values of which two servers may think otherwise, or which are rare. */
const RARE: readonly unknown[] = [
  new Double(Number.NaN),
  new Double(Number.POSITIVE_INFINITY),
  new Double(-0),
  Long.MAX_VALUE,
  Decimal128.fromString('2'),
  Decimal128.fromString('1.25'),
  Decimal128.fromString('9007199254740993.5'),
  Decimal128.fromString('1E-400'),
  new Date(-1),
  new Binary(Buffer.alloc(16, 7), 4),
  new Timestamp({ t: 5, i: 1 }),
  new MinKey(),
  new MaxKey(),
  'a\u0000b',
  '\u{1f600}',
];

export const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...SCALARS) },
  { weight: 1, arbitrary: fc.constantFrom(...RARE) },
);
/** What a filter may hold by itself, but an update or an array must not. */
export const pattern = fc.constantFrom(new BSONRegExp('^a', 'i'), new BSONRegExp('b'), new BSONRegExp('c$'));
export const whole = fc.integer({ min: -2, max: 4 });

const { value, object } = fc.letrec<{ value: unknown; object: Record; array: unknown[] }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 2, depthIdentifier: 'value' },
    { weight: 6, arbitrary: scalar },
    { weight: 2, arbitrary: tie('array') },
    { weight: 2, arbitrary: tie('object') },
  ),
  object: fc.record({ x: tie('value'), y: tie('value') }, { requiredKeys: [], noNullPrototype: true }),
  array: fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'value' }),
}));

export { object, value };

export const identifier = fc.integer({ min: 0, max: 11 }).map(String);
export const direction = fc.constantFrom(1, -1);
export const path = fc.constantFrom('a', 'b', 'c', 's', 'a.x', 'b.y', 'a.x.y');

/** Documents with ids of `identifier`, each id once. */
export const documents: fc.Arbitrary<Record[]> = fc.uniqueArray(
  fc.record(
    { _id: identifier, s: scalar, a: value, b: value, c: fc.array(value, { maxLength: 3 }) },
    { requiredKeys: ['_id', 's'], noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 12, selector: ({ _id }) => _id },
);
