import type { Transaction } from 'lmdb';
import { commit } from './commit.ts';
import {
  type Changes,
  closeAndRemove,
  createEnvironment,
  type Environment,
  put,
  type Tree,
  TREE_NAMES,
  type TreeName,
  type Trees,
} from './environment.ts';
import { FileDamaged } from '../errors.ts';
import { EVERYTHING, keysWithin } from '../storage/keys.ts';

/** How much one transaction copies at most, so that others need not wait long. A key counts for what it may change of a tree. */
const BATCH_BYTES = 4 * 1024 * 1024;
const KEY_BYTES = 4096;

type Pair = readonly [key: Buffer, value: Buffer | undefined];

/** Called after each batch; what it throws ends the work. */
export type AfterBatch = () => Promise<void> | void;

/**
 * Copies all trees into a new file in the order of their keys. Threat: LMDB's own copy takes over the number of the
 * transaction in the head of each page of a large value, and the places of the entries in a page, and both tell the order in
 * which they came.
 *
 * @param transaction of the moment that is copied, where others write meanwhile
 */
export async function copyInOrder(
  from: Readonly<Record<TreeName, Tree>>,
  to: Environment,
  { transaction, afterBatch }: { transaction?: Transaction; afterBatch?: AfterBatch },
): Promise<void> {
  for (const name of TREE_NAMES) {
    const pairs = pairsOf(from[name], keysWithin(from[name], EVERYTHING, { transaction }), transaction);
    await writePairs(pairs, name, to, { append: true, afterBatch });
  }
}

function* pairsOf(tree: Tree, keys: Iterable<Buffer>, transaction?: Transaction): Generator<Pair> {
  for (const key of keys) yield [key, tree.get(key, transaction && { transaction })];
}

/** A pair without a value takes its key away. */
async function writePairs(
  pairs: Iterable<Pair>,
  name: TreeName,
  to: Environment,
  { append, afterBatch }: { append: boolean; afterBatch?: AfterBatch | undefined },
): Promise<void> {
  for (const batch of batchesOf(pairs)) {
    await commit(to, () => {
      for (const [key, value] of batch)
        if (value === undefined) to.trees[name].removeSync(key);
        else if (!put(to.trees[name], key, value, { append }))
          throw new FileDamaged('its keys are not in their order');
    });
    await afterBatch?.();
  }
}

function* batchesOf(pairs: Iterable<Pair>): Generator<Pair[]> {
  let batch: Pair[] = [];
  let bytes = 0;
  for (const pair of pairs) {
    batch.push(pair);
    bytes += KEY_BYTES + (pair[1]?.length ?? 0);
    if (bytes < BATCH_BYTES) continue;
    yield batch;
    [batch, bytes] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

/** In the order of the keys, not of the writes. */
export async function copyChanges(
  changes: Changes,
  from: Trees,
  to: Environment,
  afterBatch?: AfterBatch,
): Promise<void> {
  for (const name of TREE_NAMES) {
    const keys = [...changes[name]].toSorted().map((key) => Buffer.from(key, 'latin1'));
    await writePairs(pairsOf(from[name], keys), name, to, { append: false, afterBatch });
  }
}

/** Copies what is committed now into a new file; nothing is left of one that could not be finished. */
export async function copyCommitted(trees: Trees, file: string): Promise<void> {
  const copy = await createEnvironment(file);
  const transaction = trees.root().useReadTransaction();
  try {
    await copyInOrder(trees, copy, { transaction });
  } catch (error) {
    await closeAndRemove(copy);
    throw error;
  } finally {
    transaction.done();
  }
  await copy.root.close();
}
