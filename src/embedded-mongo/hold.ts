import { DataFolderDamaged, DataFolderInUse, DataFolderUnusable, EmbeddedMongoError } from './errors.ts';
import { type DataFolder, finishFolder, prepareFolder } from './folder.ts';
import { isOfSystem, type OpenOptions, openWhole } from './open-whole.ts';
import { takeOwnership } from './ownership.ts';
import { placeSocket } from './socket-place.ts';
import type { Store } from './store.ts';

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
  const folder = await prepareFolder(path);
  return hold(folder, options).catch((error: unknown) => {
    throw refusalOf(error, path);
  });
}

async function hold(folder: DataFolder, options: OpenOptions): Promise<HeldStore> {
  const store = await openWhole(folder.data, options);
  const place = await placeSocket(folder);
  const ownership = await takeOwnership(store, folder.data, place.socket);
  if ('processId' in ownership) {
    await store.close();
    await place.remove();
    throw new DataFolderInUse(folder.path, ownership.processId);
  }
  await finishFolder(folder);
  return {
    folder,
    store,
    socket: place.socket,
    count: () => store.documents.getKeysCount(),
    close: async () => {
      await ownership.release();
      await place.remove();
      await store.close();
    },
  };
}

/** Why a folder cannot be held or served, in a sentence for whoever starts it. */
export function refusalOf(cause: unknown, path: string): EmbeddedMongoError {
  if (cause instanceof EmbeddedMongoError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return isOfSystem(cause)
    ? new DataFolderUnusable(`The data folder ${path} cannot be used: ${reason}.`, { cause })
    : new DataFolderDamaged(
        `The data folder ${path} is damaged (${reason}). Nothing was changed; restore a backup.`,
        { cause },
      );
}
