import { expect } from 'chai';
import { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

const { Long } = mongo.BSON;

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
    await things.insertMany([{ n: Long.fromString('9007199254740993') }, { n: Number.POSITIVE_INFINITY }]);
    expect(await things.countDocuments({ n: { $mod: [3, 0] } })).to.equal(1);
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
});
