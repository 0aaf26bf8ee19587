import { open as openFile, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { moveWithin, writeDurably } from './durable-files.ts';
import { DataFolderDamaged, DataFolderTooNew, DataFolderUnusable } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import { finishExchange } from './rewrite.ts';

/** The version of the store's files. A store of another version is refused, never converted in silence. */
const FORMAT = 1;

/** The paths in a data folder. */
export interface DataFolder {
  readonly path: string;
  readonly data: string;
  readonly socket: string;
}

/** Makes the folder where it is missing, for its owner alone, and checks that its files are this store's. */
export async function prepareFolder(path: string): Promise<DataFolder> {
  const folder = { path, data: join(path, 'store.mdb'), socket: join(path, 'mongo.sock') };
  try {
    await makeFolder(path);
    finishExchange(folder.data);
    if (await isBeingMade(folder)) await writeDurably(begunFile(path), `${FORMAT}\n`);
    else await checkFormat(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new DataFolderUnusable(`The data folder ${path} cannot be used: ${error.message}.`, {
      cause: error,
    });
  }
  await refuseDamage(folder);
  return folder;
}

/**
 * Says, once its store was opened, that a folder was made: a store that is missing from then on was lost. Until then
 * nobody was promised anything, and a start that was interrupted begins again.
 */
export async function finishFolder({ path }: DataFolder): Promise<void> {
  if ((await sizeOf(begunFile(path))) !== undefined) await moveWithin(begunFile(path), formatFile(path));
}

const formatFile = (path: string): string => join(path, 'format');
const begunFile = (path: string): string => join(path, 'format.new');

async function isBeingMade({ path, data }: DataFolder): Promise<boolean> {
  if ((await sizeOf(formatFile(path))) !== undefined) return false;
  return (await sizeOf(data)) === undefined || (await sizeOf(begunFile(path))) !== undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

async function checkFormat(path: string): Promise<void> {
  const found = await readFile(formatFile(path), 'utf8').catch(() => undefined);
  const version = Number(found?.trim());
  if (!Number.isInteger(version) || version < 1) {
    throw new DataFolderDamaged(
      `The data folder ${path} is damaged: its file "format" does not hold a version. Restore a backup.`,
    );
  }
  if (version > FORMAT) {
    throw new DataFolderTooNew(
      `The data folder ${path} has the format ${version}, and this program reads ${FORMAT}: use a newer program.`,
    );
  }
}

/** Whether a file begins as LMDB's do; opening another one would end the process. */
export async function isStoreFile(data: string): Promise<boolean> {
  return (await sizeNeeded(data)) !== undefined;
}

async function refuseDamage(folder: DataFolder): Promise<void> {
  const { path, data } = folder;
  const size = (await sizeOf(data)) ?? 0;
  if (size === 0 && (await isBeingMade(folder))) return;
  if (size > 0 && (await isStoreFile(data))) return;
  throw new DataFolderDamaged(
    `The data folder ${path} is damaged: ${size > 0 ? 'store.mdb is not a store' : 'store.mdb is missing or empty'}. Nothing was changed; restore a backup.`,
  );
}

/**
 * Fills the file up with empty pages to where its own head says that it ends, and answers with the length that it
 * had; undefined where it was whole. LMDB leaves pages out that one transaction both took and gave back, so a short
 * file may be sound; but one that was cut off would end the process when LMDB reads the missing pages from memory.
 *
 * Another process may be writing: what is needed is read before the size, which only grows, and the pages are appended, because
 * setting the length would cut off what was written meanwhile.
 */
export async function fillUp(data: string): Promise<number | undefined> {
  const needed = await sizeNeeded(data).catch(() => undefined);
  const size = await sizeOf(data);
  if (size === undefined || needed === undefined || size >= needed) return undefined;
  const file = await openFile(data, 'a');
  try {
    for (let left = needed - size; left > 0; left -= FILLING.length)
      await file.write(FILLING, 0, Math.min(left, FILLING.length));
  } finally {
    await file.close();
  }
  return size;
}

const FILLING = Buffer.alloc(1_048_576);

/** Where LMDB keeps what in the first page (`MDB_meta` in its mdb.c); the second page is alike. */
const META = { magic: 24, pageSize: 48, lastPage: 144, transaction: 152, end: 160 };
const MAGIC = 0xbeefc0de;

/** Where the last page of the newest transaction ends; undefined where the first pages are not LMDB's. */
async function sizeNeeded(data: string): Promise<number | undefined> {
  const file = await openFile(data, 'r');
  try {
    const first = Buffer.alloc(META.end);
    await file.read(first, 0, META.end, 0);
    const pageSize = first.readUInt32LE(META.pageSize);
    if (first.readUInt32LE(META.magic) !== MAGIC || pageSize < 256) return undefined;
    const second = Buffer.alloc(META.end);
    await file.read(second, 0, META.end, pageSize);
    if (second.readUInt32LE(META.magic) !== MAGIC) return undefined;
    const newest =
      first.readBigUInt64LE(META.transaction) > second.readBigUInt64LE(META.transaction) ? first : second;
    return (Number(newest.readBigUInt64LE(META.lastPage)) + 1) * pageSize;
  } finally {
    await file.close();
  }
}
