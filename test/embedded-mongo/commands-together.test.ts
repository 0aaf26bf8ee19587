import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { type Record, type RunningStore, runStore } from './support.ts';

const PAGE = 4096;
/** Where the two first pages of an LMDB file hold the number of the transaction that wrote them (mdb.c, `MDB_meta`). */
const TRANSACTION = 152;

/** How many transactions were committed, each of them with one flush to the disk. */
async function commitsOf(folder: string): Promise<number> {
  const file = await open(join(folder, 'store.mdb'));
  try {
    const head = Buffer.alloc(2 * PAGE);
    await file.read(head, 0, head.length, 0);
    const numbers = [0, PAGE].map((page) => Number(head.readBigUInt64LE(page + TRANSACTION)));
    return Math.max(...numbers);
  } finally {
    await file.close();
  }
}

describe('embedded store, writers at the same time', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('share the flushes to the disk', async () => {
    const things = store.collection();
    await things.insertOne({ first: true });
    const before = await commitsOf(store.folder);
    await Promise.all(Array.from({ length: 400 }, (_, n) => things.insertOne({ n })));
    const commits = (await commitsOf(store.folder)) - before;
    expect(commits).to.be.within(1, 200);
    expect(await things.countDocuments()).to.equal(401);
  });

  it('take one document each, though all ask for the same first one', async () => {
    const things = store.collection();
    await things.createIndex({ state: 1, at: 1 });
    await things.insertMany(Array.from({ length: 60 }, (_, at) => ({ state: 'waiting', at })));
    const change: Record = { $set: { state: 'taken' } };
    const taken = await Promise.all(
      Array.from({ length: 80 }, () =>
        things.findOneAndUpdate({ state: 'waiting' }, change, { sort: { at: 1 } }),
      ),
    );
    const found = taken.flatMap((document) => (document === null ? [] : [Number(document['at'])]));
    expect(found).to.have.length(60);
    expect(new Set(found).size).to.equal(60);
  });

  it('make one document of many upserts', async () => {
    const things = store.collection();
    await things.createIndex({ name: 1 }, { unique: true });
    const change: Record = { $inc: { count: 1 } };
    await Promise.all(
      Array.from({ length: 50 }, () => things.updateOne({ name: 'a' }, change, { upsert: true })),
    );
    expect(await things.findOne({ name: 'a' })).to.include({ count: 50 });
    expect(await things.countDocuments()).to.equal(1);
  });
});
