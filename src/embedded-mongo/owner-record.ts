import { truncateSync } from 'node:fs';
import { ABORT } from 'lmdb';
import { codeOf } from './commit.ts';
import { openRoot, openTree, type Tree } from './environment.ts';
import { isAlive, type Owner } from './owner.ts';
import { OWNER_KEY } from './saved-catalog.ts';
import { decode, numberOf } from './values.ts';

/** Who last claimed a store and did not release it, alive or not. */
export function readOwner(catalog: Pick<Tree, 'get'>): Owner | undefined {
  const bytes = catalog.get(OWNER_KEY);
  if (bytes === undefined) return undefined;
  const { processId, startedAt, socket } = decode(bytes);
  return {
    processId: numberOf(processId) ?? 0,
    startedAt: String(startedAt),
    socket: typeof socket === 'string' ? socket : '',
  };
}

export function isSame(left: Owner | undefined, right: Owner | undefined): boolean {
  return left?.startedAt === right?.startedAt && left?.socket === right?.socket;
}

/**
 * Takes pages away again that were only added to a store's file, unless a living process owns it: LMDB's write lock keeps
 * every other one from becoming its owner meanwhile. A catalog that is damaged has let nobody in.
 */
export async function cutBack(path: string, size: number): Promise<void> {
  const root = openRoot(path, false);
  try {
    const catalog = unlessDamaged(() => openTree(root, 'catalog'));
    const ownerNow = () => catalog && unlessDamaged(() => readOwner(catalog));
    const owner = ownerNow();
    if (owner !== undefined && (await isAlive(owner, path))) return;
    root.transactionSync(() => {
      if (isSame(ownerNow(), owner)) truncateSync(path, size);
      return ABORT;
    });
  } finally {
    await root.close();
  }
}

/** `MDB_CORRUPTED` and `MDB_PAGE_NOTFOUND`; what has no number of LMDB's or the system's is of bytes that are no document. */
const DAMAGE = new Set<unknown>([-30_796, -30_797, undefined]);

function unlessDamaged<Found>(read: () => Found): Found | undefined {
  try {
    return read();
  } catch (error) {
    if (DAMAGE.has(codeOf(error))) return undefined;
    throw error;
  }
}
