import { renameSync } from 'node:fs';
import { type FileHandle, open, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CommandError } from '../command-error.ts';
import { flush } from '../folder/durable-files.ts';
import {
  closeAndRemove,
  createEnvironment,
  type Environment,
  removeFiles,
  type Tree,
  TREE_NAMES,
  type Trees,
} from './environment.ts';
import { finishExchange } from './exchange.ts';
import { type AfterBatch, copyChanges, copyInOrder } from './ordered-copy.ts';

/** Writers are held when no more keys than this are left to copy, or after so many rounds. */
const FEW_KEYS = 20;
const MOST_ROUNDS = 10;

/** What rewriting needs of a store. */
interface Rewritable {
  readonly path: string;
  readonly trees: Trees;
  /** The bytes that its documents and indexes take. */
  readonly usedBytes: number;
  /** Resolves when every write that has begun is committed. */
  settled(): Promise<void>;
  /** Tell that its file does not hold what was written to it, or may not after a power cut. @returns what to throw */
  readonly damaged: (reason: string) => Error;
  readonly failed: (error: Error) => Error;
  /** Runs work while no write is under way; those that come meanwhile wait. */
  exclusively(work: () => Promise<void>): Promise<void>;
}

/**
 * Puts a new file in the place of the store's, written in the order of the keys, so that nothing in it tells what came when, and
 * nothing is left of what was deleted. Others read and write meanwhile: what they change is copied again, and only the
 * last of it while they wait. A crash leaves the old file or the new one, both whole.
 *
 * @param options.spareBytes how much of the disk must stay free all the time
 * @throws {CommandError} OutOfDiskSpace when there is less room; the store is as it was
 */
export async function rewrite(
  store: Rewritable,
  { spareBytes, signal }: { readonly spareBytes: number; readonly signal: AbortSignal },
): Promise<void> {
  const { path } = store;
  await removeFiles(`${path}.new`); // what a crash left takes room
  await refuseWithout(store.usedBytes + spareBytes, path);
  const afterBatch = async () => {
    signal.throwIfAborted();
    await refuseWithout(spareBytes, path);
  };
  const file = await open(path, 'r+');
  try {
    const old = await replace(store, await createEnvironment(`${path}.new`), afterBatch);
    await closeAndErase(old, file, signal);
  } finally {
    await file.close();
  }
}

/**
 * Fills the fresh file and has the store go on with it.
 * @returns the old one, once the name of the fresh one lasts: before that a power cut may lead back to it, and it must be whole
 */
async function replace(store: Rewritable, fresh: Environment, afterBatch: AfterBatch): Promise<Environment> {
  const { path, trees } = store;
  let old: Environment | undefined;
  try {
    await fill(fresh, store, afterBatch);
    await store.exclusively(async () => {
      await copyChanges(trees.takeChanges(), trees, fresh);
      refuseLoss(store, fresh);
      renameSync(fresh.path, path);
      old = trees.use(fresh);
      await makeLast(path).catch((error: Error) => {
        throw store.failed(error);
      });
    });
  } catch (error) {
    if (old === undefined) await closeAndRemove(fresh);
    throw error;
  } finally {
    trees.forgetChanges();
  }
  if (old === undefined) throw new Error('The store was not exchanged.');
  return old;
}

/** Before this is done, a power cut may lead back to the file that was replaced, which lacks what is written from now on. */
async function makeLast(path: string): Promise<void> {
  finishExchange(path);
  await flush(dirname(path));
}

/** Copies all, and then what was written meanwhile, until that is little. */
async function fill(fresh: Environment, store: Rewritable, afterBatch: AfterBatch): Promise<void> {
  const { trees } = store;
  trees.takeChanges();
  await store.settled(); // a write that nobody noted is committed now
  await copyInOrder(trees, fresh, { afterBatch });
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const changes = trees.takeChanges();
    await store.settled();
    await copyChanges(changes, trees, fresh, afterBatch);
    if (TREE_NAMES.every((name) => changes[name].size <= FEW_KEYS)) return;
  }
}

/** LMDB counts what is put in and taken away: where less of it is found, the pages that held the rest are damaged. */
function refuseLoss({ trees, damaged }: Rewritable, fresh: Environment): void {
  for (const name of TREE_NAMES)
    if (entryCount(trees[name]) !== entryCount(fresh.trees[name]))
      throw damaged('it holds less than was written to it');
}

function entryCount(tree: Pick<Tree, 'getStats'>): unknown {
  return new Map(Object.entries(tree.getStats())).get('entryCount');
}

/** @throws {CommandError} OutOfDiskSpace where a file that is written beside a path would not find so much room */
export async function refuseWithout(bytes: number, path: string): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path));
  if (bavail * bsize < bytes)
    throw new CommandError('OutOfDiskSpace', `a copy of the store takes ${bytes} free bytes on its disk`);
}

/** Overwrites the file that was replaced, which has no name any more, unless another process reads it, as a backup does. */
async function closeAndErase({ root }: Environment, file: FileHandle, signal: AbortSignal): Promise<void> {
  root.readerCheck();
  const isRead = [...root.readerList().matchAll(/^ *(\d+) /gm)].some(([, id]) => Number(id) !== process.pid);
  await root.close();
  const size = isRead ? 0 : (await file.stat()).size;
  for (let at = 0; at < size && !signal.aborted; at += ZEROS.length) {
    await file.write(ZEROS, 0, Math.min(ZEROS.length, size - at), at);
    await file.datasync();
  }
}

const ZEROS = Buffer.alloc(4 * 1024 * 1024);
