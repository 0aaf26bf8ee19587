import { expect } from 'chai';
import mongoose, { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

const { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } =
  mongo;

/** The second has the first one's key. */
const BATCH = [{ unique: 1 }, { unique: 1 }, { unique: 2 }];

/** The last 130 have the first ones' keys. */
const longBatch = () => Array.from({ length: 350 }, (_, at) => ({ unique: at % 220 }));

/** One value of each type in MongoDB's order of comparison (its manual, “Comparison/Sort Order”); an empty array is below null. */
const IN_ORDER: readonly unknown[] = [
  new MinKey(),
  [],
  null,
  new Int32(1),
  new Double(1.5),
  Long.fromNumber(2),
  Decimal128.fromString('2.5'),
  'a',
  { a: 1 },
  new Binary(Buffer.of(1)),
  new ObjectId('0123456789abcdef01234567'),
  false,
  true,
  new Date(5),
  new Timestamp({ t: 1, i: 1 }),
  new BSONRegExp('a'),
  new Code('a'),
  new MaxKey(),
];

/** An update that adds this to a document. */
function grow(_id: number, more: unknown) {
  return { updateOne: { filter: { _id }, update: { $set: { more } } } };
}

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

  it('sorts the types as MongoDB does, with an index and without', async () => {
    const things = store.collection<{ _id: number; value: unknown }>();
    const places = [...IN_ORDER.keys()];
    await things.insertMany(places.toReversed().map((_id) => ({ _id, value: IN_ORDER[_id] })));
    const sorted = async (direction: 1 | -1) =>
      (await things.find().sort({ value: direction }).toArray()).map(({ _id }) => _id);
    expect(await sorted(1)).to.deep.equal(places);
    expect(await sorted(-1)).to.deep.equal(places.toReversed());
    await things.createIndex({ value: 1 });
    expect(await sorted(1)).to.deep.equal(places);
    expect(await sorted(-1)).to.deep.equal(places.toReversed());
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

  it('refuses an array as _id wherever it stands in the document', async () => {
    const insert = { insert: store.collection().collectionName, documents: [{ a: 1, _id: [1, 2] }] };
    const { writeErrors } = await store.client.db().command(insert);
    expect(writeErrors).to.have.nested.property('[0].code', 53);
  });

  it('refuses fields in an order that it would not keep', async () => {
    const things = store.collection();
    const sent = (pairs: [string, unknown][]) =>
      store.client
        .db()
        .command({ insert: things.collectionName, documents: [new Map<string, unknown>(pairs)] });
    expect(
      await errorOf(
        sent([
          ['b', 1],
          ['1', 2],
        ]),
      ),
    ).to.include({ code: 238 });
    expect(
      await errorOf(
        sent([
          [
            'a',
            [
              { b: 1 },
              new Map([
                ['2', 1],
                ['1', 2],
              ]),
            ],
          ],
        ]),
      ),
    ).to.include({ code: 238 });
    await sent([
      ['1', 1],
      ['20', 2],
      ['b', 3],
      ['01', 4],
      ['c', { '0': 1, d: 2 }],
    ]);
    await things.updateOne({}, { $set: { e: 5 } });
    expect(Object.keys((await things.findOne({}, { projection: { _id: 0 } })) ?? {})).to.deep.equal([
      '1',
      '20',
      'b',
      '01',
      'c',
      'e',
    ]);
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
