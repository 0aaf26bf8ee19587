import { once } from 'node:events';
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { adoptCopy, copyStore } from '../../src/embedded-mongo/file/copies.ts';
import { holdStore } from '../../src/embedded-mongo/folder/hold.ts';
import {
  createEnvironment,
  createTrees,
  openEnvironment,
} from '../../src/embedded-mongo/file/environment.ts';
import { FileDamaged } from '../../src/embedded-mongo/errors.ts';
import { finishExchange } from '../../src/embedded-mongo/file/exchange.ts';
import { copyInOrder } from '../../src/embedded-mongo/file/ordered-copy.ts';
import { openStore } from '../../src/embedded-mongo/storage/store.ts';
import { checkStore } from '../../src/store-tool/store-check.ts';
import { startProgram } from '../store-tool/support.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { holds, placesIn } from './file-pages.ts';
import { errorOf, expectAllHeld, runStore, type RunningStore } from './support.ts';

const LARGE = 20_000;
/** What lies on the page of a large value and nowhere else. */
const sealedOf = (name: string): string => `sealed for ${name}`;
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `arrived as ${n};`);

async function rewrite(store: RunningStore, spareBytes = 0): Promise<void> {
  await store.client.db().command({ rewriteStore: 1, spareBytes });
}

/** Reports that came one after another, each with a value on pages of its own and an entry in a tree. */
async function fill(store: RunningStore, arrived: readonly string[]) {
  const reports = store.client.db().collection<{ name: string; sealed: Buffer }>('reports');
  await reports.createIndex({ name: 1 });
  for (const name of arrived) {
    const sealed = Buffer.alloc(LARGE, 1);
    sealed.write(sealedOf(name));
    await reports.insertOne({ name, sealed });
  }
  return reports;
}

/** Until it fails, as it does soon. */
async function writeOn(reports: Awaited<ReturnType<typeof fill>>): Promise<void> {
  for (let times = 0; times < 300; times += 1)
    await reports.updateOne({ name: 'to stay;' }, { $set: { sealed: Buffer.alloc(1) } });
}

/** LMDB fills a page from its end. */
async function placedBackwards(file: string, texts: readonly string[]): Promise<number[]> {
  return (await placesIn(file, texts)).map(({ page, offset }) => page * 65_536 - offset);
}

function isOfReplacement(error: unknown): false {
  expect(String(error)).to.match(/was replaced while it was copied/);
  return false;
}

/** Throws where an index and its documents disagree. */
async function expectSound(folder: string): Promise<void> {
  const held = await holdStore(folder);
  const steps = checkStore(held.store);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  await held.close();
  expect(step.value.described).to.eql([]);
}

