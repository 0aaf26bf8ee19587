import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { type Record, type RunningStore, runStore } from './support.ts';

/** More than the store counts anew for each question. */
const MANY = 1500;
const WITHDRAWN: Record = { $set: { status: 'withdrawn' } };

describe('a large count of the embedded store', () => {
  let store: RunningStore;
  let cases: mongo.Collection<Record>;
  before(async () => {
    store = await runStore();
    cases = store.collection();
    await cases.createIndex({ audience: 1, status: 1 });
    await cases.insertMany(
      Array.from({ length: MANY * 2 }, (_, at) => ({
        at,
        audience: at % 2 === 0 ? ['unit:a', `member:${at % 3}`] : ['unit:a'],
        status: at % 3 === 0 ? 'received' : 'closed',
      })),
    );
  });
  after(() => store[Symbol.asyncDispose]());

  const ASKED: readonly Record[] = [
    {},
    { audience: 'unit:a' },
    { audience: { $in: ['unit:a', 'member:1'] } },
    { audience: 'unit:a', status: { $in: ['closed', 'received'] } },
  ];

  async function expectTrueCounts(): Promise<void> {
    for (const asked of ASKED) {
      const read = await cases.find(asked).hint({ $natural: 1 }).project({ _id: 1 }).toArray();
      expect(await cases.countDocuments(asked), JSON.stringify(asked)).to.equal(read.length);
    }
  }

  it('is true again after each kind of write', async () => {
    await expectTrueCounts();
    await cases.insertOne({ audience: ['unit:a', 'member:1'], status: 'received' });
    await expectTrueCounts();
    await cases.updateMany({ at: { $lt: 100 } }, WITHDRAWN);
    await expectTrueCounts();
    await cases.updateOne({ at: 200 }, { $set: { audience: ['unit:b'] } });
    await expectTrueCounts();
    await cases.findOneAndUpdate({ at: 201 }, { $pull: { audience: 'unit:a' } } as Record);
    await expectTrueCounts();
    await cases.deleteMany({ at: { $gte: 300, $lt: 340 } });
    await expectTrueCounts();
  });

  it('is never below what was acknowledged, under writes at the same time', async () => {
    const before = await cases.countDocuments({ audience: 'unit:a' });
    let acknowledged = before;
    const writes = Array.from({ length: 60 }, async () => {
      await cases.insertOne({ audience: ['unit:a'], status: 'received' });
      acknowledged += 1;
      const least = acknowledged;
      expect(await cases.countDocuments({ audience: 'unit:a' })).to.be.within(least, before + 60);
    });
    await Promise.all(writes);
    await expectTrueCounts();
  });

  it('is counted anew where an index was made anew', async () => {
    await expectTrueCounts();
    await cases.dropIndexes();
    await cases.deleteMany({ at: { $lt: 500 } });
    await cases.createIndex({ audience: 1, status: 1 });
    await expectTrueCounts();
  });
});
