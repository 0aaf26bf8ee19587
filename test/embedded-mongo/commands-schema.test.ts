import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

/** Sets how often expired documents are taken away, and waits until this many are left. */
async function waitForExpiry(store: RunningStore, things: mongo.Collection<Record>, left: number) {
  await store.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
  while ((await things.countDocuments()) > left) await new Promise((resolve) => void setTimeout(resolve, 50));
}

describe('embedded store, its collections and indexes', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('takes away of a partial TTL index only what the index covers', async () => {
    const things = store.collection();
    await things.createIndex(
      { at: 1 },
      { expireAfterSeconds: 0, partialFilterExpression: { state: 'draft' } },
    );
    await things.insertMany([
      { state: 'sent', at: new Date(0) },
      { state: 'draft', at: new Date(0) },
    ]);
    await waitForExpiry(store, things, 1);
    expect(await things.find().toArray()).to.have.nested.property('0.state', 'sent');
  });

  it('makes an index a TTL index by collMod, and changes how long it keeps documents', async () => {
    const things = store.collection();
    await things.createIndex({ at: 1 }, { name: 'at' });
    await things.insertOne({ at: new Date(0) });
    const change = (expireAfterSeconds: number) =>
      store.client
        .db()
        .command({ collMod: things.collectionName, index: { name: 'at', expireAfterSeconds } });
    expect(await change(2 ** 31 - 1)).to.not.have.property('expireAfterSeconds_old');
    expect(await change(5)).to.include({ expireAfterSeconds_old: 2 ** 31 - 1, expireAfterSeconds_new: 5 });
    expect(await things.indexes()).to.deep.include({
      v: 2,
      key: { at: 1 },
      name: 'at',
      expireAfterSeconds: 5,
    });
    await waitForExpiry(store, things, 0);
  });

  const refused: readonly (readonly [string, Record])[] = [
    ['of several fields', { key: { a: 1, b: 1 }, expireAfterSeconds: 5 }],
    ['that expires at no number', { key: { a: 1 }, expireAfterSeconds: 'soon' }],
    ['that expired before', { key: { a: 1 }, expireAfterSeconds: -1 }],
    ['that is both sparse and partial', { key: { a: 1 }, sparse: true, partialFilterExpression: { a: 1 } }],
    ['whose filter negates', { key: { a: 1 }, partialFilterExpression: { a: { $ne: 1 } } }],
    [
      'whose filter negates within',
      { key: { a: 1 }, partialFilterExpression: { $or: [{ a: { $exists: false } }] } },
    ],
    ['whose filter is a pattern', { key: { a: 1 }, partialFilterExpression: { a: /a/ } }],
    ['whose filter is none', { key: { a: 1 }, partialFilterExpression: 'a' }],
  ];
  for (const [what, specification] of refused) {
    it(`refuses an index ${what}`, async () => {
      const indexes = [{ name: 'a', ...specification }];
      const error = await errorOf(store.client.db().command({ createIndexes: 'refusing', indexes }));
      expect(error).to.include({ code: 67, codeName: 'CannotCreateIndex' });
    });
  }

  it('leaves nothing of a unique index that the documents do not fit', async () => {
    const things = store.collection();
    await things.insertMany([{ n: 1 }, { n: 2 }, { n: 2 }]);
    expect(await errorOf(things.createIndex({ n: 1 }, { unique: true }))).to.include({ code: 11000 });
    expect(await things.indexes()).to.have.length(1);
    await things.deleteOne({ n: 2 });
    await things.createIndex({ n: 1 }, { unique: true, name: 'n' });
    expect(await things.find().hint('n').toArray()).to.have.length(2);
    expect(await errorOf(things.insertOne({ n: 1 }))).to.include({ code: 11000 });
  });

  it('makes all of several indexes or none, and no collection for none', async () => {
    const things = store.collection();
    await things.insertMany([{ n: 1 }, { n: 1 }]);
    const indexes = [{ key: { m: 1 } }, { key: { n: 1 }, unique: true }];
    expect(await errorOf(things.createIndexes(indexes))).to.include({ code: 11000 });
    expect(await things.indexes()).to.have.length(1);
    const none = store.collection();
    const conflict = [
      { key: { m: 1 }, name: 'm' },
      { key: { n: 1 }, name: 'm' },
    ];
    expect(await errorOf(none.createIndexes(conflict))).to.include({ code: 86 });
    const names = (await store.client.db().listCollections().toArray()).map(({ name }) => name);
    expect(names).to.not.include(none.collectionName);
  });

  it('changes no index by collMod that is not named', async () => {
    const things = store.collection();
    await things.createIndex({ at: 1 }, { name: 'at' });
    for (const [name, code] of [
      ['*', 27],
      [{ at: 1 }, 14],
    ] as const) {
      const command = { collMod: things.collectionName, index: { name, expireAfterSeconds: 5 } };
      expect(await errorOf(store.client.db().command(command))).to.include({ code });
    }
    expect(await things.indexes()).to.not.have.nested.property('1.expireAfterSeconds');
  });

  it('refuses a collection whose name is too long as often as it is asked for one', async () => {
    const database = store.client.db();
    const longest = 'x'.repeat(255 - 'portal.'.length);
    for (const name of [`${longest}x`, `${longest}x`, 'é'.repeat(128), 'x'.repeat(3000)])
      expect(await errorOf(database.collection(name).insertOne({}))).to.include({
        code: 73,
        codeName: 'InvalidNamespace',
      });
    await database.collection(longest).insertOne({});
    const names = (await database.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => name.length > 100)).to.deep.equal([longest]);
  });

  it('searches an index only when it is there', async () => {
    const found = new Set<number>();
    for (let times = 0; times < 8; times += 1) {
      const things = store.collection();
      await things.insertMany(Array.from({ length: 60 }, (_, at) => ({ kind: at % 2 })));
      const looks = Array.from({ length: 20 }, async (_, at) => {
        await new Promise((resolve) => void setTimeout(resolve, at / 4));
        found.add((await things.find({ kind: 1 }).toArray()).length);
      });
      await Promise.all([things.createIndex({ kind: 1 }), ...looks]);
    }
    expect([...found]).to.deep.equal([30]);
  });

  it('files what lies in one array by its elements, and nothing in two arrays at once', async () => {
    const things = store.collection();
    await things.createIndex({ 'a.x': 1, 'a.y': 1 }, { name: 'xy', unique: true });
    const pairs = [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ];
    await things.insertOne({ n: 1, a: pairs });
    await things.insertOne({ n: 2, a: [{ x: 1, y: 4 }] });
    expect(await errorOf(things.insertOne({ a: [{ x: 3, y: 4 }, { x: 9 }] }))).to.include({ code: 11000 });
    const numbersOf = async (filter: Record) =>
      (await things.find(filter).hint('xy').toArray()).map(({ n }) => n);
    expect(await numbersOf({ 'a.x': 1, 'a.y': 4 })).to.have.members([1, 2]);
    expect(await numbersOf({ a: { $elemMatch: { x: 1, y: 4 } } })).to.deep.equal([2]);
    expect(await errorOf(things.insertOne({ a: { x: [1], y: [2] } }))).to.include({ code: 171 });
    await things.insertMany([{ a: [] }, { a: { x: [5, 6], y: 7 } }]);
    expect(await things.find({ 'a.x': 6 }).toArray()).to.have.length(1);
  });

  it('files a document under a changed field in every index that names it, and in no other way', async () => {
    const things = store.collection();
    await things.createIndexes([
      { key: { a: 1, 'b.c': -1 }, name: 'both' },
      { key: { d: 1 }, name: 'partial', partialFilterExpression: { a: { $gt: 5 } } },
      { key: { tags: 1 }, name: 'tags', sparse: true },
    ]);
    await things.insertOne({ n: 1, a: 1, b: { c: 1 }, d: 1 });
    const keys = async (filter: Record, name: string): Promise<unknown> => {
      const { executionStats } = await things.find(filter).hint(name).explain('executionStats');
      return executionStats.totalKeysExamined;
    };
    const covered: Record = { a: { $gt: 5 } };
    const tagged: Record = { tags: { $exists: true } };
    expect(await keys(covered, 'partial')).to.equal(0);
    await things.updateOne({ n: 1 }, { $set: { a: 6, tags: ['p', 'q'] } });
    expect(await keys({}, 'both')).to.equal(1);
    expect(await keys(covered, 'partial')).to.equal(1);
    expect(await keys(tagged, 'tags')).to.equal(2);
    await things.replaceOne({ n: 1 }, { b: [{ c: 3 }, { c: 4 }] });
    expect(await keys({ a: null, 'b.c': 4 }, 'both')).to.equal(1);
    expect(await keys(covered, 'partial')).to.equal(0);
    expect(await keys(tagged, 'tags')).to.equal(0);
  });

  it('makes no collection for an update or a change that finds nothing', async () => {
    const things = store.collection();
    await things.updateOne({ a: 1 }, { $set: { b: 1 } });
    expect(await things.findOneAndUpdate({ a: 1 }, { $set: { b: 1 } })).to.equal(null);
    const collections = await store.client.db().listCollections().toArray();
    expect(collections.map(({ name }) => name)).to.not.include(things.collectionName);
  });

  it('explains an aggregate that asks for it itself', async () => {
    const things = store.collection();
    await things.createIndex({ a: 1 }, { name: 'a' });
    const pipeline = [{ $match: { a: 1 } }];
    const command = { aggregate: things.collectionName, pipeline, explain: true, cursor: {} };
    expect(JSON.stringify(await store.client.db().command(command))).to.include('"indexName":"a"');
  });
});
