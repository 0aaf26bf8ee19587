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
  ];
  for (const [what, projection, wanted] of kept) {
    it(`is ${what}, in a find and in what findAndModify answers`, async () => {
      const [found] = await things.find({ a: 1 }, { projection }).toArray();
      const changed = await things.findOneAndUpdate({ a: 1 }, { $set: { h: 1 } }, { projection });
      expect(found).to.deep.equal(wanted);
      expect(changed).to.deep.include(wanted);
      await things.updateOne({ a: 1 }, { $unset: { h: 1 } });
    });
  }

  it('is _id alone, or everything but it', async () => {
    expect(Object.keys((await things.findOne({}, { projection: { _id: 1 } })) ?? {})).to.deep.equal(['_id']);
    const found = await things.findOne({}, { projection: { _id: 0 } });
    expect(Object.keys(found ?? {})).to.have.members(['a', 'b', 'e']);
  });
});
