import { expect } from 'chai';
import mongoose, { mongo } from 'mongoose';
import { until } from '../support/until.ts';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

const { Binary, BSONRegExp, Code, Decimal128, Double, Int32, Long, MaxKey, MinKey, ObjectId, Timestamp } =
  mongo;

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

/** Numbers of all types whose doubles are the same or near. The double 0.1 is a little more than its name. */
const NUMBERS_IN_ORDER: readonly unknown[] = [
  new Double(Number.NaN),
  Decimal128.fromString('-Infinity'),
  Decimal128.fromString('-1E+400'),
  new Double(-Number.MAX_VALUE),
  Decimal128.fromString('-9007199254740992.5'),
  Decimal128.fromString('-1E-400'),
  new Int32(0),
  Decimal128.fromString('1E-6176'),
  Decimal128.fromString('1E-400'),
  Decimal128.fromString('0.1'),
  new Double(0.1),
  new Int32(1),
  Decimal128.fromString('1.000000000000000000000000000000001'),
  Decimal128.fromString('1.000000000000000000000000000000002'),
  Decimal128.fromString('9007199254740992.5'),
  Long.fromString('9007199254740993'),
  Decimal128.fromString('9007199254740993.25'),
  Long.MAX_VALUE,
  Decimal128.fromString('9223372036854775807.5'),
  Decimal128.fromString('9223372036854775808'),
  Decimal128.fromString('9223372036854776500'),
  new Double(Number.MAX_VALUE),
  Decimal128.fromString('1E+400'),
  new Double(Number.POSITIVE_INFINITY),
];

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

  for (const [what, values] of [
    ['types', IN_ORDER],
    ['numbers', NUMBERS_IN_ORDER],
  ] as const)
    it(`sorts the ${what} as MongoDB does, with an index and without`, async () => {
      const things = store.collection<{ _id: number; value: unknown }>();
      const places = [...values.keys()];
      await things.insertMany(places.toReversed().map((_id) => ({ _id, value: values[_id] })));
      const sorted = async (direction: 1 | -1) =>
        (await things.find().sort({ value: direction }).toArray()).map(({ _id }) => _id);
      expect(await sorted(1)).to.deep.equal(places);
      expect(await sorted(-1)).to.deep.equal(places.toReversed());
      await things.createIndex({ value: 1, _id: 1 });
      expect(await sorted(1)).to.deep.equal(places);
      expect(await sorted(-1)).to.deep.equal(places.toReversed());
    });

  it('takes equal numbers of any type for one value', async () => {
    const things = store.collection<{ _id: number; value: unknown }>();
    await things.createIndex({ value: 1 }, { unique: true });
    for (const [_id, number] of [1, 1.25, 0, Long.MAX_VALUE].entries()) {
      await things.insertOne({ _id, value: number });
      const equal = Decimal128.fromString(
        number === 0 ? '-0E+10' : `${String(number)}${_id > 0 ? '' : '.00'}`,
      );
      expect(await things.findOne({ value: equal })).to.include({ _id });
      expect(await errorOf(things.insertOne({ _id: _id + 10, value: equal }))).to.include({ code: 11000 });
    }
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
    await until(async () => (await things.countDocuments()) < 3);
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
