import { access, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { moveWithin } from '../embedded-mongo/durable-files.ts';
import { DataFolderDamaged } from '../embedded-mongo/errors.ts';
import { type HeldStore, holdStore } from '../embedded-mongo/hold.ts';
import { answers } from '../embedded-mongo/sockets.ts';
import { codeOf, StartRefused } from '../errors.ts';
import { StoreToolRefused } from './errors.ts';

/** How the names of stores begin that a restore moved aside. */
const ASIDE = 'store.replaced-';

/**
 * The stores that a restore moved aside and nobody has deleted since, in words for whoever starts the portal. Threat: what was withdrawn or
 * purged since lives on in them.
 */
export async function replacedStoreWarnings(dataFolder: string): Promise<string[]> {
  const names = await readdir(dataFolder).catch(() => []);
  const left = names.filter((name) => name.startsWith(ASIDE));
  return left.map(
    (name) =>
      `${join(dataFolder, name)} is what a restore moved aside: what was withdrawn or purged since is still in it. Delete it once you no longer need it.`,
  );
}

/** Where the portal keeps its store in `DATA_DIR` (`services.ts`). */
function storeFolder(dataFolder: string): string {
  return join(dataFolder, 'store');
}

/** @throws {StoreToolRefused} when the data folder holds no store */
export async function existingStore(dataFolder: string): Promise<string> {
  if (await hasStore(dataFolder)) return storeFolder(dataFolder);
  throw new StoreToolRefused(`DATA_DIR ${dataFolder} holds no store. Example: DATA_DIR=./data`);
}

/**
 * Before a portal starts: a store that was there and is gone must not be replaced by an empty one.
 * @throws {StartRefused}
 */
export async function refuseLostStore(dataFolder: string): Promise<void> {
  if (await hasStore(dataFolder)) return;
  const aside = (await readdir(dataFolder))
    .filter((name) => name.startsWith(ASIDE))
    .toSorted()
    .at(-1);
  const refuse = (why: string) => new StartRefused(`DATA_DIR ${dataFolder} holds no store, ${why}`);
  if (aside !== undefined)
    throw refuse(
      `but ${aside}: a restore was interrupted. Run it again, or give that folder the name "store" again. Example: DATA_DIR=./data`,
    );
  if (await exists(join(dataFolder, 'server-secret')))
    throw refuse(
      'but a server-secret: what was stored is gone. Restore a backup, or name an empty folder. Example: DATA_DIR=./data-new',
    );
}

async function hasStore(dataFolder: string): Promise<boolean> {
  return exists(join(storeFolder(dataFolder), 'store.mdb'));
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

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
  const folder = await mkdtemp(join(dataFolder, 'store.new-')).catch(async (error: unknown) => {
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
      await present?.close();
      await rm(folder, { recursive: true, force: true });
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
