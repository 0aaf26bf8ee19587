import { numberOf } from '../values/values.ts';

/** The pages at the head of LMDB's file. */
const META_PAGES = 2;

function counted(statistics: object, name: string): number {
  return numberOf(new Map(Object.entries(statistics)).get(name)) ?? 0;
}

function pagesOf(tree: object): number {
  const kinds = ['treeBranchPageCount', 'treeLeafPageCount', 'overflowPages'];
  return kinds.map((kind) => counted(tree, kind)).reduce((sum, count) => sum + count, 0);
}

function freeListOf(statistics: object): object {
  return 'free' in statistics && typeof statistics.free === 'object' && statistics.free
    ? statistics.free
    : {};
}

/**
 * The bytes of an LMDB file, and those of them that no tree uses.
 *
 * @param root the statistics of the environment, which hold those of its free list
 * @param trees those of each database in it
 */
export function spaceOf(root: object, trees: readonly object[]): { bytes: number; freeBytes: number } {
  const pageBytes = counted(root, 'pageSize');
  const pages = counted(root, 'lastPageNumber') + 1;
  const used = [root, freeListOf(root), ...trees]
    .map(pagesOf)
    .reduce((sum, count) => sum + count, META_PAGES);
  return { bytes: pages * pageBytes, freeBytes: (pages - used) * pageBytes };
}
