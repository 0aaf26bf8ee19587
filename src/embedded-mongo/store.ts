import { truncateSync } from 'node:fs';
import { constants } from 'node:os';
import { ABORT, type Database, open, type RootDatabase } from 'lmdb';
import { type Collection, describeIndex, idIndex, type Index, parseIndex } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { type Bounds, keysWithin, numberedKey, numberOfKey } from './keys.ts';
import { isAlive, type Owner, thisProcess } from './owner.ts';
import { decode, type Document, encode, isDocument, numberOf } from './values.ts';

type Bytes = Database<Buffer, Buffer>;

/** The databases of the store and its only access to LMDB. Writes happen inside `write` alone. */
export type Store = ReturnType<typeof openStore>;

/**
 * Opens the LMDB environment at a path.
 *
 * Durability: `overlappingSync` is off, so LMDB flushes a transaction to the disk before it commits it, and the
 * promise of `transaction` resolves after that. lmdb documents of these promises: "Once the promise resolves, the
 * transaction will have been fully written to the physical storage medium". All callbacks that are queued while an
 * earlier transaction is being flushed share the next one: that is the group commit.
 */
export function openStore(path: string, { readOnly = false } = {}) {
  const root = openRoot(path, readOnly);
  const catalog = openCatalog(root);
  const documents: Bytes = root.openDB({ name: 'documents', keyEncoding: 'binary', encoding: 'binary' });
  const entries: Bytes = root.openDB({ name: 'entries', keyEncoding: 'binary', encoding: 'binary' });
  const collections = new Map<string, Collection>();
  let nextNumber = 1;
  let version = 0;

  /** Differs from `version` where a transaction that changed the catalog failed, for want of space say. */
  function savedVersion(): number {
    return catalog.getBinaryFast(VERSION_KEY)?.readUInt32BE() ?? 0;
  }

  function load(): void {
    version = savedVersion();
    collections.clear();
    for (const key of keysWithin(catalog, everything)) {
      const collection = readCollection(decode(catalog.get(key) ?? Buffer.alloc(0)));
      collections.set(key.toString('utf8'), collection);
      nextNumber = Math.max(
        nextNumber,
        collection.number + 1,
        ...collection.indexes.map((index) => index.number + 1),
      );
    }
  }

  async function commit<Result>(work: () => Result): Promise<Result> {
    try {
      return await root.transaction(work);
    } catch (error) {
      throw await reasonOf(error);
    }
  }

  function saveVersion(): void {
    version += 1;
    catalog.putSync(VERSION_KEY, numberOfKey(version));
  }

  function clear(database: Bytes, bounds: Bounds): void {
    for (const key of keysWithin(database, bounds)) database.removeSync(key);
  }

  load();
  return {
    collections,
    documents,
    entries,

    /**
     * Runs work in the next transaction; resolves when what it wrote is on the disk.
     * @throws {CommandError} OutOfDiskSpace when the disk is full; nothing of it is written then
     */
    write<Result>(work: () => Result): Promise<Result> {
      return commit(() => {
        if (savedVersion() !== version) load();
        return work();
      });
    },

    createCollection(database: string, name: string): Collection {
      const collection = {
        number: nextNumber,
        database,
        name,
        indexes: [idIndex(nextNumber + 1)],
      };
      nextNumber += 2;
      collections.set(`${database}.${name}`, collection);
      this.saveCollection(collection);
      return collection;
    },

    newNumber(): number {
      nextNumber += 1;
      return nextNumber - 1;
    },

    saveCollection(collection: Collection): void {
      catalog.putSync(
        Buffer.from(`${collection.database}.${collection.name}`),
        encode(describeCollection(collection)),
      );
      saveVersion();
    },

    dropCollection(collection: Collection): void {
      clear(documents, recordsOf(collection));
      for (const index of collection.indexes) this.clearIndex(index);
      catalog.removeSync(Buffer.from(`${collection.database}.${collection.name}`));
      collections.delete(`${collection.database}.${collection.name}`);
      saveVersion();
    },

    clearIndex(index: Index): void {
      clear(entries, entriesOf(index));
    },

    dropIndex(collection: Collection, index: Index): void {
      this.clearIndex(index);
      collection.indexes.splice(collection.indexes.indexOf(index), 1);
      this.saveCollection(collection);
    },

    /** The living process that serves this store, which may be this one. */
    holder: (): Owner | undefined => livingOwner(catalog),

    /** Makes this process the owner, or answers with another; LMDB's write lock keeps two from doing it at once. */
    claim(): Owner | undefined {
      return root.transactionSync(() => {
        const holder = this.holder();
        if (holder === undefined) catalog.putSync(OWNER_KEY, encode({ ...thisProcess() }));
        return holder;
      });
    },

    /** Throws where a page of the file is missing. */
    readThrough(): void {
      for (const database of [catalog, entries, documents]) {
        for (const key of keysWithin(database, everything)) {
          const bytes = database.getBinary(key);
          if (database === documents && bytes?.readInt32LE() !== bytes?.length)
            throw new Error('a document is not whole');
        }
      }
    },

    /** Writes a copy of what is committed now, without what was deleted; others may read and write meanwhile. */
    copyTo(file: string): Promise<void> {
      return root.backup(file, true);
    },

    /** What a copy says of itself (`copies.ts`); undefined in a store that is in use or was. */
    readNote(): Document | undefined {
      const bytes = catalog.get(NOTE_KEY);
      return bytes === undefined ? undefined : decode(bytes);
    },

    saveNote(note: Document | undefined): Promise<void> {
      return commit(() => {
        if (note === undefined) catalog.removeSync(NOTE_KEY);
        else catalog.putSync(NOTE_KEY, encode(note));
      });
    },

    /** Bytes of its file, and those of them that what was deleted has left to be used again. */
    size(): { readonly path: string; readonly bytes: number; readonly freeBytes: number } {
      const statistics = root.getStats();
      const pageBytes = counted(statistics, 'pageSize');
      const pages = counted(statistics, 'lastPageNumber') + 1;
      const trees = [
        statistics,
        freeListOf(statistics),
        ...[catalog, documents, entries].map((of) => of.getStats()),
      ];
      const used = trees.map(pagesOf).reduce((sum, count) => sum + count, META_PAGES);
      return { path, bytes: pages * pageBytes, freeBytes: (pages - used) * pageBytes };
    },

    release(): Promise<void> {
      return commit(() => void catalog.removeSync(OWNER_KEY));
    },

    close(): Promise<void> {
      return root.close();
    },
  };
}

