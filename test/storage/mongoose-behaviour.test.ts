import { expect } from 'chai';
import mongoose, { type Model } from 'mongoose';
import { isDuplicateKey, isOnlyDuplicates, unlessTaken } from '../../src/storage/database.ts';
import { randomId } from '../../src/storage/ids.ts';
import { bytes, bytesOf, collection, textId, writesTo } from '../../src/storage/schema.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

interface Part {
  readonly id: string;
  readonly at?: Date;
}

interface Thing {
  readonly _id: string;
  readonly version: number;
  readonly name?: string;
  readonly data?: Uint8Array;
  readonly details?: object;
  readonly parts: readonly Part[];
}

const thingModel = collection<Thing>(
  'things',
  {
    _id: textId,
    version: { type: Number, required: true },
    name: String,
    data: { ...bytes, required: false },
    details: Object,
    parts: [new mongoose.Schema<Part>({ id: String, at: Date }, { _id: false, strict: 'throw' })],
  },
  [[{ name: 1 }, { unique: true, sparse: true }]],
);

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** By itself, or as what was wrong with a part. */
function isStrict(error: unknown): boolean {
  if (error instanceof mongoose.Error.StrictModeError) return true;
  if (!(error instanceof mongoose.Error.ValidationError)) return false;
  return Object.values(error.errors).some(({ reason }) => reason instanceof mongoose.Error.StrictModeError);
}

