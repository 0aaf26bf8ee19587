import { expect } from 'chai';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

/** An update that adds this to a document. */
function grow(_id: number, more: unknown) {
  return { updateOne: { filter: { _id }, update: { $set: { more } } } };
}

describe('embedded store, updating', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('counts every increment of concurrent updates', async () => {
    const things = store.collection();
    const increment: Record = { $inc: { count: 1 } };
    await things.insertOne({ name: 'a', count: 0 });
    await Promise.all(Array.from({ length: 50 }, () => things.updateOne({ name: 'a' }, increment)));
    expect(await things.findOne({ name: 'a' })).to.include({ count: 50 });
  });

  it('updates array elements by $, $[] and array filters', async () => {
    const things = store.collection();
    await things.insertOne({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    await things.updateOne({ 'items.n': 2 }, { $set: { 'items.$.seen': true } });
    const increment: Record = { $inc: { 'items.$[].n': 10 } };
    await things.updateOne({}, increment);
    await things.updateOne(
      {},
      { $set: { 'items.$[big].big': true } },
      { arrayFilters: [{ 'big.n': { $gt: 12 } }] },
    );
    const found = await things.findOne();
    expect(found?.['items']).to.deep.equal([{ n: 11 }, { n: 12, seen: true }, { n: 13, big: true }]);
  });

  it('takes $ and array filters from conditions within $or, and refuses filters that stand for nothing', async () => {
    const things = store.collection();
    await things.insertOne({ items: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    await things.updateOne({ $or: [{ 'items.n': 9 }, { 'items.n': 2 }] }, { $set: { 'items.$.seen': true } });
    const arrayFilters = [{ $or: [{ 'one.n': 1 }, { 'one.n': 3 }] }];
    await things.updateOne({}, { $set: { 'items.$[one].odd': true } }, { arrayFilters });
    const found = await things.findOne();
    expect(found?.['items']).to.deep.equal([
      { n: 1, odd: true },
      { n: 2, seen: true },
      { n: 3, odd: true },
    ]);
    const useless: readonly (readonly [Record, Record[]])[] = [
      [{ $set: { 'items.$[one].n': 1 } }, [{ 'one.n': 1 }, { 'two.n': 1 }]],
      [{ $set: { 'items.$[one].n': 1 } }, [{ 'one.n': 1 }, { 'one.m': 1 }]],
      [{ $set: { 'items.$[one].n': 1 } }, [{ 'one.n': 1, 'two.n': 1 }]],
      [{ $set: { a: 1 } }, [{ 'one.n': 1 }]],
    ];
    for (const [change, filters] of useless)
      expect(await errorOf(things.updateOne({}, change, { arrayFilters: filters }))).to.include({ code: 9 });
  });

  it('tells of a document that grows too large as of one write of several, and does the others', async () => {
    const things = store.collection<{ _id: number; [name: string]: unknown }>();
    await things.insertMany([1, 2, 3].map((_id) => ({ _id, data: Buffer.alloc(9_000_000) })));
    const updates = [grow(1, 'a'), grow(2, Buffer.alloc(9_000_000)), grow(3, 'c')];
    const error = await errorOf(things.bulkWrite(updates, { ordered: false }));
    expect(error).to.have.nested.property('writeErrors[0].index', 1);
    expect(error).to.have.nested.property('writeErrors[0].code', 10334);
    const grown = await things.find({ more: { $exists: true } }, { projection: { _id: 1 } }).toArray();
    expect(grown.map(({ _id }) => _id)).to.have.members([1, 3]);
  });

  it('changes nothing where it cannot make the answer that was asked for', async () => {
    const things = store.collection();
    await things.insertOne({ a: 1, n: 1 });
    const projection = { 'a.$': 1 } as const;
    expect(await errorOf(things.findOneAndUpdate({ n: 1 }, { $set: { n: 2 } }, { projection }))).to.include({
      code: 2,
    });
    expect(await things.findOne()).to.include({ n: 1 });
  });

  it('refuses to change _id', async () => {
    const things = store.collection();
    await things.insertOne({ a: 1 });
    expect(await errorOf(things.updateOne({ a: 1 }, { $set: { _id: 'other' } }))).to.include({ code: 66 });
  });
});