describe('the embedded store, its file rewritten', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;
  let data: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'store.mdb');
  });
  afterEach(() => folder.remove());

  it('tells by no page and no transaction in which order reports came, nor does a backup', async () => {
    await using store = await runStore(folder.path);
    const arrived = names(40);
    const reports = await fill(store, arrived);
    const before = await placesIn(data, arrived.map(sealedOf));
    expect(before.every(({ isLarge }) => isLarge)).to.equal(true);
    const transactions = before.map(({ transaction }) => transaction);
    expect(transactions, 'what LMDB keeps by itself').to.eql(transactions.toSorted((a, b) => a - b));

    const backup = join(folder.path, 'a.backup');
    await copyStore(folder.path, backup);
    await rewrite(store);
    // Documents are filed by random numbers, and so does the store give them where no order is asked for.
    const filed = (await reports.find().toArray()).map(({ name }) => sealedOf(name));
    for (const file of [data, backup]) {
      const places = await placesIn(file, filed);
      const pages = places.map(({ page }) => page);
      expect(pages, file).to.eql(pages.toSorted((a, b) => a - b));
      expect(new Set(places.map(({ transaction }) => transaction)), file).to.have.lengthOf(1);
    }
    await store.close();
  });

  it('tells by no place in a page in which order small documents came, nor does a backup', async () => {
    await using store = await runStore(folder.path);
    const notes = store.collection<{ name: string }>();
    const arrived = names(30);
    for (const name of arrived) await notes.insertOne({ name });

    const backup = join(folder.path, 'a.backup');
    await copyStore(folder.path, backup);
    await rewrite(store);
    const filed = (await notes.find().toArray()).map(({ name }) => name);
    for (const file of [data, backup]) {
      const places = await placedBackwards(file, filed);
      expect(places, file).to.eql(places.toSorted((a, b) => a - b));
    }
    await store.close();
  });

  it('holds nothing of what was deleted, and the file that it replaces is overwritten', async () => {
    await using store = await runStore(folder.path);
    const reports = await fill(store, ['to stay;', 'to go;']);
    await reports.deleteOne({ name: 'to go;' });
    expect(await holds(data, 'to go;'), 'what LMDB leaves by itself').to.equal(true);
    const old = await open(data, 'r');
    await rewrite(store);
    expect(await holds(data, 'to go;')).to.equal(false);
    expect(await holds(data, 'to stay;')).to.equal(true);
    const left = await old.readFile();
    expect(left.length).to.be.above(LARGE);
    expect(left.some((byte) => byte !== 0)).to.equal(false);
    await old.close();
    await store.close();
    expect((await stat(data)).mode & 0o777).to.equal(0o600);
    expect((await readdir(folder.path)).toSorted()).to.eql(['format', 'store.mdb', 'store.mdb-lock']);
  });

  it('that may not take its place for good, ends the store before another write, leaves the old file whole, and is opened again', async () => {
    await using store = await runStore(folder.path);
    const reports = await fill(store, ['to stay;']);
    const old = await open(data, 'r');
    await rm(`${data}-lock`);
    await mkdir(`${data}-lock`); // so that the second renaming fails
    await Promise.all([errorOf(rewrite(store)), errorOf(writeOn(reports))]);
    await store.stopped;
    expect((await old.readFile()).includes('to stay;')).to.equal(true);
    await old.close();
    await store.close();
    await rm(`${data}-lock`, { recursive: true });
    finishExchange(data);
    const again = openStore(data); // the process that owns it lives, where that of a portal has ended
    const found = again.collections.get('portal.reports');
    expect(found && again.countDocuments(found)).to.equal(1);
    await again.close();
  });

  it('loses no write that comes meanwhile, and lets a cursor go on', async () => {
    await using store = await runStore(folder.path);
    const reports = await fill(store, names(200));
    const kept = store.client.db().collection<{ _id: string; count: number }>('kept');
    const cursor = reports.find({}, { batchSize: 10 }).sort({ name: 1 });
    await cursor.next();
    let written = 0;
    const progress = { isDone: false };
    const writer = async (client: number): Promise<void> => {
      for (let n = 0; !progress.isDone; n += 1, written += 1) {
        await kept.updateOne({ _id: `of ${client}` }, { $inc: { count: 1 } }, { upsert: true });
        await reports.insertOne({ name: `${client} ${n};`, sealed: Buffer.alloc(LARGE, client) });
        if (n % 3 === 0) await reports.deleteOne({ name: `${client} ${n};` });
      }
    };
    const writers = Array.from({ length: 5 }, (_, client) => writer(client));
    for (let times = 0; times < 5; times += 1) await rewrite(store);
    progress.isDone = true;
    await Promise.all(writers);
    const counts = await kept.find().toArray();
    expect(counts.reduce((sum, { count }) => sum + count, 0)).to.equal(written);
    const left = counts.reduce((sum, { count }) => sum + count - Math.ceil(count / 3), 0);
    expect(await reports.countDocuments({ name: /^\d/ })).to.equal(left);
    const found = (await cursor.toArray()).filter(({ name }) => name.startsWith('arrived'));
    expect(found).to.have.lengthOf(199);
    await store.close();
    await expectSound(folder.path);
  });

  it('is not taken for copied where a key was not taken, as one out of its order is not', async () => {
    const from = openEnvironment(data);
    for (const key of ['a', 'b']) await from.trees.documents.put(Buffer.from(key), Buffer.from(key));
    const trees = createTrees(from, Error);
    const backwards = { ...trees.documents, getKeys: () => ['b', 'a'].map((key) => Buffer.from(key)) };
    const to = await createEnvironment(join(folder.path, 'copy.mdb'));
    expect(await errorOf(copyInOrder({ ...trees, documents: backwards }, to, {}))).to.be.instanceOf(
      FileDamaged,
    );
    await to.root.close();
    await from.root.close();
  });

  it('begins no write within another one, whose answer would come too early', async () => {
    const held = await holdStore(folder.path);
    const inner: Promise<Error>[] = [];
    await held.store.write(() => {
      inner.push(errorOf(held.store.write(() => undefined)));
    });
    expect((await inner[0])?.message).to.match(/within a write/);
    await held.store.write(() => undefined);
    await held.close();
  });

  it('stays as it was where the disk has too little room, and says so', async () => {
    await using store = await runStore(folder.path);
    await fill(store, names(3));
    const { ino } = await stat(data);
    expect(await errorOf(rewrite(store, Number.MAX_SAFE_INTEGER))).to.include({ code: 14_031 });
    expect((await stat(data)).ino).to.equal(ino);
    expect(await readdir(folder.path)).not.to.include('store.mdb.new');
    await rewrite(store);
    expect((await stat(data)).ino).to.not.equal(ino);
    await store.close();
  });

  it('holds every acknowledged write wherever the process was killed', async () => {
    const acknowledged = new Set<number>();
    for (const rewritten of [1, 2, 3]) {
      const own = await temporaryFolder();
      const { child } = startProgram(new URL('writing-program.ts', import.meta.url), [own.path, 'rewriting']);
      const told = { rewritten: 0 };
      acknowledged.clear();
      child.on('message', (message) => {
        if (typeof message === 'number') acknowledged.add(message);
        else told.rewritten += 1;
      });
      while (told.rewritten < rewritten || acknowledged.size < 100 + rewritten * 7)
        await once(child, 'message');
      await setTimeout(Math.random() * 30); // also between two answers, and amid a rewriting
      child.kill('SIGKILL');
      await once(child, 'exit');
      await using store = await runStore(own.path);
      await expectAllHeld(store, acknowledged);
      await rewrite(store);
      expect(await readdir(own.path)).not.to.include('store.mdb.new');
      await store.close();
    }
  });

  it('is copied whole by another process, also when it takes the place of the file that is read', async () => {
    await using own = await temporaryFolder();
    const served = join(own.path, 'served');
    const copy = join(own.path, 'copy');
    await mkdir(copy);
    const { child } = startProgram(new URL('writing-program.ts', import.meta.url), [served, 'rewriting']);
    const acknowledged = new Set<number>();
    child.on('message', (message) => typeof message === 'number' && acknowledged.add(message));
    while (acknowledged.size < 100) await once(child, 'message');
    const before = [...acknowledged];
    // It is replaced several times a second here, so that a copy may give up.
    const copied = async () => copyStore(served, join(copy, 'store.mdb')).then(() => true, isOfReplacement);
    while (!(await copied())) expect(child.exitCode).to.equal(null);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await adoptCopy(copy);
    await expectSound(copy);
    await using store = await runStore(copy);
    await expectAllHeld(store, new Set(before));
  });

  it('gives its lock to whoever opens it after a crash between the two renamings, and none of one that came before', async () => {
    await using store = await runStore(folder.path);
    await fill(store, ['a;']);
    await store.close();
    await rename(`${data}-lock`, `${data}.new-lock`);
    await writeFile(`${data}-lock`, 'of the file that was replaced');
    await expectSound(folder.path);
    expect((await readdir(folder.path)).toSorted()).to.eql(['format', 'store.mdb', 'store.mdb-lock']);

    await writeFile(`${data}.new`, 'half a file');
    await writeFile(`${data}.new-lock`, 'its lock');
    await expectSound(folder.path);
    await using again = await runStore(folder.path);
    await rewrite(again);
    expect(await again.client.db().collection('reports').countDocuments({ name: 'a;' })).to.equal(1);
    await again.close();
    await expectSound(folder.path);
    expect((await readdir(folder.path)).toSorted()).to.eql(['format', 'store.mdb', 'store.mdb-lock']);
  });
});
