import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

interface Thing extends Record {
  readonly _id: number;
  readonly state: string;
}

describe('embedded store, a cursor of which a client takes the next batch later', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  /** Twenty documents, all in one state, in an index on it. */
  async function things(): Promise<mongo.Collection<Thing>> {
    const made = store.collection<Thing>();
    await made.createIndex({ state: 1 }, { name: 'state' });
    await made.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id, state: 'open', n: 20 - _id })));
    return made;
  }

  for (const sort of [{}, { n: 1 as const }])
    it(`gives only what still matches, sorted by ${JSON.stringify(sort)}`, async () => {
      const open = await things();
      const cursor = open.find({ state: 'open' }, { sort, batchSize: 2 });
      const found = [await cursor.next(), await cursor.next()];
      const left = await open.find({ _id: { $nin: found.map((thing) => thing?._id ?? -1) } }).toArray();
      const closed = left.filter((_, at) => at % 2 === 0).map(({ _id }) => _id);
      await open.updateMany({ _id: { $in: closed } }, { $set: { state: 'closed' } });
      const rest = await cursor.toArray();
      expect(rest).to.have.length(9);
      for (const { _id } of rest) expect(closed).to.not.include(_id);
    });

  it('gives as many as its limit although some match no more', async () => {
    const open = await things();
    const cursor = open.find({ state: 'open' }).limit(10).batchSize(2);
    const first = [await cursor.next(), await cursor.next()].map((thing) => thing?._id ?? -1);
    const [other] = await open
      .find({ _id: { $nin: first } })
      .hint('state')
      .toArray();
    await open.updateOne({ _id: other?._id ?? -1 }, { $set: { state: 'closed' } });
    expect(await cursor.toArray()).to.have.length(8);
  });

  const ends: readonly (readonly [string, (open: mongo.Collection<Thing>) => Promise<unknown>])[] = [
    ['the index that it reads is dropped', (open) => open.dropIndex('state')],
    ['its collection is dropped', (open) => open.drop()],
    ['its database is dropped', () => store.client.db().dropDatabase()],
  ];
  for (const [what, drop] of ends)
    it(`ends with the code 175, and is forgotten, when ${what}`, async () => {
      const open = await things();
      const cursor = open.find({ state: 'open' }).batchSize(2);
      await cursor.next();
      const { id } = cursor;
      await drop(open);
      expect(await errorOf(cursor.toArray())).to.include({ code: 175, codeName: 'QueryPlanKilled' });
      const again = store.client.db().command({ getMore: id, collection: open.collectionName });
      expect(await errorOf(again)).to.include({ code: 43 });
    });

  it('goes on when another index is dropped', async () => {
    const open = await things();
    await open.createIndex({ n: 1 }, { name: 'n' });
    const cursor = open.find({ state: 'open' }).batchSize(2);
    await cursor.next();
    await open.dropIndex('n');
    expect(await cursor.toArray()).to.have.length(19);
  });
});
