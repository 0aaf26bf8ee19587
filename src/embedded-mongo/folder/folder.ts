import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { moveWithin, writeDurably } from './durable-files.ts';
import { DataFolderDamaged, DataFolderTooNew, DataFolderUnusable } from '../errors.ts';
import { readHead } from '../file/file-head.ts';
import { makeFolder } from './make-folder.ts';
import { finishExchange } from '../file/exchange.ts';

/**
 * The version of the store's files, and of the bytes of keys in them (`test/embedded-mongo/key-bytes.test.ts`). A store of another version is
 * refused, never converted in silence.
 */
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
    const message = `The data folder ${path} cannot be used: ${error.message}.`;
    throw new DataFolderUnusable(message, error.code, { cause: error });
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
  const isThere = (await sizeOf(formatFile(path))) !== undefined;
  const version = isThere ? Number((await readFile(formatFile(path), 'utf8')).trim()) : undefined;
  if (version === undefined || !Number.isInteger(version) || version < 1) {
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

async function refuseDamage(folder: DataFolder): Promise<void> {
  const { path, data } = folder;
  const size = (await sizeOf(data)) ?? 0;
  if (size === 0 && (await isBeingMade(folder))) return;
  if (size > 0 && readHead(data) !== undefined) return;
  throw new DataFolderDamaged(
    `The data folder ${path} is damaged: ${size > 0 ? 'store.mdb is not a store' : 'store.mdb is missing or empty'}. Nothing was changed; restore a backup.`,
  );
}