describe('what the stores rely on of Mongoose', () => {
  let store: TestDatabase;
  let things: Model<Thing>;
  before(async () => {
    store = await testDatabase();
    things = thingModel(store.database);
    await store.createIndexes();
  });
  after(async () => store.close());

  /** A new thing's id. */
  async function insert(fields: Partial<Thing> = {}): Promise<string> {
    const _id = randomId();
    await things.create({ _id, version: 1, parts: [], ...fields });
    return _id;
  }

  it('a value is cast to its type, in documents, filters and updates, and refused where it cannot be', async () => {
    const given: Record<string, unknown> = {
      _id: randomId(),
      version: '7',
      parts: [{ id: 5, at: '2026-01-02' }],
    };
    const { _id } = await things.create(given);
    expect(await things.findOne({ _id }).lean()).to.deep.equal({
      _id,
      version: 7,
      parts: [{ id: '5', at: new Date('2026-01-02') }],
    });
    const filter: Record<string, unknown> = { _id, version: '7' };
    const update: Record<string, unknown> = { $inc: { version: '1' } };
    expect((await things.updateOne(filter, update)).matchedCount).to.equal(1);
    expect((await things.findOne({ _id }).lean())?.version).to.equal(8);
    const wrong: Record<string, unknown> = { _id: { some: 'object' } };
    expect(await errorOf(things.findOne(wrong).lean())).to.be.instanceOf(mongoose.Error.CastError);
    const text: Record<string, unknown> = { _id: randomId(), version: 'many', parts: [] };
    expect(await errorOf(things.create(text))).to.be.instanceOf(mongoose.Error.ValidationError);
  });

  it('a field that the schema does not name is refused, in documents, parts, filters and updates', async () => {
    const _id = await insert();
    const unknown: Record<string, unknown> = { unknown: 1 };
    for (const attempt of [
      things.create({ _id: randomId(), version: 1, parts: [], ...unknown }),
      things.create({ _id: randomId(), version: 1, parts: [{ id: 'a', ...unknown }] }),
      things.findOne({ _id, ...unknown }).lean(),
      things.countDocuments(unknown),
      things.deleteMany(unknown),
      things.updateOne({ _id }, { $set: unknown }),
      things.findOneAndUpdate({ _id }, { $set: unknown }),
    ])
      expect(await errorOf(attempt)).to.satisfy(isStrict);
    expect(await things.countDocuments({ _id })).to.equal(1);
  });

  it('nothing is added: no version key, no time, no id of a part; an empty object and a millisecond stay', async () => {
    const at = new Date('2026-03-04T05:06:07.089Z');
    const _id = await insert({ details: {}, parts: [{ id: 'a', at }] });
    const found = await things.findOne({ _id }).lean();
    expect(found).to.deep.equal({ _id, version: 1, details: {}, parts: [{ id: 'a', at }] });
  });

  it('of writers who read the same version, one writes', async () => {
    const _id = await insert();
    const writers = Array.from({ length: 12 }, async (_, at) =>
      things.updateOne({ _id, version: 1 }, { $set: { name: `${_id} ${at}` }, $inc: { version: 1 } }),
    );
    const results = await Promise.all(writers);
    expect(results.filter(({ matchedCount }) => matchedCount === 1)).to.have.length(1);
    expect((await things.findOne({ _id }).lean())?.version).to.equal(2);
  });

  it('a second document of a unique key is refused with the code 11000, however it is written', async () => {
    const name = randomId();
    await insert({ name });
    const other = await insert();
    for (const attempt of [
      insert({ name }),
      things.insertMany([{ _id: randomId(), version: 1, name, parts: [] }]),
      things.updateOne({ _id: other }, { $set: { name } }),
      things.updateOne({ _id: randomId() }, { $set: { name, version: 1 } }, { upsert: true }),
    ])
      expect(await errorOf(attempt)).to.satisfy(isDuplicateKey);
    expect((await things.findOne({ _id: other }).lean())?.name).to.equal(undefined);
  });

  it('a write that a unique key refuses is told from one that meets others, which is tried again, and from one that fails', async () => {
    const name = randomId();
    expect(await unlessTaken(async () => things.create({ _id: randomId(), version: 1, name }))).to.include({
      name,
    });
    expect(await unlessTaken(async () => things.create({ _id: randomId(), version: 1, name }))).to.equal(
      undefined,
    );
    const refusals = [112, 112, 11_000];
    const refused = async () => {
      throw new mongoose.mongo.MongoServerError({ code: refusals.shift(), message: 'refused' });
    };
    expect(await unlessTaken(refused)).to.equal(undefined);
    expect(refusals).to.have.length(0);
    for (const code of [112, 50]) {
      let tries = 0;
      const failing = async () => {
        tries += 1;
        throw new mongoose.mongo.MongoServerError({ code, message: 'failing' });
      };
      expect(await errorOf(unlessTaken(failing, 9))).to.include({ code });
      expect(tries).to.equal(code === 112 ? 2 : 1);
    }
  });

  it('of many in no order, all are written but the duplicates, and the error says that it is only those', async () => {
    const names = Array.from({ length: 4 }, () => randomId());
    const [taken = ''] = names;
    await insert({ name: taken });
    const many = names.map((name) => ({ _id: randomId(), version: 1, name, parts: [] }));
    expect(await errorOf(things.insertMany(many, { ordered: false }))).to.satisfy(isOnlyDuplicates);
    expect(await things.countDocuments({ name: { $in: names } })).to.equal(names.length);
    const writes = [taken, randomId()].map((name) => ({
      insertOne: { document: { _id: randomId(), version: 1, name, parts: [] } },
    }));
    expect(await errorOf(things.bulkWrite(writes, { ordered: false }))).to.satisfy(isOnlyDuplicates);
    const ids = writes.map(({ insertOne }) => insertOne.document._id);
    expect(await things.countDocuments({ _id: { $in: ids } })).to.equal(1);
  });

  it('of many in order, those before the first refused one are written', async () => {
    const [first, taken, last] = [randomId(), randomId(), randomId()];
    await insert({ name: taken });
    const many = [first, taken, last].map((name) => ({ _id: randomId(), version: 1, name, parts: [] }));
    expect(await errorOf(things.insertMany(many, { ordered: true }))).to.satisfy(isDuplicateKey);
    expect(await things.countDocuments({ name: { $in: [first, last] } })).to.equal(1);
  });

  it('bytes go in as any Uint8Array and come back the same, lean or not', async () => {
    for (const data of [Uint8Array.of(), Uint8Array.of(0, 255, 1), new Uint8Array(255 * 1024).fill(7)]) {
      const _id = await insert({ data });
      const lean = await things.findOne({ _id }).lean();
      const whole = await things.findOne({ _id });
      for (const found of [lean?.data, whole?.data])
        expect(Buffer.from(data).equals(bytesOf(found))).to.equal(true);
    }
  });

  it('a document is answered as it was before its change, or after it if asked, and null where there is none', async () => {
    const _id = await insert();
    const before = await things.findOneAndUpdate({ _id }, { $inc: { version: 1 } }).lean();
    expect(before?.version).to.equal(1);
    const after = await things
      .findOneAndUpdate({ _id }, { $inc: { version: 1 } }, { returnDocument: 'after' })
      .lean();
    expect(after?.version).to.equal(3);
    expect(await things.findOneAndUpdate({ _id: randomId() }, { $inc: { version: 1 } }).lean()).to.equal(
      null,
    );
    const removals = Array.from({ length: 8 }, async () => things.findOneAndDelete({ _id }).lean());
    expect((await Promise.all(removals)).filter((found) => found !== null)).to.have.length(1);
  });

  it('parts of a document are added, found, changed and taken away where they are', async () => {
    const ids = [randomId(), randomId(), randomId()];
    const _id = await insert();
    await things.updateOne(
      { _id },
      { $push: { parts: { $each: ids.map((id) => ({ id, at: new Date(1) })) } } },
    );
    await things.updateOne({ _id }, { $push: { parts: { $each: [] } } });
    await things.updateMany({ _id }, { $pull: { parts: { id: { $in: ids.slice(0, 1) } } } });
    await things.updateOne({ _id }, { $unset: { 'parts.$[].at': 1 } });
    const found = await things.findOne({ _id }).lean();
    expect(found?.parts).to.deep.equal(ids.slice(1).map((id) => ({ id })));
  });

  it('every kind of write is counted when it begins and when it ends, on its own connection only', async () => {
    const other = await store.connect();
    thingModel(other);
    const written = await things.create({ _id: randomId(), version: 1, parts: [] });
    const { _id } = written;
    const whole = { _id: randomId(), version: 1, parts: [] };
    const kinds: (() => Promise<unknown>)[] = [
      async () => written.set({ version: 2 }).save(),
      async () => things.insertMany([whole]),
      async () => things.bulkWrite([{ deleteOne: { filter: { _id: whole._id } } }]),
      async () => things.updateOne({ _id }, { version: 3 }),
      async () => things.updateMany({ _id }, { version: 4 }),
      async () => things.replaceOne({ _id }, { version: 5, parts: [] }),
      async () => things.findOneAndUpdate({ _id }, { version: 6 }),
      async () => things.deleteOne({ _id }),
      async () => things.deleteMany({ _id }),
    ];
    for (const write of kinds) {
      const before = writesTo(store.database, ['things']);
      await write();
      expect(writesTo(store.database, ['things']) - before, write.toString()).to.equal(2);
    }
    expect(writesTo(other, ['things'])).to.equal(0);
  });
});
