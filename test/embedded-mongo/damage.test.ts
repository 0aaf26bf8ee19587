import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { copyStore } from '../../src/embedded-mongo/file/copies.ts';
import { DataFolderDamaged, FileDamaged } from '../../src/embedded-mongo/errors.ts';
import { openWhole } from '../../src/embedded-mongo/file/open-whole.ts';
import { openStore, type Store } from '../../src/embedded-mongo/storage/store.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { type Place, placesIn } from './file-pages.ts';
import { errorOf, refusalToServe, runStore } from './support.ts';

const TEXT = 'what lies on one page';
/** How far behind the beginning of `{ _id: 1, name: TEXT }` its text lies. */
const TEXT_AT = 4 + '?_id?'.length + 4 + '?name?'.length + 4;
/** How far behind the type of `name`, and what is none. */
const TEXT_BEHIND_ITS_TYPE = '?name?'.length + 4;
const UNKNOWN_TYPE = 0x6e;
const PAGE_SIZE = 4096;
/** Where a page says which transaction wrote it, of what kind it is, how many entries are on it, two bytes for each, and where they lie (`MDB_page` in mdb.c). */
const TRANSACTION = 8;
const FLAGS = 18;
const LOWER = 20;
const ENTRIES = 24;

/** Less than the test has, so that it closes the store where that does not end. */
const MOST_SECONDS = 30;

