import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { type Place, placesIn } from './file-pages.ts';
import { runStore } from './support.ts';

const TEXT = 'what lies on one page';
/** How far behind the beginning of `{ _id: 1, name: TEXT }` its text lies. */
const TEXT_AT = 4 + '?_id?'.length + 4 + '?name?'.length + 4;
/** Where the head of a page says how many entries are on it, two bytes for each (`MDB_page` in mdb.c). */
const LOWER = 20;

describe('the embedded store, its file damaged between two starts', function () {
  this.timeout(20_000);
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  /** Changes two or four bytes of a store of two documents, beside a place in it. */
  async function damage(change: (bytes: Buffer, place: Place & { pageSize: number }) => void): Promise<void> {
    const store = await runStore(folder.path);
    const things = store.client.db().collection<{ _id: number; name: string }>('things');
    await things.insertMany([
      { _id: 1, name: TEXT },
      { _id: 2, name: 'beside it' },
    ]);
    await store.client.db().command({ rewriteStore: 1 });
    await store.close();
    const data = join(folder.path, 'store.mdb');
    const [place] = await placesIn(data, [TEXT]);
    if (place === undefined) throw new Error('the document is not in the file');
    const file = await open(data, 'r+');
    const bytes = await file.readFile();
    change(bytes, { ...place, pageSize: bytes.readUInt32LE(48) });
    await file.write(bytes, 0, bytes.length, 0);
    await file.close();
  }

  /** What the thread of the store ends with once it is asked. */
  async function endOfAsking(ask: (database: mongo.Db) => Promise<unknown>): Promise<string> {
    const store = await runStore(folder.path);
    void ask(store.client.db()).catch(() => undefined);
    const { message } = await store.stopped;
    await store.close();
    return message;
  }

  it('ends with a sentence where a document has another length than it names', async () => {
    await damage((bytes, { page, pageSize, offset }) => {
      bytes.writeInt32LE(1000, page * pageSize + offset - TEXT_AT);
    });
    expect(await endOfAsking(async (database) => database.collection('things').find().toArray())).to.equal(
      `The data folder ${folder.path} is damaged (a document is not whole). Nothing was changed; restore a backup.`,
    );
  });

  it('ends with a sentence where it holds less than was written, as soon as it is rewritten', async () => {
    await damage((bytes, { page, pageSize }) => {
      const at = page * pageSize + LOWER;
      bytes.writeUInt16LE(bytes.readUInt16LE(at) - 2, at);
    });
    expect(await endOfAsking(async (database) => database.command({ rewriteStore: 1 }))).to.equal(
      `The data folder ${folder.path} is damaged (it holds less than was written to it). Nothing was changed; restore a backup.`,
    );
  });
});
