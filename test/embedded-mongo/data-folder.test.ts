import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { holdStore } from '../../src/embedded-mongo/folder/hold.ts';
import {
  DataFolderDamaged,
  DataFolderInUse,
  DataFolderTooNew,
  EmbeddedMongoError,
} from '../../src/embedded-mongo/errors.ts';
import { readHead } from '../../src/embedded-mongo/file/file-head.ts';
import { takeOwnership } from '../../src/embedded-mongo/folder/ownership.ts';
import { openStore } from '../../src/embedded-mongo/storage/store.ts';
import { errorOf, expectAllHeld, refusalToServe, runStore, temporaryFolder } from './support.ts';

const program = new URL('writing-program.ts', import.meta.url);

/** The programs that a test started, ended with it: one that goes on would keep the process of the tests alive. */
const started: ChildProcess[] = [];

/** Starts a program that writes until it is killed, and waits until it says that it wrote this many. */
async function writeUntil(folder: string, acknowledged: number) {
  const child = fork(program, [folder], { execArgv: ['--import', 'tsx'] });
  started.push(child);
  const seen = new Set<number>();
  while (seen.size < acknowledged) {
    const [message]: unknown[] = await once(child, 'message');
    if (typeof message === 'number') seen.add(message);
  }
  child.on('message', (message) => typeof message === 'number' && seen.add(message));
  return { child, seen };
}

