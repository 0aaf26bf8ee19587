import { statfs } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { canTellFlushing, isFlushing } from './flushing.ts';
import { type RunningStore, runStore } from './support.ts';

/** Where flushing takes no time; the number is in statfs(2). */
const TMPFS = 0x01021994;

describe('embedded store, an acknowledged write', () => {
  let store: RunningStore;
  before(async function start() {
    if (!canTellFlushing()) this.skip();
    store = await runStore();
    if ((await statfs(store.folder)).type === TMPFS) this.skip();
  });
  after(() => store?.[Symbol.asyncDispose]());

  it('was flushed: while writes are waited for, a thread is seen within fdatasync', async function flushed() {
    this.timeout(30_000);
    const things = store.collection();
    const seen = new AbortController();
    const watch = async () => {
      while (!seen.signal.aborted) {
        if (isFlushing()) seen.abort();
        await turn();
      }
    };
    const watching = watch();
    for (let n = 0; n < 100 && !seen.signal.aborted; n += 1)
      await things.insertOne({ n, data: Buffer.alloc(100_000) });
    const isSeen = seen.signal.aborted;
    seen.abort();
    await watching;
    expect(isSeen).to.equal(true);
  });
});
