import { rm, writeFile } from 'node:fs/promises';
import { type Database, open, type PutOptions, type RangeOptions, type RootDatabase } from 'lmdb';
import { codeOf } from './commit.ts';

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

export function openEnvironment(path: string, readOnly = false): Environment {
  const root = open({ path, readOnly, noSubdir: true, overlappingSync: false, maxDbs: 8, noMemInit: false });
  const tree = (name: TreeName): Bytes => root.openDB({ name, keyEncoding: 'binary', encoding: 'binary' });
  const trees = { catalog: tree('catalog'), documents: tree('documents'), entries: tree('entries') };
  return { path, root, trees };
}

/** @returns whether LMDB took the pair, as lmdb answers and its types do not say: some of LMDB's refusals are no error to it */
export function put(tree: Bytes, key: Buffer, value: Buffer, options: PutOptions = {}): boolean {
  const answer: unknown = tree.putSync(key, value, options);
  return answer !== false;
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
  'doesExist' | 'get' | 'getBinary' | 'getBinaryFast' | 'getKeysCount' | 'getStats'
> & {
  getKeys(range: RangeOptions): Buffer[];
  putSync(key: Buffer, value: Buffer): void;
  removeSync(key: Buffer): void;
};

/** Which keys of which trees were written. */
export type Changes = Readonly<Record<TreeName, Set<string>>>;

/** `MDB_CORRUPTED` and `MDB_PAGE_NOTFOUND`. */
const DAMAGE = new Set<unknown>([-30_796, -30_797]);

/**
 * The trees of the file that is open now; `use` lets another file take its place.
 *
 * @param damaged told when LMDB meets a page that makes no sense; returns what to throw
 */
export function createTrees(first: Environment, damaged: (reason: string) => Error) {
  let current = first;
  let changes: Changes | undefined;

  function treeNamed(name: TreeName): Tree {
    function on<Result>(work: (bytes: Bytes) => Result): Result {
      try {
        return work(current.trees[name]);
      } catch (error) {
        throw error instanceof Error && DAMAGE.has(codeOf(error)) ? damaged(error.message) : error;
      }
    }
    const note = (key: Buffer) => changes?.[name].add(key.toString('latin1'));
    return {
      doesExist: (key) => on((bytes) => bytes.doesExist(key)),
      get: (key, options) => on((bytes) => bytes.get(key, options)),
      getBinary: (key) => on((bytes) => bytes.getBinary(key)),
      getBinaryFast: (key) => on((bytes) => bytes.getBinaryFast(key)),
      getKeys: (range) => on((bytes) => [...bytes.getKeys(range)]),
      getKeysCount: (range) => on((bytes) => bytes.getKeysCount(range)),
      getStats: () => on((bytes) => bytes.getStats()),
      putSync: (key, value) => {
        note(key);
        if (!on((bytes) => put(bytes, key, value))) throw damaged('it did not take what was written to it');
      },
      removeSync: (key) => {
        note(key);
        on((bytes) => bytes.removeSync(key));
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
