import type { Collection } from './catalog.ts';
import { createCollections } from './collections.ts';
import { createTrees, openEnvironment, type Tree } from '../file/environment.ts';
import { FileDamaged } from '../errors.ts';
import { createKeptCounts } from './kept-counts.ts';
import { type Bounds, keysOf } from './keys.ts';
import { createMetadata } from './metadata.ts';
import { copyCommitted } from '../file/ordered-copy.ts';
import { refuseWithout, rewrite } from '../file/rewrite.ts';
import { spaceOf } from './space.ts';
import { createTransactions } from './transactions.ts';
import { createWatchdog } from './watchdog.ts';

/** Bytes that a copy takes besides what is copied, for its lock and the note about it: more than enough. */
const ROOM_FOR_NOTES = 256 * 1024;

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
  const failure = new AbortController();
  const trees = createTrees(openEnvironment(path, readOnly), damaged);
  const { root, catalog, documents, entries } = trees;
  const transactions = createTransactions(root, path);
  const counts = createKeptCounts((bounds) => {
    root().resetReadTxn(); // so that all that is committed is counted, and not what a read before this one saw
    return sizeOf(entries, bounds);
  });
  const { reloadUnsaved, ...collections } = createCollections(trees, () => counts.forget());
  const { disown, ...metadata } = createMetadata(trees, transactions);
  const watchdog = createWatchdog();
  const stopping = new AbortController();
  let rewriting = Promise.resolve();
  let changes = 0;

  /** @returns what to throw; who serves the store learns of it in any case */
  function failed(error: Error): Error {
    failure.abort(error);
    return error;
  }

  function damaged(reason: string): Error {
    return failed(new FileDamaged(reason));
  }

  async function commitCounted<Result>(work: () => Result): Promise<Result> {
    let [isBegun, isCommitted] = [false, false];
    try {
      const result = await transactions.next(() => {
        changes += 1;
        counts.begin();
        isBegun = true;
        reloadUnsaved();
        return work();
      });
      isCommitted = true;
      return result;
    } finally {
      changes += 1;
      if (isBegun) counts.end(isCommitted);
    }
  }

  /** Bytes of its file, and those of them that what was deleted has left to be used again. */
  function size(): { readonly path: string; readonly bytes: number; readonly freeBytes: number } {
    const statistics = [catalog, documents, entries].map((tree) => tree.getStats());
    return { path, ...spaceOf(root().getStats(), statistics) };
  }

  /** Who owns the file next must find the one that lasts. */
  async function stopRewriting(): Promise<void> {
    stopping.abort();
    await rewriting;
  }

  return {
    ...collections,
    ...metadata,
    documents,
    entries,
    watchdog,
    size,
    damaged,

    /** Aborted with the reason once the file does not hold what was written to it, or may not after a power cut. */
    failure: failure.signal,

    /**
     * Runs work in the next transaction, which others share; resolves when what it wrote is on the disk. What it wrote before it threw
     * is committed too: it checks all before it writes anything, or does it `allOrNothing`.
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

    /** Within a write: what this work wrote into the trees is taken back where it throws. It changes no collection in memory. */
    allOrNothing<Result>(work: () => Result): Result {
      try {
        return root().transactionSync(work); // which nests
      } catch (error) {
        counts.forget();
        throw error;
      }
    },

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

    /** By the entries of its first index, on `_id`, which holds each document once. */
    countDocuments: ({ indexes: [first] }: Collection): number => (first ? counts.count(keysOf(first)) : 0),

    /**
     * Writes a copy of what is committed now, in the order of the keys; others may read and write meanwhile.
     * @throws {CommandError} OutOfDiskSpace, before the system ends a process whose file it cannot map
     */
    async copyTo(file: string): Promise<void> {
      const { bytes, freeBytes } = size();
      await refuseWithout(bytes - freeBytes + ROOM_FOR_NOTES, file);
      await copyCommitted(trees, file);
    },

    /**
     * Rewrites the file so that nothing in it tells what came when (`rewrite.ts`); others may read and write meanwhile.
     * @param spareBytes how much of its disk has to stay free
     * @throws {CommandError} OutOfDiskSpace
     */
    rewrite(spareBytes: number): Promise<void> {
      const { bytes, freeBytes } = size();
      const rewritable = { path, trees, usedBytes: bytes - freeBytes, failed, damaged, ...transactions };
      const next = rewriting.then(() => rewrite(rewritable, { spareBytes, signal: stopping.signal }));
      rewriting = next.catch(() => undefined);
      return next;
    },

    async release(): Promise<void> {
      await stopRewriting();
      await disown();
    },

    async close(): Promise<void> {
      await stopRewriting();
      await root().close();
    },
  };
}

/** What an entry of an index holds: its key says all. */
const PRESENT = Buffer.of(1);

function sizeOf(tree: Tree, { lower, upper }: Bounds): number {
  return tree.getKeysCount({ start: lower, end: upper });
}
