import { runStore } from './support.ts';

/**
 * Writes documents until it is killed, and tells its parent of each that was acknowledged. With `rewriting` the store rewrites
 * its file again and again meanwhile, and the parent is told of that, too.
 */
const { client } = await runStore(process.argv[2]);
const things = client.db().collection('things');
await things.createIndex({ n: 1 }, { name: 'n', unique: true });
let next = 0;
const writer = async (): Promise<void> => {
  for (;;) {
    next += 1;
    const n = next;
    await things.insertOne({ n, data: Buffer.alloc(2000, n) });
    process.send?.(n);
  }
};
const rewriter = async (): Promise<void> => {
  for (;;) {
    await client.db().command({ rewriteStore: 1 });
    process.send?.('rewritten');
  }
};
const writers = Array.from({ length: 8 }, writer);
await Promise.all(process.argv[3] === 'rewriting' ? [...writers, rewriter()] : writers);
