import * as fc from 'fast-check';
import { filter, order, projection } from './operations-filters.ts';
import { indexChanges } from './operations-indexes.ts';
import { pipeline } from './operations-pipelines.ts';
import { harmlessUpdate, update } from './operations-updates.ts';
import { COLLECTION, direction, documents, identifier, path } from './operations-values.ts';
import type { Record } from './support.ts';

/**
 * A command that any server of MongoDB's protocol takes, asked of the collection of the operations; or `{ between: write, search: find }`, of
 * which the write comes between the batches of the search.
 */
export type Operation = Record;

/** What is in a collection at first, and what is asked then, one after the other. */
export interface Scenario {
  readonly documents: readonly Record[];
  /** Of indexes that never refuse a document; each server may have other ones. */
  readonly indexes: readonly Record[];
  /** A unique index that every server has, or none. */
  readonly unique: readonly Record[];
  readonly operations: readonly Operation[];
}

const count = fc.integer({ min: 0, max: 5 });

/** What does not fit the first batch is fetched by `getMore`. */
const find = fc
  .record(
    {
      filter,
      projection,
      sort: order,
      skip: count,
      limit: count,
      hint: fc.constant({ _id: 1 }),
      batchSize: fc.constantFrom(1, 2, 3, 1000),
    },
    { requiredKeys: ['filter', 'batchSize'], noNullPrototype: true },
  )
  .map(({ filter: wanted, sort, skip, limit, ...rest }) => ({
    find: COLLECTION,
    filter: wanted,
    ...rest,
    ...(sort && { sort, ...(skip !== undefined && { skip }), ...(limit !== undefined && { limit }) }),
  }));
const counting = fc
  .record({ query: filter, skip: count, limit: count }, { requiredKeys: ['query'], noNullPrototype: true })
  .map((asked) => ({ count: COLLECTION, ...asked }));
const distinct = fc.tuple(path, filter).map(([key, query]) => ({ distinct: COLLECTION, key, query }));
const aggregate = pipeline.map((stages) => ({
  aggregate: COLLECTION,
  pipeline: stages,
  cursor: { batchSize: 1000 },
}));

const updateOne = fc.tuple(identifier, update, fc.boolean()).map(([_id, { q, ...given }, upsert]) => ({
  update: COLLECTION,
  updates: [{ q: { _id, ...q }, ...given, ...(upsert && { upsert }) }],
}));
/** What an upsert takes from its filter; no array as `s`, because indexes on it and another one would refuse the document. */
const seeds = filter.filter((wanted) => !/"s":(?:\[|\{"\$(?:eq|in|all)":\[)/.test(JSON.stringify(wanted)));
const seeded = fc.tuple(seeds, identifier, update).map(([wanted, _id, { q, ...given }]) => ({
  update: COLLECTION,
  updates: [{ q: { $and: [wanted, { _id, ...q }] }, ...given, upsert: true }],
}));
const updateMany = fc.tuple(filter, harmlessUpdate).map(([q, given]) => ({
  update: COLLECTION,
  updates: [{ q, ...given, multi: true }],
}));
const findAndModify = fc
  .tuple(
    filter,
    order,
    update,
    fc.record(
      { new: fc.boolean(), fields: projection, upsertOf: identifier },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([wanted, sort, { u, q, arrayFilters }, { upsertOf, ...options }]) => ({
    findAndModify: COLLECTION,
    query: upsertOf === undefined ? (q ? { $and: [wanted, q] } : wanted) : { _id: upsertOf, ...q },
    ...(upsertOf !== undefined && { upsert: true }),
    sort,
    update: u,
    ...(arrayFilters && { arrayFilters }),
    ...options,
  }));
const findAndRemove = fc.tuple(filter, order).map(([query, sort]) => ({
  findAndModify: COLLECTION,
  query,
  sort,
  remove: true,
}));
const insert = fc.tuple(documents, fc.boolean()).map(([several, ordered]) => ({
  insert: COLLECTION,
  documents: several.slice(0, 3),
  ordered,
}));
const remove = fc.oneof(
  filter.map((q) => ({ delete: COLLECTION, deletes: [{ q, limit: 0 }] })),
  identifier.map((_id) => ({ delete: COLLECTION, deletes: [{ q: { _id }, limit: 1 }] })),
);

/** A write that comes when the first batch of a search was taken; which documents it may make the rest lack or show, no server promises. */
const between = fc
  .tuple(
    fc.record(
      { filter, sort: order, hint: fc.constant({ _id: 1 }), batchSize: fc.constantFrom(1, 2, 3) },
      { requiredKeys: ['filter', 'batchSize'], noNullPrototype: true },
    ),
    fc.oneof(updateOne, updateMany, findAndRemove, insert, remove),
  )
  .map(([search, write]) => ({ between: write, search: { find: COLLECTION, ...search } }));

const operation = fc.oneof(
  { weight: 6, arbitrary: find },
  { weight: 2, arbitrary: counting },
  { weight: 2, arbitrary: distinct },
  { weight: 4, arbitrary: aggregate },
  { weight: 6, arbitrary: updateOne },
  { weight: 2, arbitrary: seeded },
  { weight: 2, arbitrary: updateMany },
  { weight: 2, arbitrary: findAndModify },
  { weight: 1, arbitrary: findAndRemove },
  { weight: 1, arbitrary: insert },
  { weight: 1, arbitrary: remove },
  { weight: 2, arbitrary: between },
);
const step: fc.Arbitrary<Operation[]> = fc.oneof(
  { weight: 31, arbitrary: operation.map((only) => [only]) },
  { weight: 1, arbitrary: indexChanges },
);

const index = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom('s', 'a', 'b', 'a.x', 'c', '_id', 'b.y'), direction), {
      minLength: 1,
      maxLength: 3,
      selector: ([name]) => name,
    }),
    fc.constantFrom<Record>(
      {},
      {},
      { sparse: true },
      { partialFilterExpression: { s: { $gte: 1 } } },
      { partialFilterExpression: { a: { $exists: true } } },
    ),
  )
  .filter(([paths]) => paths.filter(([name]) => 'abc'.includes(name[0] ?? '')).length < 2)
  .filter(([paths]) => paths.some(([name]) => name !== '_id'))
  .map(([paths, options]) => ({ key: Object.fromEntries(paths), ...options }));

const unique = fc.constantFrom<Record[]>(
  [],
  [],
  [{ key: { e: 1 }, unique: true, sparse: true }],
  [{ key: { s: 1, 'a.x': 1 }, unique: true, partialFilterExpression: { 'a.x': { $gte: 0 } } }],
  [{ key: { 'a.x': 1, 'a.y': -1 }, unique: true, partialFilterExpression: { 'a.y': { $gte: 0 } } }],
  [{ key: { a: 1 }, unique: true, partialFilterExpression: { a: { $gte: 0 } } }],
);

function named(indexes: readonly Record[], prefix: string): Record[] {
  return indexes.map((given, at) => ({ ...given, name: `${prefix}${at}` }));
}

export const scenario: fc.Arbitrary<Scenario> = fc.record({
  documents,
  indexes: fc
    .uniqueArray(index, { maxLength: 3, selector: ({ key }) => JSON.stringify(key) })
    .map((given) => named(given, 'index')),
  unique: unique.map((given) => named(given, 'unique')),
  operations: fc
    .array(step, { minLength: 1, maxLength: 14, size: 'max' })
    .map((steps): readonly Operation[] => steps.flat()),
});
