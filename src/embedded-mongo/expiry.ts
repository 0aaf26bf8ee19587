import { namespaceOf } from './catalog.ts';
import { search, type Search } from './search.ts';
import { deleteRecord } from './records.ts';
import type { Store } from './store.ts';

/** How many documents one transaction takes away at most, so that other writes need not wait long. */
const AT_ONCE = 1000;

/** Takes away what the TTL indexes say has expired. */
export async function removeExpired(store: Store, now: Date): Promise<void> {
  for (const collection of store.collections.values()) {
    for (const { name, paths, partial = {}, expireAfterSeconds } of collection.indexes) {
      const [first] = paths;
      if (first === undefined || expireAfterSeconds === undefined) continue;
      const expired = { [first.path]: { $lte: new Date(now.getTime() - expireAfterSeconds * 1000) } };
      const asked = { filter: { $and: [partial, expired] }, sort: [], hint: name, limit: AT_ONCE };
      await removeMatches(store, namespaceOf(collection), asked);
    }
  }
}

async function removeMatches(store: Store, namespace: string, asked: Search): Promise<void> {
  for (let removed = AT_ONCE; removed === AT_ONCE;) {
    removed = await store.write(() => {
      const collection = store.collections.get(namespace);
      if (collection === undefined) return 0;
      const found = [...search(store, collection, asked)];
      for (const { record, bytes } of found) deleteRecord(store, collection, record, bytes);
      return found.length;
    });
  }
}
