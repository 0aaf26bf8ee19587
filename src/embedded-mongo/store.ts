import { type Collection, idIndex, type Index } from './catalog.ts';
import { closeAndRemove, createEnvironment, createTrees, openEnvironment, type Tree } from './environment.ts';
import { createKeptCounts } from './kept-counts.ts';
import { type Bounds, keysWithin, numberOfKey } from './keys.ts';
import { FileDamaged } from './errors.ts';
import type { Owner } from './owner.ts';
import { isSame, readOwner } from './owner-record.ts';
import { entriesOf, recordsOf } from './places.ts';
import { copyInOrder, rewrite } from './rewrite.ts';
import {
  COLLECTIONS,
  describeCollection,
  NOTE_KEY,
  OWNER_KEY,
  readCollection,
  VERSION_KEY,
} from './saved-catalog.ts';
import { spaceOf } from './space.ts';
import { createTransactions } from './transactions.ts';
import { decode, type Document, encode } from './values.ts';
import { createWatchdog } from './watchdog.ts';

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
  const damage = new AbortController();
  const trees = createTrees(openEnvironment(path, readOnly), damaged);
  const { root, catalog, documents, entries } = trees;
  const transactions = createTransactions(root, path);
  const counts = createKeptCounts((bounds) => {
    root().resetReadTxn(); // so that all that is committed is counted, and not what a read before this one saw
    return sizeOf(entries, bounds);
  });
  const collections = new Map<string, Collection>();
  const watchdog = createWatchdog();
  let nextNumber = 1;
  let changes = 0;
  let version = 0;

  /** Differs from `version` where a transaction that changed the catalog failed, for want of space say. */
  function savedVersion(): number {
    return catalog.getBinaryFast(VERSION_KEY)?.readUInt32BE() ?? 0;
  }

  function load(): void {
    version = savedVersion();
    collections.clear();
    for (const key of keysWithin(catalog, COLLECTIONS)) {
      const collection = readCollection(decode(catalog.get(key) ?? Buffer.alloc(0)));
      collections.set(key.toString('utf8'), collection);
      nextNumber = Math.max(
        nextNumber,
        collection.number + 1,
        ...collection.indexes.map((index) => index.number + 1),
      );
    }
  }

  const stopping = new AbortController();
  let rewriting = Promise.resolve();

  async function commitCounted<Result>(work: () => Result): Promise<Result> {
    let [isBegun, isCommitted] = [false, false];
    try {
      const result = await transactions.next(() => {
        changes += 1;
        counts.begin();
        isBegun = true;
        if (savedVersion() !== version) load();
        return work();
      });
      isCommitted = true;
      return result;
    } finally {
      changes += 1;
      if (isBegun) counts.end(isCommitted);
    }
  }

  function saveVersion(): void {
    version += 1;
    catalog.putSync(VERSION_KEY, numberOfKey(version));
  }

  /** @returns what to throw; who serves the store learns of it in any case */
  function damaged(reason: string): FileDamaged {
    const error = new FileDamaged(reason);
    damage.abort(error);
    return error;
  }

  load();
  return {
    collections,
    documents,
    entries,
    damaged,

    /** Aborted with the reason once it is known that the file does not hold what was written to it. */
    damage: damage.signal,

    /**
     * Runs work in the next transaction; resolves when what it wrote is on the disk.
     * @throws {CommandError} OutOfDiskSpace when the disk is full; nothing of it is written then. ExceededTimeLimit where it hangs.
     */
    write<Result>(work: () => Result): Promise<Result> {
      return watchdog.watch((signal) =>
        commitCounted(() => {
          signal.throwIfAborted();
          return work();
        }),
      );
    },

    watchdog,

    /** Another number than before as soon as anything may have been written since. */
    changes: (): number => changes,

    addEntry(key: Buffer): void {
      entries.putSync(key, PRESENT);
      counts.change(key, 1);
    },

    removeEntry(key: Buffer): void {
      entries.removeSync(key);
      counts.change(key, -1);
    },

    countEntries: (bounds: Bounds): number => counts.count(bounds),

    countDocuments(collection: Collection): number {
      return sizeOf(documents, recordsOf(collection));
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
      counts.forget();
      clear(entries, entriesOf(index));
    },

    dropIndex(collection: Collection, index: Index): void {
      this.clearIndex(index);
      collection.indexes.splice(collection.indexes.indexOf(index), 1);
      this.saveCollection(collection);
    },

    /** The process that last claimed this store and did not release it, alive or not. */
    owner: (): Owner | undefined => readOwner(catalog),

    /** Names the owner, unless another than `before` is named meanwhile; LMDB's write lock keeps two from doing it at once. */
    claim(owner: Owner, before: Owner | undefined): boolean {
      return root().transactionSync(() => {
        if (!isSame(readOwner(catalog), before)) return false;
        catalog.putSync(OWNER_KEY, encode({ ...owner }));
        return true;
      });
    },

    /** Writes a copy of what is committed now, in the order of the keys; others may read and write meanwhile. */
    async copyTo(file: string): Promise<void> {
      const copy = await createEnvironment(file);
      const transaction = root().useReadTransaction();
      try {
        await copyInOrder(trees, copy, { transaction });
      } catch (error) {
        await closeAndRemove(copy);
        throw error;
      } finally {
        transaction.done();
      }
      await copy.root.close();
    },

    /**
     * Rewrites the file so that nothing in it tells what came when (`rewrite.ts`); others may read and write meanwhile.
     * @param spareBytes how much of its disk has to stay free
     * @throws {CommandError} OutOfDiskSpace
     */
    rewrite(spareBytes: number): Promise<void> {
      const { bytes, freeBytes } = this.size();
      const rewritable = { path, trees, usedBytes: bytes - freeBytes, damaged, ...transactions };
      const next = rewriting.then(() => rewrite(rewritable, { spareBytes, signal: stopping.signal }));
      rewriting = next.catch(() => undefined);
      return next;
    },

    /** What a copy says of itself (`copies.ts`); undefined in a store that is in use or was. */
    readNote(): Document | undefined {
      const bytes = catalog.get(NOTE_KEY);
      return bytes === undefined ? undefined : decode(bytes);
    },

    saveNote(note: Document | undefined): Promise<void> {
      return transactions.next(() => {
        if (note === undefined) catalog.removeSync(NOTE_KEY);
        else catalog.putSync(NOTE_KEY, encode(note));
      });
    },

    /** Bytes of its file, and those of them that what was deleted has left to be used again. */
    size(): { readonly path: string; readonly bytes: number; readonly freeBytes: number } {
      const statistics = [catalog, documents, entries].map((tree) => tree.getStats());
      return { path, ...spaceOf(root().getStats(), statistics) };
    },

    async release(): Promise<void> {
      stopping.abort();
      await rewriting; // who owns it next must find the file that lasts
      await transactions.next(() => catalog.removeSync(OWNER_KEY));
    },

    async close(): Promise<void> {
      stopping.abort();
      await rewriting;
      await root().close();
    },
  };
}

/** What an entry of an index holds: its key says all. */
const PRESENT = Buffer.of(1);

function clear(database: Tree, bounds: Bounds): void {
  for (const key of keysWithin(database, bounds)) database.removeSync(key);
}

function sizeOf(database: Tree, { lower, upper }: Bounds): number {
  return database.getKeysCount({ start: lower, end: upper });
}
