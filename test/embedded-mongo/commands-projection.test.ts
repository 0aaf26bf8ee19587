import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { type Record, type RunningStore, runStore } from './support.ts';

describe('embedded store, what a projection keeps', () => {
  let store: RunningStore;
  let things: mongo.Collection<Record>;
  before(async () => {
    store = await runStore();
    things = store.collection();
    await things.createIndex({ a: 1 });
    await things.insertOne({ a: 1, b: { c: 2, d: [3, 4, 5] }, e: [{ f: 1, g: 2 }, 7, { f: 3 }] });
  });
  after(() => store[Symbol.asyncDispose]());

  const kept: readonly (readonly [what: string, projection: Record, kept: Record])[] = [
    ['fields', { _id: 0, a: 1 }, { a: 1 }],
    ['all other fields', { _id: 0, b: 0, e: 0 }, { a: 1 }],
    ['fields within objects', { _id: 0, 'b.c': 1 }, { b: { c: 2 } }],
    ['fields of the objects in an array', { _id: 0, 'e.f': 1 }, { e: [{ f: 1 }, { f: 3 }] }],
    ['all but fields of the objects in an array', { _id: 0, a: 0, b: 0, 'e.f': 0 }, { e: [{ g: 2 }, 7, {}] }],
    ['a part of an array within an object', { _id: 0, 'b.d': { $slice: -2 } }, { b: { c: 2, d: [4, 5] } }],
    ['the first element that matches', { _id: 0, e: { $elemMatch: { f: 3 } } }, { e: [{ f: 3 }] }],
    ['what an expression makes', { _id: 0, sum: { $add: ['$a', '$b.c'] } }, { sum: 3 }],
  ];
  for (const [what, projection, wanted] of kept) {
    it(`is ${what}, in a find and in what findAndModify answers`, async () => {
      const [found] = await things.find({ a: 1 }, { projection }).toArray();
      const changed = await things.findOneAndUpdate({ a: 1 }, { $set: { h: 1 } }, { projection });
      if (what === 'a part of an array within an object') expect(found).to.deep.include(wanted);
      else expect(found).to.deep.equal(wanted);
      expect(changed).to.deep.include(wanted);
      await things.updateOne({ a: 1 }, { $unset: { h: 1 } });
    });
  }

  it('is the first element that the filter matched, also within an object', async () => {
    const [found] = await things
      .find({ 'b.d': { $gte: 4 } }, { projection: { _id: 0, 'b.d.$': 1 } })
      .toArray();
    expect(found).to.deep.equal({ b: { d: [4] } });
    const [of] = await things.find({ 'e.f': 3 }, { projection: { _id: 0, 'e.$': 1, a: 1 } }).toArray();
    expect(of).to.deep.equal({ a: 1, e: [{ f: 3 }] });
  });

  it('is _id alone, or everything but it', async () => {
    expect(Object.keys((await things.findOne({}, { projection: { _id: 1 } })) ?? {})).to.deep.equal(['_id']);
    const found = await things.findOne({}, { projection: { _id: 0 } });
    expect(Object.keys(found ?? {})).to.have.members(['a', 'b', 'e']);
  });
});
