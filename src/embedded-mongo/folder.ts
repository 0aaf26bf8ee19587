import { open as openFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataFolderDamaged, DataFolderTooNew, DataFolderUnusable } from './errors.ts';
import { makeFolder } from './make-folder.ts';

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
    await checkFormat(path, await sizeOf(folder.data));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new DataFolderUnusable(`The data folder ${path} cannot be used: ${error.message}.`, {
      cause: error,
    });
  }
  await refuseDamage(folder);
  return folder;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch {
    return undefined;
  }
}

async function checkFormat(path: string, size: number | undefined): Promise<void> {
  const file = join(path, 'format');
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === undefined && size === undefined) {
    await writeFile(`${file}.new`, `${FORMAT}\n`, { mode: 0o600 });
    await rename(`${file}.new`, file);
    return;
  }
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

async function refuseDamage({ path, data }: DataFolder): Promise<void> {
  const size = await sizeOf(data);
  if (size === undefined || size === 0 || (await isStoreFile(data))) return;
  throw new DataFolderDamaged(
    `The data folder ${path} is damaged: store.mdb is not a store. Nothing was changed; restore a backup.`,
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
