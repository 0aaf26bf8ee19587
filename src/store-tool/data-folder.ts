// A portal reads this at its start, so nothing here imports the store itself: it runs in a thread of its own, and to load its three hundred
// files in both took a sixth of a start.
import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, StartRefused } from '../errors.ts';
import { StoreToolRefused } from './errors.ts';

/** How the names of stores begin that a restore moved aside. */
export const ASIDE = 'store.replaced-';
/** Of those that a restore or an import has not put in place yet. */
export const UNFINISHED = 'store.new-';
/** Of copies that the verification of the audit log reads, and then removes. */
export const VERIFIED = 'store.verified-';

const LEFT: readonly (readonly [begins: string, is: string])[] = [
  [
    ASIDE,
    'is what a restore moved aside: what was withdrawn or purged since is still in it. Delete it once you no longer need it.',
  ],
  [
    UNFINISHED,
    'is what a restore or an import left that did not end: a copy of the store, with what is withdrawn or purged from now on. Delete it.',
  ],
  [
    VERIFIED,
    'is what a verification of the audit log left that did not end: a copy of the store, with what is withdrawn or purged from now on. Delete it, unless one runs now.',
  ],
];

/**
 * The copies of the store that are left beside it, in words for whoever starts the portal. Threat: what was withdrawn or purged since lives on
 * in them.
 */
export async function leftStoreWarnings(dataFolder: string): Promise<string[]> {
  const names = await readdir(dataFolder).catch(() => []);
  return LEFT.flatMap(([begins, is]) =>
    names.filter((name) => name.startsWith(begins)).map((name) => `${join(dataFolder, name)} ${is}`),
  );
}

/** Where the portal keeps its store in `DATA_DIR` (`services.ts`). */
export function storeFolder(dataFolder: string): string {
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

export async function hasStore(dataFolder: string): Promise<boolean> {
  return exists(join(storeFolder(dataFolder), 'store.mdb'));
}

/** @throws {Error} EACCES where this user may not know */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'EACCES') throw error;
      return false;
    },
  );
}