function openRoot(path: string, readOnly: boolean): RootDatabase {
  return open({ path, readOnly, noSubdir: true, overlappingSync: false, maxDbs: 8, noMemInit: false });
}

function openCatalog(root: RootDatabase): Bytes {
  return root.openDB({ name: 'catalog', keyEncoding: 'binary', encoding: 'binary' });
}

function livingOwner(catalog: Bytes): Owner | undefined {
  const holder = readOwner(catalog.get(OWNER_KEY));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

/**
 * Takes pages away again that were only added to a store's file, unless a living process owns it: LMDB's write lock keeps
 * every other one from becoming its owner meanwhile. A catalog that is damaged has let nobody in.
 */
export async function cutBack(path: string, size: number): Promise<void> {
  const root = openRoot(path, false);
  try {
    const catalog = unlessDamaged(() => openCatalog(root));
    root.transactionSync(() => {
      const owner = catalog && unlessDamaged(() => livingOwner(catalog));
      if (owner === undefined) truncateSync(path, size);
      return ABORT;
    });
  } finally {
    await root.close();
  }
}

/** `MDB_CORRUPTED` and `MDB_PAGE_NOTFOUND`; what has no number of LMDB's or the system's is of bytes that are no document. */
const DAMAGE = new Set<unknown>([-30_796, -30_797, undefined]);

function unlessDamaged<Found>(read: () => Found): Found | undefined {
  try {
    return read();
  } catch (error) {
    if (DAMAGE.has(codeOf(error))) return undefined;
    throw error;
  }
}

/**
 * Why a transaction failed. lmdb tells that in a second promise, `commitError`, and if nobody listened to it, its
 * rejection would end the thread.
 */
async function reasonOf(failure: unknown): Promise<unknown> {
  if (!isFailedCommit(failure)) return failure;
  try {
    await (failure instanceof Error && 'commitError' in failure ? failure.commitError : failure);
    return failure;
  } catch (reason) {
    return isOutOfSpace(reason)
      ? new CommandError('OutOfDiskSpace', 'the disk is full: nothing was written')
      : failure;
  }
}

/** All lie behind every name of a collection. */
const NOTE_KEY = Buffer.of(0xff, 2);
const OWNER_KEY = Buffer.of(0xff, 1);
const VERSION_KEY = Buffer.of(0xff);
const everything: Bounds = { lower: Buffer.of(0), upper: Buffer.of(0xff) };

export function recordsOf(collection: Collection): Bounds {
  return { lower: numberOfKey(collection.number), upper: numberOfKey(collection.number + 1) };
}

export function entriesOf(index: Index): Bounds {
  return { lower: index.prefix, upper: numberOfKey(index.number + 1) };
}

export function recordKey(collection: Collection, record: number): Buffer {
  return numberedKey(collection.number, record);
}

/** Whether the system had no space left to write: lmdb gives its number as the code of an error. */
export function isOutOfSpace(error: unknown): boolean {
  const code = codeOf(error);
  return code === constants.errno.ENOSPC || code === constants.errno.EDQUOT || code === 'ENOSPC';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

export function isFailedCommit(error: unknown): boolean {
  return isOutOfSpace(error) || (error instanceof Error && 'commitError' in error);
}

/** The pages at the head of LMDB's file. */
const META_PAGES = 2;

function counted(statistics: object, name: string): number {
  return numberOf(new Map(Object.entries(statistics)).get(name)) ?? 0;
}

function pagesOf(tree: object): number {
  const kinds = ['treeBranchPageCount', 'treeLeafPageCount', 'overflowPages'];
  return kinds.map((kind) => counted(tree, kind)).reduce((sum, count) => sum + count, 0);
}

function freeListOf(statistics: object): object {
  return 'free' in statistics && typeof statistics.free === 'object' && statistics.free
    ? statistics.free
    : {};
}

function readOwner(bytes: Buffer | undefined): Owner | undefined {
  if (bytes === undefined) return undefined;
  const { processId, startedAt } = decode(bytes);
  return { processId: numberOf(processId) ?? 0, startedAt: String(startedAt) };
}

function describeCollection(collection: Collection): Document {
  return {
    number: collection.number,
    database: collection.database,
    name: collection.name,
    indexes: collection.indexes.map((index) => ({
      number: index.number,
      multikey: index.multikey,
      specification: describeIndex(index),
    })),
  };
}

function readCollection(saved: Document): Collection {
  const indexes = Array.isArray(saved['indexes']) ? saved['indexes'].filter(isDocument).map(readIndex) : [];
  const [number, database, name] = [numberOf(saved['number']), saved['database'], saved['name']];
  if (
    number === undefined ||
    typeof database !== 'string' ||
    typeof name !== 'string' ||
    indexes.length === 0
  ) {
    throw new Error('the catalog holds an entry that is not one');
  }
  return { number, database, name, indexes };
}

function readIndex(saved: Document): Index {
  const number = numberOf(saved['number']) ?? 0;
  const index = parseIndex(saved['specification'], number);
  const multikey = Array.isArray(saved['multikey']) ? saved['multikey'].map(Boolean) : index.multikey;
  return { ...index, multikey, unique: index.unique || index.name === '_id_' };
}