describe('the embedded store, its file damaged', () => {
  let folder: TemporaryFolder;
  let data: string;
  let place: Place;
  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'store.mdb');
    const store = await runStore(folder.path);
    const things = store.client.db().collection<{ _id: number; name: string; at?: Date }>('things');
    await things.insertMany([
      { _id: 1, name: TEXT, at: new Date(0) },
      { _id: 2, name: 'beside it' },
    ]);
    await store.client.db().command({ rewriteStore: 1 });
    await store.close();
    const [found] = await placesIn(data, [TEXT]);
    if (found === undefined) throw new Error('the document is not in the file');
    place = found;
  });
  afterEach(() => folder.remove());

  /** Changes some bytes of the page that the first document lies on. */
  async function damage(change: (page: Buffer) => unknown): Promise<void> {
    const file = await open(data, 'r+');
    const page = Buffer.alloc(PAGE_SIZE);
    await file.read(page, 0, PAGE_SIZE, place.page * PAGE_SIZE);
    change(page);
    await file.write(page, 0, PAGE_SIZE, place.page * PAGE_SIZE);
    await file.close();
  }

  /** What the thread of the store ends with once it is asked after the damage. */
  async function endOfAsking(
    change: (page: Buffer) => unknown,
    ask: (database: mongo.Db) => Promise<unknown>,
  ): Promise<string> {
    await using store = await runStore(folder.path);
    let end = '';
    void store.stopped.then(({ message }) => (end = message));
    await damage(change);
    void ask(store.client.db()).catch(() => undefined);
    await until(() => end !== '', MOST_SECONDS);
    return end;
  }

  describe('while it is served, ends it with a sentence', () => {
    it('where a document has another length than it names', async () => {
      expect(await endOfAsking((page) => page.writeInt32LE(1000, place.offset - TEXT_AT), find)).to.equal(
        `The data folder ${folder.path} is damaged (a document is not whole). Nothing was changed; restore a backup.`,
      );
    });

    it('where LMDB tells of a page that makes no sense', async () => {
      expect(await endOfAsking((page) => page.writeUInt16LE(0, FLAGS), find)).to.match(
        /^The data folder .* is damaged \(MDB_CORRUPTED.*\)\. Nothing was changed; restore a backup\.$/,
      );
    });

    it('where what has expired cannot be read', async () => {
      await using store = await runStore(folder.path);
      let end = '';
      void store.stopped.then(({ message }) => (end = message));
      await store.client.db().collection('things').createIndex({ at: 1 }, { expireAfterSeconds: 0 });
      await damage((page) => page.writeUInt8(UNKNOWN_TYPE, place.offset - TEXT_BEHIND_ITS_TYPE));
      void setParameter(store.client.db('admin'), { ttlMonitorSleepSecs: 1 }).catch(() => undefined);
      await until(() => end !== '', MOST_SECONDS);
      expect(end).to.match(/^The thread of the embedded store ended: .*\. Start the portal again\.$/);
    });

    it('where it holds less than was written, as soon as it is rewritten', async () => {
      expect(await endOfAsking(withoutAnEntry, rewrite)).to.equal(
        `The data folder ${folder.path} is damaged (it holds less than was written to it). Nothing was changed; restore a backup.`,
      );
    });
  });

  for (const [what, change, says] of [
    ['is full of zeros', (page: Buffer) => page.fill(0), 'page'],
    ['has the number of another', (page: Buffer) => page.writeUInt8(page.readUInt8(0) ^ 1, 0), 'page'],
    ['names a transaction that never was', (page: Buffer) => page.writeUInt8(0x80, TRANSACTION + 7), 'page'],
    ['has an entry behind its end', (page: Buffer) => page.writeUInt16LE(60_000, ENTRIES), 'page'],
    ['has lost an entry', withoutAnEntry, 'it holds less than was written to it'],
  ] as const)
    it(`between two starts, where a page ${what}, is refused and left as it is`, async () => {
      await damage(change);
      const before = await readFile(data);
      const error = await refusalToServe(folder.path);
      expect(error).to.be.instanceOf(DataFolderDamaged);
      expect(error.message).to.equal(
        `The data folder ${folder.path} is damaged (${says === 'page' ? `page ${place.page} is damaged` : says}). Nothing was changed; restore a backup.`,
      );
      expect((await readFile(data)).equals(before)).to.equal(true);
    });

  it('is not copied by a backup, as reading it may end the process', async () => {
    await damage((page) => page.fill(0));
    const error = await errorOf(copyStore(folder.path, join(folder.path, 'a.backup')));
    expect(error).to.be.instanceOf(FileDamaged);
    expect(error.message).to.equal(`page ${place.page} is damaged`);
  });

  it('is refused although it is too large to be looked at as a whole, where there was time for the page', async () => {
    await damage((page) => page.fill(0));
    expect(await errorOf(openWhole(data, { lookMs: MOST_SECONDS * 1000 }))).to.be.instanceOf(FileDamaged);
    await until(
      async () => (await faultOf(openWhole(data, { small: 0 }))) instanceof FileDamaged,
      MOST_SECONDS,
    );
  });

  it('is opened although it is damaged, where there was no time for the page', async () => {
    await damage((page) => page.fill(0));
    expect(await faultOf(openWhole(data, { lookMs: 0 }))).to.equal(undefined);
  });

  it('is refused, however large it is, after a process that did not close it', async () => {
    const store = openStore(data);
    await damage((page) => page.fill(0));
    store.claim({ processId: 4_194_305, startedAt: 'before', socket: '' }, undefined);
    await store.close();
    expect(await faultOf(openWhole(data, { lookMs: 0 }))).to.be.instanceOf(FileDamaged);
  });
});

/** What opening a store ends with; undefined where it opens, which is closed again. */
async function faultOf(opening: Promise<Store>): Promise<unknown> {
  try {
    await (await opening).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

function withoutAnEntry(page: Buffer): void {
  page.writeUInt16LE(page.readUInt16LE(LOWER) - 2, LOWER);
}

async function find(database: mongo.Db): Promise<unknown> {
  return database.collection('things').find().toArray();
}

async function setParameter(admin: mongo.Db, parameter: object): Promise<unknown> {
  return admin.command({ setParameter: 1, ...parameter });
}

async function rewrite(database: mongo.Db): Promise<unknown> {
  return database.command({ rewriteStore: 1 });
}
