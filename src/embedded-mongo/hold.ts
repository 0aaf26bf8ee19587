import { DataFolderDamaged, DataFolderInUse, DataFolderUnusable } from './errors.ts';
import { type DataFolder, finishFolder, prepareFolder } from './folder.ts';
import { isOfSystem, openWhole } from './open-whole.ts';
import { type Ownership, takeOwnership } from './ownership.ts';
import { placeSocket } from './socket-place.ts';
import type { Store } from './store.ts';

/** A data folder whose owner is this process, although it serves nobody. */
export interface HeldStore {
  readonly folder: DataFolder;
  readonly store: Store;
  readonly ownership: Ownership;
  /** How many documents all its collections hold. */
  count(): number;
  close(): Promise<void>;
}

/**
 * Opens the store of a folder and keeps every other process out until it is closed.
 *
 * @throws DataFolderInUse, DataFolderDamaged, DataFolderTooNew, DataFolderUnusable
 */
export async function holdStore(path: string): Promise<HeldStore> {
  const folder = await prepareFolder(path);
  const store = await openToHold(folder);
  const place = await placeSocket(folder);
  const ownership = await takeOwnership(store, folder.data, place.socket);
  if ('processId' in ownership) {
    await store.close();
    await place.remove();
    throw new DataFolderInUse(path, ownership.processId);
  }
  await finishFolder(folder);
  const release = async (released: Store) => {
    await ownership.release(released);
    await place.remove();
  };
  return {
    folder,
    store,
    ownership: { release },
    count: () => store.documents.getKeysCount(),
    close: async () => {
      await release(store);
      await store.close();
    },
  };
}

async function openToHold({ path, data }: DataFolder): Promise<Store> {
  try {
    return await openWhole(data);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (isOfSystem(cause))
      throw new DataFolderUnusable(`The data folder ${path} cannot be used: ${reason}.`, { cause });
    throw new DataFolderDamaged(
      `The data folder ${path} is damaged (${reason}). Nothing was changed; restore a backup.`,
      { cause },
    );
  }
}
