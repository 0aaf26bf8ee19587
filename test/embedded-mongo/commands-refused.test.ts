import { expect } from 'chai';
import { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

/** What is wrong, the command, and MongoDB's code and name for it. */
type Refused = readonly [what: string, command: Record, code: number, codeName: string];

const find = (options: Record): Record => ({ find: 'things', ...options });
const remove = (options: Record): Record => ({
  delete: 'things',
  deletes: [
    { q: { _id: 3 }, limit: 1 },
    { q: {}, ...options },
  ],
});
const create = (options: Record): Record => ({ create: 'other', ...options });
const pipeline = (...stages: Record[]): Record => ({ aggregate: 'things', pipeline: stages, cursor: {} });
const bucket = (options: Record): Record =>
  pipeline({ $bucket: { groupBy: '$a', boundaries: [0, 1], ...options } });
const update = (...stages: Record[]): Record => ({
  update: 'things',
  updates: [{ q: { _id: 'nobody' }, u: stages }],
});
const findAndModify = (change: Record, options: Record = {}): Record => ({
  findAndModify: 'things',
  query: {},
  update: change,
  ...options,
});
const push = (clause: Record): Record => findAndModify({ $push: { b: { $each: [1], ...clause } } });
const insert = (options: Record): Record => ({ insert: 'things', documents: [{ a: 1 }], ...options });
const set = (b: unknown): Record => pipeline({ $set: { b } });
const condition: Record = JSON.parse('{ "if": 1, "then": 1, "else": 2, "fly": 3 }'); // no object here may have a `then`
const branch: Record = JSON.parse('{ "case": false, "then": 1 }');
const unknown = { $fly: '$a' };

const REFUSED: readonly Refused[] = [
  ['a command', { fly: 1 }, 59, 'CommandNotFound'],
  ['an option of a command', find({ flying: true }), 40415, 'IDLUnknownField'],
  ['an operator', find({ filter: { a: { $fly: 1 } } }), 2, 'BadValue'],
  [
    'a modifier that every object has',
    findAndModify({ $set: { b: 1 }, toString: { a: 1 } }),
    9,
    'FailedToParse',
  ],
  ['a parameter that every object has', { setParameter: 1, toString: 1 }, 72, 'InvalidOptions'],
  ['the value of such a parameter', { getParameter: 1, toString: 1 }, 72, 'InvalidOptions'],
  ['a top-level operator', find({ filter: { $where: 'true' } }), 2, 'BadValue'],
  ['a collation', find({ collation: { locale: 'id' } }), 238, 'NotImplemented'],
  [
    'a text index',
    { createIndexes: 'things', indexes: [{ key: { a: 'text' }, name: 'a' }] },
    67,
    'CannotCreateIndex',
  ],

  [
    'a transaction',
    insert({ txnNumber: mongo.Long.ONE, startTransaction: true, autocommit: false }),
    20,
    'IllegalOperation',
  ],
  ['half a transaction', insert({ autocommit: false }), 72, 'InvalidOptions'],
  ['a start without its transaction', insert({ startTransaction: true }), 72, 'InvalidOptions'],
  ['a write concern of other servers', insert({ writeConcern: { w: 3 } }), 2, 'BadValue'],
  ['a write concern by name', insert({ writeConcern: { w: 'everywhere' } }), 2, 'BadValue'],
  ['a field of a write concern', insert({ writeConcern: { fly: 1 } }), 40415, 'IDLUnknownField'],
  ['a read concern of replica sets', find({ readConcern: { level: 'snapshot' } }), 123, 'NotAReplicaSet'],
  ['a read concern', find({ readConcern: { level: 'flying' } }), 2, 'BadValue'],
  ['a version of the API', find({ apiVersion: '9' }), 322, 'APIVersionError'],
  ['strictness of an API', find({ apiVersion: '1', apiStrict: true }), 238, 'NotImplemented'],

  ['a limit of 2 of a delete', remove({ limit: 2 }), 9, 'FailedToParse'],
  ['a missing limit of a delete', remove({}), 40414, 'IDLFailedToParse'],
  ['a capped collection', create({ capped: true, size: 4096 }), 238, 'NotImplemented'],
  ['a validator', create({ validator: { a: 1 } }), 238, 'NotImplemented'],
  ['a time series', create({ timeseries: { timeField: 'at' } }), 238, 'NotImplemented'],
  ['a view', create({ viewOn: 'things' }), 238, 'NotImplemented'],
  ['an option of a collection', create({ flying: true }), 40415, 'IDLUnknownField'],
  ['a verbosity of explain', { explain: find({}), verbosity: 'flying' }, 2, 'BadValue'],
  ['a field of explain', { explain: find({}), flying: true }, 40415, 'IDLUnknownField'],
  ...[
    find({ flying: true }),
    { delete: 'things', deletes: [{ q: {}, limit: 0, flying: true }] },
    { update: 'things', updates: [{ q: {}, u: {}, flying: true }] },
    findAndModify({}, { flying: true }),
    { ...pipeline(), flying: true },
  ].map((explained) => {
    const [name = ''] = Object.keys(explained);
    return [
      `a field of the ${name} that is explained`,
      { explain: explained },
      40415,
      'IDLUnknownField',
    ] as const;
  }),
  ['a field of the statistics of a server', { serverStatus: 1, flying: true }, 40415, 'IDLUnknownField'],
  ['a field of those of a database', { dbStats: 1, flying: true }, 40415, 'IDLUnknownField'],
  ['a field of those of a collection', { collStats: 'things', flying: true }, 40415, 'IDLUnknownField'],
  ['other statistics', pipeline({ $collStats: { latencyStats: {} } }), 40415, 'IDLUnknownField'],
  ['a scale of a database', { dbStats: 1, scale: 1024 }, 238, 'NotImplemented'],
  ['a scale of a collection', { collStats: 'things', scale: 1024 }, 238, 'NotImplemented'],
  ['a scale of a stage', pipeline({ $collStats: { storageStats: { scale: 1024 } } }), 238, 'NotImplemented'],
  ['an aggregate without a cursor', { aggregate: 'things', pipeline: [] }, 9, 'FailedToParse'],

  ['a stage', pipeline({ $fly: 1 }), 40324, 'Location40324'],
  ['a stage that writes', pipeline({ $out: 'other' }), 238, 'NotImplemented'],
  ['a stage that reads another collection', pipeline({ $lookup: { from: 'other' } }), 238, 'NotImplemented'],
  ['a stage of windows', pipeline({ $setWindowFields: { output: {} } }), 238, 'NotImplemented'],
  ['a stage within $facet', pipeline({ $facet: { all: [{ $fly: 1 }] } }), 40324, 'Location40324'],
  ['a $limit of 0', pipeline({ $limit: 0 }), 15958, 'Location15958'],
  ['a later $limit of 0', pipeline({ $unset: 'a' }, { $limit: 0 }), 15958, 'Location15958'],
  ['a $limit that is no number', pipeline({ $limit: 'a' }), 5107201, 'Location5107201'],
  ['a negative $skip', pipeline({ $skip: -1 }), 5107200, 'Location5107200'],
  ['an empty $sort', pipeline({ $sort: {} }), 15976, 'Location15976'],
  ['a $match that is no filter', pipeline({ $match: 1 }), 15959, 'Location15959'],
  ['a $group without _id', pipeline({ $group: { n: { $sum: 1 } } }), 15955, 'Location15955'],
  ['a $group of a value', pipeline({ $group: { _id: null, n: 1 } }), 40234, 'Location40234'],
  ['an accumulator', pipeline({ $group: { _id: null, n: unknown } }), 15952, 'Location15952'],
  ['an expression in $group', pipeline({ $group: { _id: unknown } }), 168, 'InvalidPipelineOperator'],
  ['an expression', pipeline({ $set: { b: [unknown] } }), 168, 'InvalidPipelineOperator'],
  ['an accumulator as expression', pipeline({ $set: { b: { $push: 1 } } }), 168, 'InvalidPipelineOperator'],
  ['two operators in one', pipeline({ $set: { b: { $abs: 1, $ceil: 1 } } }), 15983, 'Location15983'],
  ['an expression in $project', pipeline({ $project: { b: unknown } }), 31325, 'Location31325'],
  ['an expression in a projection', find({ projection: { b: { c: unknown } } }), 31325, 'Location31325'],
  ['an expression of a filter', find({ filter: { $expr: unknown } }), 168, 'InvalidPipelineOperator'],
  ['a $bucket of a value', pipeline({ $bucket: 1 }), 40201, 'Location40201'],
  ['an option of $bucket', bucket({ flying: true }), 40197, 'Location40197'],
  ['an output of $bucket that is no document', bucket({ output: 1 }), 40196, 'Location40196'],
  ['a second _id of $bucket', bucket({ output: { _id: { $sum: 1 } } }), 15948, 'Location15948'],
  ['a $bucket by a value', bucket({ groupBy: 1 }), 40202, 'Location40202'],
  ['a $bucket without boundaries', pipeline({ $bucket: { groupBy: '$a' } }), 40198, 'Location40198'],
  ['a $bucket of one boundary', bucket({ boundaries: [1] }), 40192, 'Location40192'],
  ['boundaries of two types', bucket({ boundaries: [0, 'a'] }), 40193, 'Location40193'],
  ['boundaries in disorder', bucket({ boundaries: [1, 0] }), 40194, 'Location40194'],
  ['boundaries that are no values', bucket({ boundaries: ['$a', 2] }), 40191, 'Location40191'],
  ['boundaries that are documents', bucket({ boundaries: [{ a: 1 }, { a: 2 }] }), 238, 'NotImplemented'],
  ['boundaries that are no array', bucket({ boundaries: 1 }), 40200, 'Location40200'],
  ['a default that is no value', bucket({ default: '$a' }), 40195, 'Location40195'],
  ['boundaries that hold no value', bucket({ boundaries: [['$a'], [2]] }), 40191, 'Location40191'],
  ['a default that holds no value', bucket({ default: [['$a']] }), 40195, 'Location40195'],
  ['a default that holds a document', bucket({ default: [{ a: '$a' }] }), 238, 'NotImplemented'],
  ['an update without its filter', { update: 'things', updates: [{ u: {} }] }, 40414, 'IDLFailedToParse'],
  ['an update without a change', { update: 'things', updates: [{ q: {} }] }, 40414, 'IDLFailedToParse'],
  ['a delete without its filter', { delete: 'things', deletes: [{ limit: 0 }] }, 40414, 'IDLFailedToParse'],
  ['half a document as a limit', { count: 'things', query: { a: 1 }, limit: 1.5 }, 2, 'BadValue'],
  ['a pattern that a value is not', find({ filter: { a: { $ne: /x/ } } }), 2, 'BadValue'],
  ['an operator in $all', find({ filter: { a: { $all: [{ $gt: 1 }] } } }), 2, 'BadValue'],
  ['no type at all', find({ filter: { a: { $type: [] } } }), 9, 'FailedToParse'],
  ['a new name that is none', findAndModify({ $rename: { a: 1 } }), 2, 'BadValue'],
  ['a date that is none', findAndModify({ $currentDate: { a: 1 } }), 2, 'BadValue'],
  ['an order of what is pushed', push({ $sort: 2 }), 2, 'BadValue'],
  ['a place of what is pushed', push({ $position: 'x' }), 2, 'BadValue'],
  ['a part of what is pushed', push({ $slice: 0.5 }), 2, 'BadValue'],
  ['a clause of $addToSet', findAndModify({ $addToSet: { b: { $each: [], $slice: 1 } } }), 2, 'BadValue'],
  ['a default within the boundaries', bucket({ default: 0.5 }), 40199, 'Location40199'],
  ['a $group into a path', pipeline({ $group: { _id: 1, 'a.b': { $sum: 1 } } }), 40235, 'Location40235'],
  ['an option of $unwind', pipeline({ $unwind: { path: '$a', flying: 1 } }), 28811, 'Location28811'],
  ['a $count of nothing', pipeline({ $count: '' }), 40156, 'Location40156'],
  ['a $count as a path', pipeline({ $count: '$a' }), 40158, 'Location40158'],
  ['an $unset of nothing', pipeline({ $unset: [] }), 31120, 'Location31120'],
  ['fields that are none', pipeline({ $addFields: 1 }), 40272, 'Location40272'],
  ['a $facet of nothing', pipeline({ $facet: {} }), 40169, 'Location40169'],
  ['a $facet in a $facet', pipeline({ $facet: { a: [{ $facet: { b: [] } }] } }), 40600, 'Location40600'],
  ['a $sortByCount of a value', pipeline({ $sortByCount: 'a' }), 40148, 'Location40148'],
  ['a $sample of no size', pipeline({ $sample: {} }), 28747, 'Location28747'],
  ['a $switch without branches', set({ $switch: { branches: [], default: 1 } }), 40068, 'Location40068'],
  ['a branch that gives nothing', set({ $switch: { branches: [{ case: 1 }] } }), 40065, 'Location40065'],
  ['a $switch that ends nowhere', set({ $switch: { branches: [branch] } }), 40066, 'Location40066'],
  ['a field of $cond', set({ $cond: condition }), 17083, 'Location17083'],
  ['a $filter of nothing', set({ $filter: { cond: true } }), 28648, 'Location28648'],
  ['a $filter without a condition', set({ $filter: { input: [] } }), 28650, 'Location28650'],
  ['an empty object in $set', set({}), 40180, 'Location40180'],
  ['an empty object in an object', set({ c: {}, d: 1 }), 40180, 'Location40180'],
  ['an empty object in $project', pipeline({ $project: { a: {} } }), 40180, 'Location40180'],
  ['an empty object in a projection', find({ projection: { a: {} } }), 40180, 'Location40180'],
  ['an $unwind of a variable', pipeline({ $unwind: '$$ROOT.a' }), 16410, 'Location16410'],
  ['a $facet into a path', pipeline({ $facet: { 'a.b': [] } }), 16412, 'Location16412'],
  ['a new name in any element', findAndModify({ $rename: { 'b.$[].c': 'd' } }), 2, 'BadValue'],
  ['a new name of an operator', findAndModify({ $rename: { a: '$b' } }), 2, 'BadValue'],
  ['an order by nothing of what is pushed', push({ $sort: {} }), 2, 'BadValue'],
  ['an order by no name of what is pushed', push({ $sort: { 'a.': 1 } }), 2, 'BadValue'],
  ['a part of an array by a path', find({ projection: { b: { $slice: ['$a', 1] } } }), 2, 'BadValue'],
  ['two ways to a field', pipeline({ $set: { b: 1, 'b.c': 2 } }), 31249, 'Location31249'],
  ['a projection of a field and in it', find({ projection: { 'a.b': 1, a: 1 } }), 31250, 'Location31250'],
  ['a projection of no field', find({ projection: { '': 1 } }), 40352, 'Location40352'],
  ['a projection of an operator', find({ projection: { $a: 1 } }), 16410, 'Location16410'],
  ['an $elemMatch within', find({ projection: { 'a.b': { $elemMatch: { c: 1 } } } }), 31275, 'Location31275'],
  ['no part of an array', find({ projection: { a: { $slice: [1, 0] } } }), 2, 'BadValue'],
  ['a document that is in no bucket', bucket({ boundaries: [5, 6] }), 40066, 'Location40066'],
  ['a root that is no document', pipeline({ $replaceRoot: { newRoot: '$a' } }), 40228, 'Location40228'],
  ['a new root that is none', pipeline({ $replaceWith: '$a' }), 40228, 'Location40228'],
];

describe('embedded store, what it does not do', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
    await store.client.db().command({ insert: 'things', documents: [1, 2, 3].map((_id) => ({ _id, a: 1 })) });
  });
  after(() => store[Symbol.asyncDispose]());

  for (const [what, command, code, codeName] of REFUSED) {
    it(`refuses ${what} with the code ${code}`, async () => {
      expect(await errorOf(store.client.db().command(command))).to.include({ code, codeName });
    });
  }

  it('refuses an unknown expression of an update that finds nothing', async () => {
    const { writeErrors } = await store.client.db().command(update({ $set: { a: unknown } }));
    expect(writeErrors).to.have.nested.property('[0].code', 168);
  });

  it('has done nothing of what it refused', async () => {
    expect(await store.client.db().command({ count: 'things' })).to.include({ n: 3 });
    expect(await store.client.db().listCollections().toArray()).to.have.length(1);
  });
});
