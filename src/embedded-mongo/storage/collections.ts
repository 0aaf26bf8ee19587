import { type Collection, idIndex, type Index, namespaceOf } from './catalog.ts';
import type { Tree, Trees } from '../file/environment.ts';
import { type Bounds, keysOf, keysWithin, numberOfKey } from './keys.ts';
import { COLLECTIONS, describeCollection, readCollection, VERSION_KEY } from './saved-catalog.ts';
import { decode, encode } from '../values/values.ts';

/**
 * The collections of a store by their namespaces, in memory as its catalog has them. They are changed inside a transaction alone.
 *
 * @param onCleared told of each index whose entries are taken away
 */
export function createCollections(
  { catalog, documents, entries }: Pick<Trees, 'catalog' | 'documents' | 'entries'>,
  onCleared: () => void,
) {
  const collections = new Map<string, Collection>();
  let nextNumber = 1;
  let version = 0;

  /** Differs from `version` where a transaction that changed the catalog failed, for want of space say. */
  function savedVersion(): number {
    return catalog.getBinaryFast(VERSION_KEY)?.readUInt32BE() ?? 0;
  }

  function saveVersion(): void {
    version += 1;
    catalog.putSync(VERSION_KEY, numberOfKey(version));
  }

  function load(): void {
    version = savedVersion();
    collections.clear();
    for (const key of keysWithin(catalog, COLLECTIONS)) {
      const collection = readCollection(decode(catalog.get(key) ?? Buffer.alloc(0)));
      collections.set(key.toString('utf8'), collection);
      const numbers = [collection, ...collection.indexes].map(({ number }) => number);
      nextNumber = Math.max(nextNumber, ...numbers.map((number) => number + 1));
    }
  }

  function newNumber(): number {
    nextNumber += 1;
    return nextNumber - 1;
  }

  function saveCollection(collection: Collection): void {
    catalog.putSync(Buffer.from(namespaceOf(collection)), encode(describeCollection(collection)));
    saveVersion();
  }

  function clearIndex(index: Index): void {
    onCleared();
    clear(entries, keysOf(index));
  }

  load();
  return {
    collections,
    newNumber,
    saveCollection,

    /** Reads them again where memory has what a failed transaction did not save. */
    reloadUnsaved: (): void => {
      if (savedVersion() !== version) load();
    },

    createCollection(database: string, name: string): Collection {
      const number = newNumber();
      const collection = { number, database, name, indexes: [idIndex(newNumber())] };
      saveCollection(collection);
      collections.set(namespaceOf(collection), collection);
      return collection;
    },

    dropCollection(collection: Collection): void {
      clear(documents, keysOf(collection));
      for (const index of collection.indexes) clearIndex(index);
      catalog.removeSync(Buffer.from(namespaceOf(collection)));
      collections.delete(namespaceOf(collection));
      saveVersion();
    },

    /** Their entries are there already. */
    addIndexes(collection: Collection, added: readonly Index[]): void {
      collection.indexes.push(...added);
      saveCollection(collection);
    },

    dropIndex(collection: Collection, index: Index): void {
      clearIndex(index);
      collection.indexes.splice(collection.indexes.indexOf(index), 1);
      saveCollection(collection);
    },
  };
}

function clear(tree: Tree, bounds: Bounds): void {
  for (const key of keysWithin(tree, bounds)) tree.removeSync(key);
}
