import { open } from 'node:fs/promises';
import { codeOf } from '../file/commit.ts';
import { identityOf, isStill } from '../file/exchange.ts';
import { DataFolderDamaged, DataFolderInUse, DataFolderUnusable, EmbeddedMongoError } from '../errors.ts';
import { type DataFolder, finishFolder, prepareFolder } from './folder.ts';
import { isOfSystem, type OpenOptions, openWhole } from '../file/open-whole.ts';
import { takeOwnership } from './ownership.ts';
import { placeSocket } from './socket-place.ts';
import type { Store } from '../storage/store.ts';

/** The store of a data folder whose owner is this process. */
export interface HeldStore {
  readonly folder: DataFolder;
  readonly store: Store;
  /** Where it may be served; what lies there was left by a crash. */
  readonly socket: string;
  /** How many documents all its collections hold. */
  count(): number;
  /** Closes the files and lets others have the folder. */
  close(): Promise<void>;
}

/**
 * Opens the store of a folder, which is made where it is missing, and keeps every other process out until it is closed.
 * @throws DataFolderInUse, DataFolderDamaged, DataFolderTooNew, DataFolderUnusable
 */
export async function holdStore(path: string, options: OpenOptions = {}): Promise<HeldStore> {
  for (;;) {
    const folder = await prepareFolder(path);
    const held = await hold(folder, options).catch((error: unknown) => {
      throw refusalOf(error, path);
    });
    if (held !== undefined) return held;
  }
}

/**
 * Nothing is written before it is known that what was opened is the store: where its last owner exchanged the file at that moment, this process
 * may have opened the new one by the old lock, which counts other transactions, and a write would take the place of the newest.
 *
 * @returns undefined where that happened
 */
async function hold(folder: DataFolder, options: OpenOptions): Promise<HeldStore | undefined> {
  const opened: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    const undo = opened.pop();
    if (undo === undefined) return;
    try {
      await undo();
    } finally {
      await close(); // one that fails, as on a full disk, leaves no other held
    }
  };
  try {
    await makeFile(folder.data);
    const before = identityOf(folder.data);
    const isExchanged = () => !isStill(before, folder.data);
    const store = await openWhole(folder.data, options);
    opened.push(async () => store.close());
    const place = await placeSocket(folder);
    opened.push(async () => place.remove());
    const ownership = await takeOwnership(store, folder.data, { socket: place.socket, isExchanged });
    if (ownership !== undefined) {
      if ('processId' in ownership) throw new DataFolderInUse(folder.path, ownership.processId);
      opened.push(async () => ownership.release());
      await finishFolder(folder);
      if (!isExchanged())
        return { folder, store, socket: place.socket, count: () => store.documents.getKeysCount(), close };
    }
    await close();
    return undefined;
  } catch (error) {
    await close().catch(() => undefined); // the first error says why
    throw error;
  }
}

/** Where it is missing. */
async function makeFile(path: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  await file.close();
}

/** Why a folder cannot be held or served, in a sentence for whoever starts it. */
export function refusalOf(cause: unknown, path: string): EmbeddedMongoError {
  if (cause instanceof EmbeddedMongoError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return isOfSystem(cause)
    ? new DataFolderUnusable(`The data folder ${path} cannot be used: ${reason}.`, codeOf(cause), { cause })
    : new DataFolderDamaged(
        `The data folder ${path} is damaged (${reason}). Nothing was changed; restore a backup.`,
        { cause },
      );
}
