import { expect } from 'chai';
import mongoose, { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

const { Binary, Double, Int32, Long } = mongo;
/** The second has the first one's key. */
const BATCH = [{ unique: 1 }, { unique: 1 }, { unique: 2 }];

/** The last 130 have the first ones' keys. */
const longBatch = () => Array.from({ length: 350 }, (_, at) => ({ unique: at % 220 }));

describe('embedded store', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('keeps the BSON types of what it does not change', async () => {
    const things = store.collection();
    const document: Record = {
      name: 'a',
      int: new Int32(1),
      double: new Double(1),
      long: Long.fromNumber(1),
      bytes: new Binary(Buffer.of(1, 2)),
      at: new Date(5),
    };
    await things.insertOne(document);
    await things.updateOne({ name: 'a' }, { $set: { other: 'x' } });
    await things.updateOne({ name: 'a' }, [{ $set: { again: { $concat: ['$other', 'y'] } } }]);
    const found = await things.findOne({ name: 'a' }, { promoteValues: false });
    expect(found).to.deep.include({ int: new Int32(1), double: new Double(1), again: 'xy', at: new Date(5) });
    expect(found?.['long']).to.satisfy((value: unknown) => value instanceof Long);
    expect(found?.['bytes']).to.satisfy((value: mongo.Binary) =>
      Buffer.from(value.buffer).equals(Buffer.of(1, 2)),
    );
  });

  it('inserts a document without _id with an ObjectId in front', async () => {
    const things = store.collection();
    await store.client.db().command({ insert: things.collectionName, documents: [{ a: 1 }] });
    const found = await things.findOne();
    expect(Object.keys(found ?? {})).to.deep.equal(['_id', 'a']);
    expect(found?.['_id']).to.be.instanceOf(mongo.ObjectId);
  });

  it('names the index, the key and the value of a duplicate', async () => {
    const things = store.collection();
    await things.createIndex({ email: 1 }, { unique: true });
    await things.insertOne({ email: 'a' });
    const error = await errorOf(things.insertOne({ email: 'a' }));
    expect(error).to.include({ code: 11000 });
    expect(error).to.deep.include({ keyPattern: { email: 1 }, keyValue: { email: 'a' } });
    expect(error.message).to.match(
      /^E11000 duplicate key error collection: portal\.\w+ index: email_1 dup key/,
    );
  });

  it('lets one of many concurrent inserts of one unique key through', async () => {
    const things = store.collection();
    await things.createIndex({ code: 1 }, { unique: true });
    const inserts = Array.from({ length: 40 }, (_, at) => things.insertOne({ code: at % 4, at }));
    const results = await Promise.allSettled(inserts);
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.length(4);
    expect(await things.countDocuments()).to.equal(4);
  });

  it('stops an ordered batch at the first failure and goes on in an unordered one', async () => {
    const things = store.collection();
    await things.createIndex({ unique: 1 }, { unique: true });
    await errorOf(things.insertMany(structuredClone(BATCH)));
    expect(await things.countDocuments()).to.equal(1);
    await errorOf(things.insertMany(structuredClone(BATCH), { ordered: false }));
    expect(await things.countDocuments()).to.equal(2);
  });

  it('tells of each failure in a long batch by its place, and of what went in', async () => {
    const ordered = store.collection();
    await ordered.createIndex({ unique: 1 }, { unique: true });
    const first = await errorOf(ordered.insertMany(longBatch()));
    expect(first).to.deep.include({ insertedCount: 220 });
    expect(first).to.have.nested.property('writeErrors[0].index', 220);
    expect(await ordered.countDocuments()).to.equal(220);
    const unordered = store.collection();
    await unordered.createIndex({ unique: 1 }, { unique: true });
    const all = await errorOf(unordered.insertMany(longBatch(), { ordered: false }));
    expect(all).to.deep.include({ insertedCount: 220 });
    expect(all).to.have.property('writeErrors').with.lengthOf(130);
    expect(all).to.have.nested.property('writeErrors[129].index', 349);
  });

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

  it('refuses to change _id', async () => {
    const things = store.collection();
    await things.insertOne({ a: 1 });
    expect(await errorOf(things.updateOne({ a: 1 }, { $set: { _id: 'other' } }))).to.include({ code: 66 });
  });

  const refused: readonly (readonly [string, Record, number, string])[] = [
    ['a command', { fly: 1 }, 59, 'CommandNotFound'],
    ['an option of a command', { find: 'things', flying: true }, 40415, 'IDLUnknownField'],
    ['an operator', { find: 'things', filter: { a: { $fly: 1 } } }, 2, 'BadValue'],
    ['a top-level operator', { find: 'things', filter: { $where: 'true' } }, 2, 'BadValue'],
    [
      'a stage that writes',
      { aggregate: 'things', pipeline: [{ $out: 'other' }], cursor: {} },
      40324,
      'Location40324',
    ],
    ['a collation', { find: 'things', collation: { locale: 'id' } }, 238, 'NotImplemented'],
    [
      'a text index',
      { createIndexes: 'things', indexes: [{ key: { a: 'text' }, name: 'a' }] },
      67,
      'CannotCreateIndex',
    ],
    [
      'a transaction',
      {
        insert: 'things',
        documents: [{ a: 1 }],
        txnNumber: Long.ONE,
        startTransaction: true,
        autocommit: false,
      },
      20,
      'IllegalOperation',
    ],
  ];
  for (const [what, command, code, codeName] of refused) {
    it(`refuses ${what} that it does not know with the code ${code}`, async () => {
      expect(await errorOf(store.client.db().command(command))).to.include({ code, codeName });
    });
  }

  it('serves what is left of a cursor in batches and forgets it when it is killed', async () => {
    const things = store.collection();
    await things.insertMany(Array.from({ length: 250 }, (_, at) => ({ at })));
    expect(await things.find().sort({ at: 1 }).batchSize(7).toArray()).to.have.length(250);
    const cursor = things.find().batchSize(10);
    await cursor.next();
    const { id } = cursor;
    await cursor.close();
    const error = await errorOf(
      store.client.db().command({ getMore: id, collection: things.collectionName }),
    );
    expect(error).to.include({ code: 43, codeName: 'CursorNotFound' });
  });

  it('takes away what a TTL index says has expired', async () => {
    const things = store.collection();
    await things.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await things.insertMany([{ at: new Date(0) }, { at: new Date() }, { at: 'never' }]);
    await store.client.db('admin').command({ setParameter: 1, ttlMonitorSleepSecs: 1 });
    while ((await things.countDocuments()) === 3)
      await new Promise((resolve) => void setTimeout(resolve, 50));
    expect(await things.countDocuments()).to.equal(2);
  });

  it('bears the whole life of a mongoose model', async () => {
    const connection = await mongoose.createConnection(store.uri).asPromise();
    const schema = new mongoose.Schema(
      { _id: String, tags: [String], n: Number },
      { versionKey: false, autoIndex: false, strict: 'throw' },
    );
    schema.index({ n: 1 }, { unique: true });
    const Thing = connection.model('Thing', schema, 'mongoose_things');
    await Thing.createIndexes();
    await Thing.insertMany([
      { _id: 'a', n: 1, tags: ['x'] },
      { _id: 'b', n: 2 },
    ]);
    await Thing.updateOne(
      { _id: 'c' },
      { $setOnInsert: { n: 3 }, $addToSet: { tags: { $each: ['y', 'y'] } } },
      { upsert: true },
    );
    await Thing.bulkWrite([
      { updateOne: { filter: { _id: 'a' }, update: { $pull: { tags: 'x' }, $inc: { n: 9 } } } },
      { deleteOne: { filter: { _id: 'b' } } },
    ]);
    const changed = await Thing.findOneAndUpdate(
      { _id: 'a' },
      { $push: { tags: 'z' } },
      { returnDocument: 'after' },
    ).lean();
    expect(changed).to.deep.equal({ _id: 'a', n: 10, tags: ['z'] });
    const seen: string[] = [];
    for await (const thing of Thing.find().sort({ n: 1 }).lean().cursor({ batchSize: 1 }))
      seen.push(String(thing._id));
    expect(seen).to.deep.equal(['c', 'a']);
    await connection.close();
  });
});
