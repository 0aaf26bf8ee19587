import { DataFolderDamaged, DataFolderInUse, DataFolderUnusable } from './errors.ts';
import { type DataFolder, prepareFolder } from './folder.ts';
import { isOfSystem, openWhole } from './open-whole.ts';
import type { Store } from './store.ts';

/** A data folder whose owner is this process, although it serves nobody. */
export interface HeldStore {
  readonly folder: DataFolder;
  readonly store: Store;
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
  const holder = store.claim();
  if (holder !== undefined) {
    await store.close();
    throw new DataFolderInUse(path, holder.processId);
  }
  return {
    folder,
    store,
    count: () => store.documents.getKeysCount(),
    close: async () => {
      await store.release();
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
