import * as fc from 'fast-check';
import { COLLECTION } from './operations-values.ts';
import type { Record } from './support.ts';

/** In seconds, the most that an index may be told: nothing expires while a test runs. */
const LONGEST = 2 ** 31 - 1;

/** Nothing lies there: it makes the fields of an index others than those of any that a collection begins with, so that none conflicts. */
const nothing = { 'o.q': 1 } as const;
const UNIQUE: readonly Record[] = [
  { key: { a: 1, s: -1 }, unique: true, partialFilterExpression: { a: { $gte: 0 } } },
  { key: { 'a.x': -1, s: 1 }, unique: true, partialFilterExpression: { 'a.x': { $exists: true } } },
  { key: { 'b.x': 1 }, unique: true, sparse: true },
  { key: { 'o.x': 1 }, unique: true, partialFilterExpression: { 'o.x': { $exists: true } } },
];
/** None refuses a document: of no two of their fields both are arrays. */
const OTHERS: readonly Record[] = [
  { key: { d: -1 }, expireAfterSeconds: LONGEST },
  { key: { 'o.y': 1 }, expireAfterSeconds: LONGEST, partialFilterExpression: { s: { $gte: 1 } } },
  { key: { e: 1, s: -1 } },
  { key: { c: -1, ...nothing }, sparse: true },
  { key: { s: 1, ...nothing, a: 1 } },
  { key: { 'b.y': 1, ...nothing }, partialFilterExpression: { s: { $exists: true } } },
];

const named = (indexes: readonly Record[], kind: string): (Record & { name: string })[] =>
  indexes.map((given, at) => ({ ...given, name: `${kind}${at}` }));
const all = [...named(UNIQUE, 'sole'), ...named(OTHERS, 'later')];

const createIndexes = fc
  .uniqueArray(fc.constantFrom(...all), { minLength: 1, maxLength: 2 })
  .map((indexes) => ({ createIndexes: COLLECTION, indexes }));
const dropIndexes = fc
  .constantFrom(...all)
  .chain(({ name, key }) => fc.constantFrom(name, key))
  .map((index) => ({ dropIndexes: COLLECTION, index }));
const listIndexes: Record = { listIndexes: COLLECTION, cursor: {} };

/** Makes or drops indexes, also one that is there already or is not there. */
export const indexChanges: fc.Arbitrary<Record[]> = fc.oneof(
  { weight: 3, arbitrary: createIndexes.map((made) => [made]) },
  { weight: 1, arbitrary: dropIndexes.map((dropped) => [dropped]) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(createIndexes, fc.boolean())
      .map(([made, byName]) => [
        made,
        { dropIndexes: COLLECTION, index: made.indexes[0]?.[byName ? 'name' : 'key'] },
        listIndexes,
      ]),
  },
);

/** What of an operation a database is asked that has only the unique indexes; undefined where that is nothing. */
export function ofUniqueIndexes(operation: Record): Record | undefined {
  if ('listIndexes' in operation) return undefined;
  if ('dropIndexes' in operation)
    return all.some(({ name, key, unique }) => unique === true && [name, key].includes(operation['index']))
      ? operation
      : undefined;
  const { indexes } = operation;
  if (!Array.isArray(indexes)) return operation;
  const left = indexes.filter(({ unique }: Record) => unique === true);
  return left.length > 0 ? { ...operation, indexes: left } : undefined;
}
