import { runStore } from './support.ts';

/** Writes documents until it is killed, and tells its parent of each that was acknowledged. */
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
await Promise.all(Array.from({ length: 8 }, writer));
