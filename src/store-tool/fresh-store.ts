import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveWithin } from '../embedded-mongo/folder/durable-files.ts';
import { DataFolderDamaged } from '../embedded-mongo/errors.ts';
import { type HeldStore, holdStore } from '../embedded-mongo/folder/hold.ts';
import { answers } from '../embedded-mongo/folder/sockets.ts';
import { codeOf } from '../errors.ts';
import { ASIDE, hasStore, storeFolder, UNFINISHED } from './data-folder.ts';
import { StoreToolRefused } from './errors.ts';

/** A place for a store that is being made, beside the one that is there, so that nobody meets half of it. */
interface FreshStore {
  readonly folder: string;
  /**
   * Puts it where the portal looks for it.
   * @returns where the store went that was there; undefined where there was none or an empty one
   */
  putInPlace(): Promise<string | undefined>;
  /** Leaves nothing of it behind, unless it was put in place. */
  discard(): Promise<void>;
}

/**
 * Keeps a portal out of `DATA_DIR` while a new store is made there.
 * @throws {StoreToolRefused} when a store with documents is there and may not be replaced
 * @throws {DataFolderInUse}
 */
export async function makeFreshStore(
  dataFolder: string,
  { replace }: { replace: boolean },
): Promise<FreshStore> {
  const present = await holdPresent(dataFolder, replace);
  const folder = await mkdtemp(join(dataFolder, UNFINISHED)).catch(async (error: unknown) => {
    await present?.close();
    throw error;
  });
  return {
    folder,
    async putInPlace() {
      const aside = present && (await moveAside(dataFolder, present));
      await moveWithin(folder, storeFolder(dataFolder)).catch((cause: unknown) => {
        if (codeOf(cause) !== 'ENOTEMPTY' && codeOf(cause) !== 'EEXIST') throw cause;
        throw new StoreToolRefused(
          `DATA_DIR ${dataFolder} holds a folder "store" that appeared meanwhile or is not a store: stop the portal and move it away.`,
        );
      });
      return aside;
    },
    async discard() {
      try {
        await rm(folder, { recursive: true, force: true }); // while it keeps others out: a start would warn of it
      } finally {
        await present?.close();
      }
    },
  };
}

interface Present {
  readonly isEmpty: boolean;
  close(): Promise<void>;
}

async function holdPresent(dataFolder: string, replace: boolean): Promise<Present | undefined> {
  if (!(await hasStore(dataFolder))) return undefined;
  const held = await holdOrDamaged(dataFolder);
  const isEmpty = held?.count() === 0;
  const close = async () => held?.close();
  if (isEmpty || replace) return { isEmpty, close };
  await close();
  throw new StoreToolRefused(
    `DATA_DIR ${dataFolder} holds a store already; with --replace it is moved aside, or name another folder. Example: DATA_DIR=./data-restored`,
  );
}

/** A damaged store cannot say who serves it, but whoever does answers on its socket. */
async function holdOrDamaged(dataFolder: string): Promise<HeldStore | undefined> {
  const folder = storeFolder(dataFolder);
  try {
    return await holdStore(folder);
  } catch (error) {
    if (!(error instanceof DataFolderDamaged)) throw error;
    if (!(await answers(join(folder, 'mongo.sock')))) return undefined;
    throw new StoreToolRefused(`DATA_DIR ${dataFolder} is in use by another process: stop it first.`);
  }
}

async function moveAside(dataFolder: string, { isEmpty }: Present): Promise<string | undefined> {
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const aside = await mkdtemp(join(dataFolder, `${ASIDE}${now}-`)); // two may come within a second
  await rename(storeFolder(dataFolder), aside);
  if (!isEmpty) return aside;
  await rm(aside, { recursive: true, force: true });
  return undefined;
}
