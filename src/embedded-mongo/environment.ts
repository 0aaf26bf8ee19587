import { rm, writeFile } from 'node:fs/promises';
import { type Database, open, type RootDatabase } from 'lmdb';

type Bytes = Database<Buffer, Buffer>;

/** The ordered maps in a store's file. */
export const TREE_NAMES = ['catalog', 'documents', 'entries'] as const;
export type TreeName = (typeof TREE_NAMES)[number];

/** One file of LMDB, open. */
export interface Environment {
  readonly path: string;
  readonly root: RootDatabase;
  readonly trees: Readonly<Record<TreeName, Bytes>>;
}

export function openRoot(path: string, readOnly: boolean): RootDatabase {
  return open({ path, readOnly, noSubdir: true, overlappingSync: false, maxDbs: 8, noMemInit: false });
}

export function openTree(root: RootDatabase, name: TreeName): Bytes {
  return root.openDB({ name, keyEncoding: 'binary', encoding: 'binary' });
}

export function openEnvironment(path: string, readOnly = false): Environment {
  const root = openRoot(path, readOnly);
  const trees = {
    catalog: openTree(root, 'catalog'),
    documents: openTree(root, 'documents'),
    entries: openTree(root, 'entries'),
  };
  return { path, root, trees };
}

/** A new file for its owner alone, in place of what a crash may have left there. Its lock is never there without it. */
export async function createEnvironment(path: string): Promise<Environment> {
  await removeFiles(path);
  await writeFile(path, '', { mode: 0o600, flag: 'wx' });
  return openEnvironment(path);
}

export async function closeAndRemove({ root, path }: Environment): Promise<void> {
  await root.close();
  await removeFiles(path);
}

export async function removeFiles(path: string): Promise<void> {
  await rm(`${path}-lock`, { force: true });
  await rm(path, { force: true });
}

/** An ordered map of the store, whichever file holds it now: what reads it goes on while one file takes another's place. */
export type Tree = Pick<
  Bytes,
  'doesExist' | 'get' | 'getBinary' | 'getBinaryFast' | 'getKeys' | 'getKeysCount' | 'getStats'
> & {
  putSync(key: Buffer, value: Buffer): void;
  removeSync(key: Buffer): void;
};

/** Which keys of which trees were written. */
export type Changes = Readonly<Record<TreeName, Set<string>>>;

/** The trees of the file that is open now; `use` lets another file take its place. */
export function createTrees(first: Environment) {
  let current = first;
  let changes: Changes | undefined;

  function treeNamed(name: TreeName): Tree {
    const bytes = () => current.trees[name];
    const note = (key: Buffer) => changes?.[name].add(key.toString('latin1'));
    return {
      doesExist: (key) => bytes().doesExist(key),
      get: (key, options) => bytes().get(key, options),
      getBinary: (key) => bytes().getBinary(key),
      getBinaryFast: (key) => bytes().getBinaryFast(key),
      getKeys: (range) => bytes().getKeys(range),
      getKeysCount: (range) => bytes().getKeysCount(range),
      getStats: () => bytes().getStats(),
      putSync: (key, value) => {
        note(key);
        bytes().putSync(key, value);
      },
      removeSync: (key) => {
        note(key);
        bytes().removeSync(key);
      },
    };
  }

  return {
    catalog: treeNamed('catalog'),
    documents: treeNamed('documents'),
    entries: treeNamed('entries'),
    root: () => current.root,

    /** The keys that were written since the last call; from the first call until `use` or `forget` they are noted. */
    takeChanges(): Changes {
      const taken = changes ?? noChanges();
      changes = noChanges();
      return taken;
    },

    forgetChanges(): void {
      changes = undefined;
    },

    /** @returns what was open before */
    use(next: Environment): Environment {
      const before = current;
      current = next;
      changes = undefined;
      return before;
    },
  };
}

export type Trees = ReturnType<typeof createTrees>;

function noChanges(): Changes {
  return { catalog: new Set(), documents: new Set(), entries: new Set() };
}
