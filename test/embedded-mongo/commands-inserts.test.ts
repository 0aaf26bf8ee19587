import { expect } from 'chai';
import { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

/** The second has the first one's key. */
const BATCH = [{ unique: 1 }, { unique: 1 }, { unique: 2 }];

/** The last 130 have the first ones' keys. */
const longBatch = () => Array.from({ length: 350 }, (_, at) => ({ unique: at % 220 }));

describe('embedded store, inserting', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('inserts a document without _id with an ObjectId in front', async () => {
    const things = store.collection();
    await store.client.db().command({ insert: things.collectionName, documents: [{ a: 1 }] });
    const found = await things.findOne();
    expect(Object.keys(found ?? {})).to.deep.equal(['_id', 'a']);
    expect(found?.['_id']).to.be.instanceOf(mongo.ObjectId);
  });

  it('refuses a regular expression as _id', async () => {
    const documents: Record[] = [{ _id: /x/ }];
    expect(await errorOf(store.collection().insertMany(documents))).to.include({ code: 53 });
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
});
