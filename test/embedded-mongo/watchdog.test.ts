import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect } from 'chai';
import { databaseTrouble } from '../../src/storage/database.ts';
import { until } from '../support/until.ts';
import { errorOf, type RunningStore, runStore } from './support.ts';

/** Holds the lock of a store's writers until it is told to end: to them it is as if the disk did not answer. */
const HOLDING = `
  import { readSync, writeSync } from 'node:fs';
  import { open } from 'lmdb';
  const root = open({ path: process.argv[1], noSubdir: true, overlappingSync: false, maxDbs: 8 });
  root.transactionSync(() => {
    writeSync(1, 'held');
    readSync(0, Buffer.alloc(1));
  });
`;

async function holdWriters(folder: string): Promise<{ release: () => Promise<void> }> {
  const path = join(folder, 'store.mdb');
  const holder = spawn(process.execPath, ['--input-type=module', '-e', HOLDING, path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(holder.stdout, 'data');
  const release = async () => {
    holder.stdin.end('x');
    await once(holder, 'exit');
  };
  return { release };
}

describe('embedded store, when its disk does not answer', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
    await store.client.db('admin').command({ setParameter: 1, watchdogPeriodSeconds: 1 });
  });
  after(() => store[Symbol.asyncDispose]());

  it('tells those who wait and who come then, goes on answering readers, and takes writes again afterwards', async () => {
    const things = store.collection<{ _id: string }>();
    const ping = async () => store.client.db('admin').command({ ping: 1 });
    await things.insertOne({ _id: 'before' });
    const { release } = await holdWriters(store.folder);
    const waiting = await Promise.all([
      errorOf(things.insertOne({ _id: 'waits' })),
      errorOf(things.updateOne({ _id: 'before' }, { $set: { n: 1 } })),
    ]);
    for (const error of waiting) expect(error).to.include({ code: 262 });
    for (const error of [await errorOf(things.insertOne({ _id: 'comes' })), await errorOf(ping())])
      expect(databaseTrouble(error)).to.equal('away');
    expect(await things.countDocuments({ _id: 'before' })).to.equal(1);
    await release();
    await until(async () => ping().then(Boolean, () => false)); // the writes that nobody waits for have ended
    await things.insertOne({ _id: 'after' });
    const left = await things.find().sort({ _id: 1 }).toArray();
    expect(left).to.deep.equal([{ _id: 'after' }, { _id: 'before' }]);
  });
});