describe('embedded store, its data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('is made for its owner alone', async () => {
    const store = await startEmbeddedMongo({ folder: join(folder, 'data') });
    await store.close();
    expect((await stat(join(folder, 'data'))).mode & 0o777).to.equal(0o700);
  });

  it('keeps documents and indexes over a restart', async () => {
    await using first = await runStore(folder);
    await first.client.db().collection('things').createIndex({ n: 1 }, { unique: true });
    await first.client
      .db()
      .collection('things')
      .insertOne({ n: 1, tags: ['a', 'b'] });
    await first.close();
    await using second = await runStore(folder);
    expect(await second.client.db().collection('things').findOne({ n: 1 })).to.deep.include({
      tags: ['a', 'b'],
    });
    expect(await errorOf(second.client.db().collection('things').insertOne({ n: 1 }))).to.include({
      code: 11000,
    });
    await second.close();
  });

  it('holds every acknowledged write after the process was killed with SIGKILL', async function kill() {
    this.timeout(60_000);
    const { child, seen } = await writeUntil(folder, 100);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using store = await runStore(folder);
    await expectAllHeld(store, seen);
    await store.close();
  });

  it('is refused to a second process with the number of the first, which goes on', async function refuse() {
    this.timeout(60_000);
    const { child } = await writeUntil(folder, 1);
    const error = await refusalToServe(folder);
    expect(error).to.be.instanceOf(DataFolderInUse);
    expect(error.message).to.include(String(child.pid));
    await once(child, 'message');
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('asked for again and again by others while it is written, loses nothing and ends nobody', async function ask() {
    this.timeout(120_000);
    const { child, seen } = await writeUntil(folder, 1);
    let isGone = false;
    child.once('exit', () => (isGone = true));
    for (let times = 0; times < 12; times += 1)
      expect(await refusalToServe(folder)).to.be.instanceOf(DataFolderInUse);
    expect(isGone, 'the process that writes').to.equal(false);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using store = await runStore(folder);
    await expectAllHeld(store, seen);
    await store.close();
  });

  /** Begins to hold the folder, and does something else when its store was opened and this process is about to own it. */
  async function holdMeanwhile(work: () => void): ReturnType<typeof holdStore> {
    const isOpening = () => readdirSync(folder).some((name) => name.startsWith('owner.'));
    const holding = { isDone: false };
    const held = holdStore(folder).finally(() => (holding.isDone = true));
    while (!holding.isDone && !isOpening()) await setImmediate();
    if (holding.isDone) throw new Error('it was held before anything was done');
    work();
    return held;
  }

  it('is opened again where its last owner exchanged the file that was opened, and let go of it', async () => {
    const other = join(folder, 'other');
    for (const [path, name] of [
      [folder, 'old'],
      [other, 'new'],
    ] as const) {
      const store = await runStore(path);
      await store.client.db().collection(name).insertOne({});
      await store.close();
    }
    const held = await holdMeanwhile(() => renameSync(join(other, 'store.mdb'), join(folder, 'store.mdb')));
    expect([...held.store.collections.keys()]).to.deep.equal(['portal.new']);
    await held.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('owner.'))).to.deep.equal([]);
  });

  it('is opened again where its last owner exchanged the lock alone before it was killed', async () => {
    await (await runStore(folder)).close();
    const lock = join(folder, 'store.mdb-lock');
    const before = statSync(lock).ino;
    const held = await holdMeanwhile(() => writeFileSync(join(folder, 'store.mdb.new-lock'), ''));
    expect(statSync(lock).ino).to.not.equal(before);
    expect(held.store.owner()).to.include({ processId: process.pid });
    await held.close();
  });

  it('gets nothing written by who opened it while its last owner exchanged file and lock', async () => {
    await (await runStore(folder)).close();
    const data = join(folder, 'store.mdb');
    const before = readHead(data)?.transaction;
    const store = openStore(data);
    const socket = join(folder, 'mongo.sock');
    expect(await takeOwnership(store, data, { socket, isExchanged: () => true })).to.equal(undefined);
    await store.close();
    expect(readHead(data)?.transaction).to.equal(before);
    expect((await readdir(folder)).filter((name) => name.startsWith('owner.'))).to.deep.equal([]);
  });

  it('is free for others again where it was opened and could not be held', async () => {
    const inItsPlace = join(folder, 'format', 'so that no file gets this name');
    const error = await errorOf(holdMeanwhile(() => mkdirSync(inItsPlace, { recursive: true })));
    expect(error).to.be.instanceOf(EmbeddedMongoError);
    await rm(join(folder, 'format'), { recursive: true });
    expect((await readdir(folder)).toSorted()).to.deep.equal(['format.new', 'store.mdb', 'store.mdb-lock']);
    await (await holdStore(folder)).close();
  });

  it('is let go of as a whole where its owner cannot be taken off its store, as on a full disk', async () => {
    const held = await holdStore(folder);
    const full = new Error('the disk is full');
    held.store.release = async () => Promise.reject(full);
    expect(await errorOf(held.close())).to.equal(full);
    expect((await readdir(folder)).filter((name) => name.startsWith('owner.'))).to.deep.equal([]);
    expect(() => held.count()).to.throw(); // its files are closed
  });

  it('is refused to the same process while it serves it', async () => {
    await using store = await runStore(folder);
    expect(await refusalToServe(folder)).to.be.instanceOf(DataFolderInUse);
    await store.close();
  });

  it('is free for others again where it could not be served', async () => {
    await mkdir(join(folder, 'mongo.sock'));
    expect(await refusalToServe(folder)).to.be.instanceOf(EmbeddedMongoError);
    await rm(join(folder, 'mongo.sock'), { recursive: true });
    await (await startEmbeddedMongo({ folder })).close();
  });

  it('is refused where its format is newer', async () => {
    await writeFile(join(folder, 'format'), '2\n');
    expect(await refusalToServe(folder)).to.be.instanceOf(DataFolderTooNew);
  });

  it('is refused where its store is missing or empty, and begun again where it was never finished', async () => {
    await (await startEmbeddedMongo({ folder })).close();
    expect((await readdir(folder)).toSorted()).to.deep.equal(['format', 'store.mdb', 'store.mdb-lock']);
    await writeFile(join(folder, 'store.mdb'), '');
    expect(await refusalToServe(folder)).to.be.instanceOf(DataFolderDamaged);
    await rm(join(folder, 'store.mdb'));
    const error = await refusalToServe(folder);
    expect(error).to.be.instanceOf(DataFolderDamaged);
    expect(error.message).to.include('store.mdb is missing or empty');
    expect(await readdir(folder)).to.not.include('store.mdb');
    await rename(join(folder, 'format'), join(folder, 'format.new'));
    await (await startEmbeddedMongo({ folder })).close();
    expect(await readdir(folder)).to.include.members(['format', 'store.mdb']);
  });

  it('is refused also where the number of its process says nothing here, as across the wall of a container', async function wall() {
    this.timeout(60_000);
    const { child, seen } = await writeUntil(folder, 1);
    const data = join(folder, 'store.mdb');
    const other = openStore(data);
    const owner = other.owner();
    if (owner === undefined) throw new Error('nobody owns the store');
    other.claim({ ...owner, processId: 4_194_305, startedAt: 'in another place' }, owner);
    await other.close();
    expect(await refusalToServe(folder)).to.be.instanceOf(DataFolderInUse);
    expect(await errorOf(holdStore(folder))).to.be.instanceOf(DataFolderInUse);
    const before = seen.size;
    await once(child, 'message');
    expect(seen.size).to.be.greaterThan(before);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await using store = await runStore(folder);
    await expectAllHeld(store, seen);
    await store.close();
    expect((await readdir(folder)).filter((name) => /^owner|sock$/.test(name))).to.deep.equal([]);
  });

  it('is refused, and not changed, where its file is not LMDB or was cut short', async () => {
    await using store = await runStore(folder);
    await store.client
      .db()
      .collection('things')
      .insertMany(Array.from({ length: 50 }, () => ({ data: Buffer.alloc(5000) })));
    await store.close();
    const data = join(folder, 'store.mdb');
    const whole = await readFile(data);
    for (const share of [0.2, 0.5, 0.9]) {
      await writeFile(data, whole.subarray(0, whole.length * share));
      expect(await refusalToServe(folder), String(share)).to.be.instanceOf(DataFolderDamaged);
      expect((await stat(data)).size).to.equal(Math.floor(whole.length * share));
    }
    await writeFile(data, Buffer.alloc(8192, 'x'));
    expect(await refusalToServe(folder)).to.be.instanceOf(DataFolderDamaged);
    expect(await readFile(data)).to.deep.equal(Buffer.alloc(8192, 'x'));
  });

  it('is opened where its last pages were taken and given back by one transaction, which LMDB leaves out', async () => {
    await using first = await runStore(folder);
    const things = first.client.db().collection<{ _id: number }>('things');
    await things.insertOne({ _id: 0 });
    const churn = Array.from({ length: 40 }, (_, at) => [
      { insertOne: { document: { _id: at + 1, data: Buffer.alloc(9000) } } },
      { deleteOne: { filter: { _id: at + 1 } } },
    ]);
    await Promise.all(churn.map((operations) => things.bulkWrite(operations)));
    await first.close();
    await using second = await runStore(folder);
    expect(await second.client.db().collection('things').countDocuments()).to.equal(1);
    await second.close();
  });

  it('may have a path that is too long for a socket', async () => {
    const long = join(folder, 'x'.repeat(90), 'y'.repeat(90));
    await mkdir(long, { recursive: true });
    await using store = await runStore(long);
    expect(await store.client.db().command({ ping: 1 })).to.include({ ok: 1 });
    const socket = decodeURIComponent(/^mongodb:\/\/([^/]+)\//.exec(store.uri)?.[1] ?? '');
    await store.close();
    expect(await errorOf(stat(socket))).to.include({ code: 'ENOENT' });
  });
});
