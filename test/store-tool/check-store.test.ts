import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { CommandError } from '../../src/embedded-mongo/command-error.ts';
import { DataFolderUnusable } from '../../src/embedded-mongo/errors.ts';
import {
  keysOf,
  keysWithin,
  numberOfKey,
  recordBytes,
  recordKey,
} from '../../src/embedded-mongo/storage/keys.ts';
import { openStore, type Store } from '../../src/embedded-mongo/storage/store.ts';
import { errorLine } from '../../src/store-tool/error-line.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { lastLineOf, openStoreOf, runTool, startProgram } from './support.ts';

const apartProgram = new URL('apart-program.ts', import.meta.url);
const documents = 200;

/** A document that an index files, in the store of the tests. */
function thing(n: number) {
  return { _id: `id ${n}`, n, tags: [`a${n}`, 'b'], name: `name ${n}`, data: Buffer.alloc(1000, n) };
}

/** The parts of the store that a test damages. */
function partsOf(store: Store) {
  const [collection] = store.collections.values();
  const index = (name: string) => collection?.indexes.find((other) => other.name === name);
  const [n, names] = [index('n'), index('name')];
  if (collection === undefined || n === undefined || names === undefined) throw new Error('no such index');
  return { collection, n, names };
}

describe('npm run check-store', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;
  let data: string;
  let environment: { DATA_DIR: string };
  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'store', 'store.mdb');
    environment = { DATA_DIR: folder.path };
    const store = await openStoreOf(folder.path);
    const things = store.client.db().collection<ReturnType<typeof thing>>('things');
    await things.createIndex({ n: 1 }, { name: 'n', unique: true });
    await things.createIndex({ tags: 1 }, { name: 'tags' });
    await things.createIndex({ name: -1, n: 1 }, { name: 'name' });
    await things.insertMany(Array.from({ length: documents }, (_, n) => thing(n)));
    await store.close();
  });
  afterEach(() => folder.remove());

  async function damage(change: (store: Store) => void): Promise<void> {
    const store = openStore(data);
    await store.write(() => change(store));
    await store.close();
  }

  /** The check finds it twice, in the same words: it mends nothing. */
  async function expectFault(says: RegExp): Promise<void> {
    for (const { code, out, error } of [
      await runTool(['check-store'], environment),
      await runTool(['check-store'], environment),
    ]) {
      expect(code).to.equal(1);
      expect(out).to.equal('');
      expect(error).to.match(says);
      expect(lastLineOf(error)).to.match(/^The store in DATA_DIR .* is damaged \(\d+ faults?\)/);
    }
  }

  it('says what a sound store holds, gives back what deleted documents took, and keeps every document', async () => {
    const store = await openStoreOf(folder.path);
    const things = store.client.db().collection('things');
    await things.deleteMany({ n: { $gte: documents / 2 } });
    await store.close();
    const before = (await stat(data)).size;
    const { code, out } = await runTool(['check-store'], environment);
    expect(code).to.equal(0);
    expect(out).to.match(/^The store is sound: 1 collection, 100 documents, 500 index entries; it took/);
    expect((await stat(data)).size).to.be.lessThan(before);
    const again = await openStoreOf(folder.path);
    const kept = await again.client.db().collection('things').find().hint('n').toArray();
    expect(kept.map(({ n }) => n)).to.deep.equal(Array.from({ length: documents / 2 }, (_, n) => n));
    await again.client.db().collection('things').insertOne({ n: 1000 });
    await again.close();
  });

  it('finds an index entry that is missing', async () => {
    await damage((store) => {
      const [first] = keysWithin(store.entries, keysOf(partsOf(store).n));
      if (first) store.entries.removeSync(first);
    });
    await expectFault(/^The index n of portal\.things lacks the document \d+\.$/m);
  });

  it('finds an index entry that belongs to no document, also where the number of entries is right', async () => {
    await damage((store) => {
      const { names } = partsOf(store);
      const [first] = keysWithin(store.entries, keysOf(names));
      if (first) store.entries.removeSync(first);
      const stray = Buffer.concat([numberOfKey(names.number), Buffer.from('stray'), recordBytes(7)]);
      store.entries.putSync(stray, Buffer.of(1));
    });
    await expectFault(/^The index name of portal\.things holds an entry that belongs to no document\.$/m);
  });

  it('finds a key that a unique index holds twice', async () => {
    await damage((store) => {
      const [first] = keysWithin(store.entries, keysOf(partsOf(store).n));
      if (first) store.entries.putSync(Buffer.concat([first.subarray(0, -6), recordBytes(9)]), Buffer.of(1));
    });
    await expectFault(/^The index n of portal\.things is unique and holds a key twice\.$/m);
  });

  it('finds a document that is not whole, and one of no collection', async () => {
    await damage((store) => {
      const { collection } = partsOf(store);
      const [first] = keysWithin(store.documents, keysOf(collection));
      if (first) store.documents.putSync(first, store.documents.getBinary(first)?.subarray(0, 50) ?? first);
      store.documents.putSync(recordKey({ ...collection, number: 900 }, 1), Buffer.of(5, 0, 0, 0, 0));
    });
    await expectFault(
      /^The document \d+ of portal\.things is not whole\.\n[^]*^There are documents of no collection\.$/m,
    );
  });

  it('names the page that is damaged, and leaves the file as it is', async () => {
    const bytes = await readFile(data);
    const [root] = [bytes.readBigUInt64LE(136), bytes.readBigUInt64LE(4096 + 136)].map(Number);
    bytes.fill(0, (root ?? 0) * 4096, ((root ?? 0) + 1) * 4096);
    await writeFile(data, bytes);
    const { code, error } = await runTool(['check-store'], environment);
    expect(code).to.equal(1);
    expect(lastLineOf(error)).to.equal(
      `DATA_DIR: The data folder ${join(folder.path, 'store')} is damaged (page ${root ?? 0} is damaged). Nothing was changed; restore a backup.`,
    );
    expect((await readFile(data)).equals(bytes)).to.equal(true);
  });

  it('survives a file whose pages were overwritten, and says so', async () => {
    const whole = await readFile(data);
    await writeFile(data, Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 0xa5)]));
    const { child, stderr } = startProgram(apartProgram, ['check-store'], environment);
    const [error] = await Promise.all([text(stderr), once(child, 'exit')]);
    expect(child.exitCode).to.not.equal(0);
    expect(lastLineOf(error)).to.match(/damaged .*restore a (?:sound )?backup\.$/);
  });

  it('refuses a data folder in use, and one without a store', async () => {
    const store = await openStoreOf(folder.path);
    const { code, error } = await runTool(['check-store'], environment);
    expect(code).to.equal(1);
    expect(error).to.match(/^DATA_DIR: .* is in use by the process \d+/);
    await store.close();
    const none = await runTool(['check-store'], { DATA_DIR: join(folder.path, 'none') });
    expect(none.error).to.match(/^DATA_DIR .* holds no store/);
  });
});

describe('what ends a command of the store', () => {
  it('is told in a sentence where the disk is full or has too little room, or the files are of another user', () => {
    const full = /^The disk is full; nothing was changed/;
    for (const error of [
      Object.assign(new Error('write'), { code: 'ENOSPC' }),
      Object.assign(new Error('No space left on device'), { code: 28 }),
    ])
      expect(errorLine(error)).to.match(full);
    const noRoom = new CommandError(
      'OutOfDiskSpace',
      'a copy of the store takes 278528 free bytes on its disk',
    );
    expect(errorLine(noRoom)).to.equal(
      'The disk has not enough room (a copy of the store takes 278528 free bytes on its disk); nothing was changed: make room and begin again.',
    );
    const denied = Object.assign(new Error("EACCES: permission denied, access '/x'"), { code: 'EACCES' });
    const ofAnother = new DataFolderUnusable('The data folder /x cannot be used: EACCES.', 'EACCES');
    for (const error of [denied, ofAnother])
      expect(errorLine(error)).to.match(/^This user may not do that .*as the user of the portal\.$/);
  });
});
