import { readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch } from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { type RunningStore, runStore } from './support.ts';

/** The numbers of fsync(2) and fdatasync(2) in Linux (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h). */
const SYNCS: Readonly<Record<string, readonly string[]>> = { x64: ['74', '75'], arm64: ['82', '83'] };

/** Where flushing takes no time; the number is in statfs(2). */
const TMPFS = 0x01021994;

/** What the threads of this process are doing: proc(5) gives the number of each one's system call first. */
function systemCalls(): string[] {
  return readdirSync('/proc/self/task').flatMap((task) => {
    try {
      return readFileSync(`/proc/self/task/${task}/syscall`, 'utf8').split(' ', 1);
    } catch {
      return []; // it has ended
    }
  });
}

function canTell(): boolean {
  try {
    readFileSync('/proc/self/syscall');
    return arch in SYNCS;
  } catch {
    return false;
  }
}

describe('embedded store, an acknowledged write', () => {
  let store: RunningStore;
  before(async function start() {
    if (!canTell()) this.skip();
    store = await runStore();
    if ((await statfs(store.folder)).type === TMPFS) this.skip();
  });
  after(() => store?.[Symbol.asyncDispose]());

  it('was flushed: while writes are waited for, a thread is seen within fdatasync', async function flushed() {
    this.timeout(30_000);
    const things = store.collection();
    const seen = new Set<string>();
    const written = new AbortController();
    const watch = async () => {
      while (!written.signal.aborted) {
        for (const call of systemCalls()) seen.add(call);
        await turn();
      }
    };
    const watching = watch();
    for (let n = 0; n < 100 && !SYNCS[arch]?.some((call) => seen.has(call)); n += 1)
      await things.insertOne({ n, data: Buffer.alloc(100_000) });
    written.abort();
    await watching;
    expect([...seen].filter((call) => SYNCS[arch]?.includes(call))).to.not.deep.equal([]);
  });
});
