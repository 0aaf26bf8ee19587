import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createStoreRewriting } from '../../src/storage/store-rewriting.ts';
import { startPortal } from '../support/portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const HOUR = 3_600_000;

/** An embedded store with a rewriting whose clock the test moves. */
async function openRewriting(options: { smallBytes?: number; spareBytes?: number } = {}) {
  const folder = await temporaryFolder();
  const store = await startEmbeddedMongo({ folder: folder.path });
  const database = await openDatabase(store.uri);
  const state = { now: Date.parse('2026-11-27T03:00:00Z') };
  const warned: string[] = [];
  const rewriting = createStoreRewriting({
    database,
    today: () => new Date(state.now).toISOString().slice(0, 10),
    clock: () => new Date(state.now),
    spareBytes: 0,
    log: { warn: (line: unknown) => warned.push(String(line)) },
    ...options,
  });
  return {
    state,
    warned,
    rewriting,
    work: () => rewriting.work(new AbortController().signal),
    inode: async () => (await stat(join(folder.path, 'store.mdb'))).ino,
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await store.close();
      await folder.remove();
    },
  };
}

describe('rewriting the embedded store', () => {
  it('comes after a start, when a day begins, and every hour while the store is small', async () => {
    await using opened = await openRewriting();
    const { rewriting, state, work, inode } = opened;
    const before = await inode();
    expect(await rewriting.isNeeded()).to.equal(true);
    await work();
    expect(await inode()).to.not.equal(before);
    expect(await rewriting.isNeeded()).to.equal(false);
    state.now += HOUR;
    expect(await rewriting.isNeeded()).to.equal(true);
  });

  it('of a large one waits for the day', async () => {
    await using opened = await openRewriting({ smallBytes: 0 });
    const { rewriting, state, work } = opened;
    await work();
    state.now += HOUR * 20;
    expect(await rewriting.isNeeded()).to.equal(false);
    state.now += HOUR;
    expect(await rewriting.isNeeded(), 'the day after').to.equal(true);
  });

  it('that finds too little room is warned of in the log, changes nothing and is tried again after an hour', async () => {
    await using opened = await openRewriting({ spareBytes: Number.MAX_SAFE_INTEGER, smallBytes: 0 });
    const { rewriting, state, warned, work, inode } = opened;
    const before = await inode();
    await work();
    expect(warned.join('\n')).to.match(/too little free room/);
    expect(await inode()).to.equal(before);
    expect(await rewriting.isNeeded()).to.equal(false);
    state.now += HOUR;
    expect(await rewriting.isNeeded()).to.equal(true);
  });

  it('that fails for another reason tells it and is tried again after an hour', async () => {
    const opened = await openRewriting({ smallBytes: 0 });
    const { rewriting, state, work } = opened;
    await opened[Symbol.asyncDispose]();
    const failure = await work().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
    expect(await rewriting.isNeeded()).to.equal(false);
    state.now += HOUR;
    expect(await rewriting.isNeeded()).to.equal(true);
  });

  it('is a job of the portal that has such a store, and of no other', async function job() {
    await using portal = await startPortal({ withoutTimers: true });
    const path = join(portal.dataFolder, 'store', 'store.mdb');
    if (process.env['MONGODB_URI'] !== undefined) this.skip();
    const before = (await stat(path)).ino;
    await portal.services.jobs.runNow('store-rewriting');
    expect((await stat(path)).ino).to.not.equal(before);
    expect(portal.logged.join('\n')).not.to.match(/job failed/);
  });
});
