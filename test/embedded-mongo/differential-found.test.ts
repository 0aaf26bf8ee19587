import { expect } from 'chai';
import { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

const { Decimal128, Int32, Long } = mongo.BSON;

type Numbered = Record & { _id: number };

describe('embedded store, where generated operations found it otherwise than MongoDB', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('finds null and missing fields alike, also beside an index of those that have the field', async () => {
    const things = store.collection();
    await things.createIndex({ s: 1 }, { partialFilterExpression: { a: { $exists: true } } });
    await things.insertMany([{ s: 1 }, { s: 1, a: null }]);
    expect(await things.countDocuments({ a: null })).to.equal(2);
    expect(await things.countDocuments({ s: 1, a: null })).to.equal(2);
  });

  it('divides whole numbers beyond 2^53 exactly', async () => {
    const things = store.collection();
    await things.insertMany([
      { n: Long.fromString('9007199254740993') },
      { n: Decimal128.fromString('-9007199254740993.5') },
      { n: Number.POSITIVE_INFINITY },
      { n: 1e300 }, // which 64 bits do not hold
    ]);
    expect(await things.countDocuments({ n: { $mod: [3, 0] } })).to.equal(2);
    expect(await things.countDocuments({ n: { $mod: [2, 0] } })).to.equal(0);
    for (const operand of [
      [Number.NaN, 0],
      [0.5, 0],
      [2, 0, 1],
    ])
      expect(await errorOf(things.countDocuments({ n: { $mod: operand } }))).to.include({ code: 2 });
  });

  it('takes an array within an array for an object of $elemMatch', async () => {
    const things = store.collection();
    await things.insertOne({ c: [[7, 8]] });
    for (const [element, matches] of [
      [{ y: null }, 1],
      [{ 1: 8 }, 1],
      [{ 1: 7 }, 0],
    ] as const)
      expect(await things.countDocuments({ c: { $elemMatch: element } })).to.equal(matches);
  });

  it('refuses an upsert whose filter says a field twice, and infers nothing of a condition', async () => {
    const things = store.collection();
    const set: Record = { $set: { done: true } };
    for (const filter of [
      { $and: [{ a: 1 }, { a: 2 }] },
      { a: { $all: [1, 2] } },
      { a: { b: 1 }, 'a.b': 1 },
    ]) {
      const error = await errorOf(things.updateOne(filter, set, { upsert: true }));
      expect(error).to.include({ code: 54 });
    }
    await things.updateOne({ a: { $all: [{ $elemMatch: { b: 1 } }] } }, set, { upsert: true });
    expect(await things.findOne({}, { projection: { _id: 0 } })).to.deep.equal({ done: true });
  });

  it('counts up what is missing, and refuses null', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([{ _id: 1 }, { _id: 2, n: null }]);
    const increment: Record = { $inc: { n: 1 } };
    await things.updateOne({ _id: 1 }, increment);
    expect(await things.findOne({ _id: 1 })).to.deep.equal({ _id: 1, n: 1 });
    expect(await errorOf(things.updateOne({ _id: 2 }, increment))).to.include({ code: 14 });
  });

  it('computes with values of any type as it sorts them', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([
      { _id: 1, n: Decimal128.fromString('2') },
      { _id: 2, n: 5, c: [1] },
      { _id: 3, n: 'a' },
      { _id: 4 },
    ]);
    const group = { _id: null, least: { $min: '$n' }, most: { $max: '$n' }, lists: { $push: '$c' } };
    const [found] = await things.aggregate([{ $group: group }]).toArray();
    expect(found).to.deep.equal({ _id: null, least: Decimal128.fromString('2'), most: 'a', lists: [[1]] });
    const less = { $expr: { $lt: ['$n', 1] } };
    expect((await things.find(less).toArray()).map(({ _id }) => _id)).to.deep.equal([4]);
    expect(await errorOf(things.aggregate([{ $project: { n: { $size: '$c' } } }]).toArray())).to.include({
      code: 17124,
    });
  });

  it('groups numbers that are equal, whatever their type, under the first of them', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([
      { _id: 1, n: Decimal128.fromString('2') },
      { _id: 2, n: 2 },
      { _id: 3, n: Long.fromString('9007199254740993') },
      { _id: 4 },
      { _id: 5, n: null },
    ]);
    const asked = [{ $sort: { _id: 1 } }, { $group: { _id: '$n', ids: { $push: '$_id' } } }];
    expect(await things.aggregate(asked, { promoteValues: false }).toArray()).to.deep.equal([
      { _id: Decimal128.fromString('2'), ids: [1, 2].map((id) => new Int32(id)) },
      { _id: Long.fromString('9007199254740993'), ids: [new Int32(3)] },
      { _id: null, ids: [4, 5].map((id) => new Int32(id)) },
    ]);
    expect(await things.aggregate([{ $sortByCount: '$n' }]).toArray()).to.have.length(3);
  });

  it('adds up no numbers that it would leave out', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([
      { _id: 1, n: 5 },
      { _id: 2, n: 'a' },
      { _id: 3, n: Long.fromString('9007199254740993') },
    ]);
    const sums = { _id: null, sum: { $sum: '$n' }, mean: { $avg: '$n' }, spread: { $stdDevPop: '$n' } };
    const small = [{ $match: { _id: { $lt: 3 } } }, { $group: sums }];
    expect(await things.aggregate(small).toArray()).to.deep.equal([
      { _id: null, sum: 5, mean: 5, spread: 0 },
    ]);
    for (const operator of ['$sum', '$avg', '$stdDevPop', '$stdDevSamp'])
      for (const asked of [
        { $group: { _id: null, made: { [operator]: '$n' } } },
        { $project: { made: { [operator]: ['$n', 1] } } },
      ])
        expect(await errorOf(things.aggregate([asked]).toArray())).to.include({ code: 238 });
  });

  it('takes an empty text, what is not a number and what no double holds for true', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([
      { _id: 1, n: '' },
      { _id: 2, n: Number.NaN },
      { _id: 3, n: Decimal128.fromString('0') },
      { _id: 4, n: null },
      { _id: 5, n: Decimal128.fromString('1E-400') },
      { _id: 6, n: Decimal128.fromString('-0.0E-400') },
    ]);
    for (const $expr of ['$n', { $and: ['$n', true] }, { $or: ['$n', false] }, { $not: [{ $not: '$n' }] }])
      expect(await things.distinct('_id', { $expr }), JSON.stringify($expr)).to.deep.equal([1, 2, 5]);
    expect(await errorOf(things.find({ $expr: { $not: ['$n', '$n'] } }).toArray())).to.include({
      code: 16020,
    });
  });

  it('computes fields within objects and within each element of an array, and leaves what else is there', async () => {
    const things = store.collection<Numbered>();
    await things.insertOne({ _id: 1, o: { x: 1, y: 2 }, list: [{ x: 1, y: 2 }, 3, [{ x: 1 }]], n: 5 });
    const list = [{ x: 5, y: 2 }, { x: 5 }, [{ x: 5 }]];
    const stage = { o: { x: '$n' }, 'list.x': '$n', 'n.x': '$o.x' };
    const set: Record[] = [{ $set: stage }, { $set: { 'none.x': '$nothing' } }];
    expect(await things.aggregate(set).toArray()).to.deep.equal([
      { _id: 1, o: { x: 5, y: 2 }, list, n: { x: 1 }, none: {} },
    ]);
    expect(await things.aggregate([{ $project: stage }]).toArray()).to.deep.equal([
      { _id: 1, o: { x: 5 }, list: [{ x: 5 }, { x: 5 }, [{ x: 5 }]], n: { x: 1 } },
    ]);
    expect(await things.find({}, { projection: { n: null, _id: 0 } }).toArray()).to.deep.equal([{ n: null }]);
    await things.updateOne({ _id: 1 }, set);
    expect(await things.findOne()).to.deep.include({ o: { x: 5, y: 2 }, list, n: { x: 1 } });
  });

  it('takes away what lies within nothing', async () => {
    const things = store.collection();
    await things.insertOne({ a: [null, 1, { x: null }] });
    const stages = [{ $unset: 'a.x.y' }, { $project: { 'a.x.y': 0, _id: 0 } }];
    expect(await things.aggregate(stages).toArray()).to.deep.equal([{ a: [null, 1, { x: null }] }]);
  });

  it('samples each document once', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
    const sampled = await things.aggregate([{ $sample: { size: 5 } }, { $sort: { _id: 1 } }]).toArray();
    expect(sampled).to.deep.equal([{ _id: 1 }, { _id: 2 }, { _id: 3 }]);
  });

  it('chooses by what MongoDB takes for true', async () => {
    const things = store.collection<Numbered>();
    await things.insertOne({ _id: 1, zero: Decimal128.fromString('0'), none: Number.NaN });
    const named: Record = JSON.parse('{ "if": "$none", "then": 1, "else": 2 }'); // no object here may have a `then`
    const branch: Record = JSON.parse('{ "case": "$zero", "then": 1 }');
    const made: Record = {
      a: { $cond: ['$zero', 1, 2] },
      b: { $cond: named },
      c: { $switch: { branches: [branch], default: 2 } },
      d: { $size: { $filter: { input: ['$zero', '$none'], cond: '$$this' } } },
      e: { $in: ['$zero', [0]] },
    };
    const [found] = await things.aggregate([{ $project: { _id: 0, ...made } }]).toArray();
    expect(found).to.deep.equal({ a: 2, b: 1, c: 2, d: 1, e: true });
  });

  it('finds in an array what equals null, which a missing field does not, but a missing element does', async () => {
    const things = store.collection<Numbered>();
    await things.insertMany([{ _id: 1 }, { _id: 2, n: null }, { _id: 3, n: 5 }]);
    const found = async (list: unknown[]) => {
      const documents = await things.find({ $expr: { $in: ['$n', list] } }, { sort: { _id: 1 } }).toArray();
      return documents.map(({ _id }) => _id);
    };
    expect(await found([null, 5])).to.deep.equal([2, 3]);
    expect(await found(['$m'])).to.deep.equal([2]);
  });

  it('numbers what it unwinds also within an object', async () => {
    const things = store.collection<Numbered>();
    await things.insertOne({ _id: 1, list: ['x'], o: { p: 1 } });
    const stages = [{ $unwind: { path: '$list', includeArrayIndex: 'o.at' } }];
    const numbered = await things.aggregate(stages, { promoteLongs: true }).toArray();
    expect(numbered).to.deep.equal([{ _id: 1, list: 'x', o: { p: 1, at: 0 } }]);
  });

  it('takes what JavaScript gives every object for no field', async () => {
    const things = store.collection<Numbered>();
    await things.insertOne({ _id: 1, list: [1, 2] });
    await things.updateOne({ _id: 1 }, { $rename: { toString: 'x' } });
    expect(await things.findOne({})).to.deep.equal({ _id: 1, list: [1, 2] });
    for (const path of ['$toString', '$list.length'])
      expect(await things.aggregate([{ $unwind: path }]).toArray(), path).to.deep.equal([]);
  });

  it('renames nothing into or out of an array', async () => {
    const things = store.collection<Numbered>();
    await things.insertOne({ _id: 1, n: 1, list: [1, { x: 2 }] });
    for (const $rename of [{ n: 'list.0' }, { 'list.0': 'm' }, { 'list.1.x': 'm' }])
      expect(await errorOf(things.updateOne({ _id: 1 }, { $rename }))).to.include({ code: 2 });
    const byName = things.updateOne({ _id: 1 }, { $rename: { 'list.x': 'm' } });
    expect(await errorOf(byName)).to.include({ code: 28 });
    expect(await things.findOne({ _id: 1 })).to.deep.equal({ _id: 1, n: 1, list: [1, { x: 2 }] });
  });

  it('sorts what it pushes by whole values: an array is greater than a text', async () => {
    const things = store.collection<Numbered>();
    await things.insertOne({ _id: 1 });
    const pushed = { list: { $each: [{ x: [1] }, { x: 'a' }, { y: 1 }, [7]], $sort: { x: 1 } } };
    const push: Record = { $push: pushed };
    await things.updateOne({ _id: 1 }, push);
    expect(await things.findOne({ _id: 1 })).to.deep.equal({
      _id: 1,
      list: [{ y: 1 }, [7], { x: 'a' }, { x: [1] }],
    });
  });
});
