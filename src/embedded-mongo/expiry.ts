import { type Index, namespaceOf } from './storage/catalog.ts';
import { CommandError } from './command-error.ts';
import { deleteRecord } from './storage/records.ts';
import { search } from './planner/search.ts';
import type { Store } from './storage/store.ts';

/** How many documents one transaction takes away at most, so that other writes need not wait long. */
const AT_ONCE = 1000;

/** Takes away what the TTL indexes say has expired. What has to wait, because the disk is full or hangs, is left for the next time. */
export async function removeExpired(store: Store, now: Date): Promise<void> {
  for (const collection of store.collections.values())
    for (const index of collection.indexes)
      if (index.isBuilt && index.expireAfterSeconds !== undefined)
        await removeBy(store, namespaceOf(collection), index, now).catch(refuseUnlessLater);
}

async function removeBy(store: Store, namespace: string, index: Index, now: Date): Promise<void> {
  const { name, paths, partial = {}, expireAfterSeconds = 0 } = index;
  const [{ path } = { path: '' }] = paths;
  const expired = { [path]: { $lte: new Date(now.getTime() - expireAfterSeconds * 1000) } };
  const asked = { filter: { $and: [partial, expired] }, sort: [], hint: name, limit: AT_ONCE };
  for (let removed = AT_ONCE; removed === AT_ONCE;) {
    removed = await store.write(() => {
      const collection = store.collections.get(namespace);
      if (collection?.indexes.includes(index) !== true) return 0;
      const found = [...search(store, collection, asked)];
      for (const { record, bytes } of found) deleteRecord(store, collection, record, bytes);
      return found.length;
    });
  }
}

function refuseUnlessLater(error: unknown): void {
  const isLater =
    error instanceof CommandError && ['OutOfDiskSpace', 'ExceededTimeLimit'].includes(error.codeName);
  if (!isLater) throw error;
}
