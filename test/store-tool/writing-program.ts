import { openStoreOf } from './support.ts';

/** Serves a data folder and has 20 clients write into it until it is killed; tells its parent of each acknowledged write. */
const { client } = await openStoreOf(process.argv[2] ?? '');
const things = client.db().collection<{ n: number; tags: string[] }>('things');
await things.createIndex({ n: 1 }, { name: 'n', unique: true });
await things.createIndex({ tags: 1 }, { name: 'tags' });
let next = 0;
const writer = async (): Promise<void> => {
  for (;;) {
    next += 1;
    const n = next;
    await things.insertOne({ n, tags: [`tag ${n % 7}`, 'x'.repeat(1500)] });
    if (n % 3 === 0) await things.updateOne({ n }, { $push: { tags: 'changed' } });
    process.send?.(n);
  }
};
await Promise.all(Array.from({ length: 20 }, writer));
