import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { testServer } from '../support/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openStoreOf, startProgram } from './support.ts';

const program = new URL('../../src/store-tool/program.ts', import.meta.url);
const MEGABYTE = 1024 * 1024;
const CHUNKS = 800;
const CHUNK_BYTES = 255 * 1024;

/** What a process keeps in memory of its own, without the files that it maps; Linux only. */
function ownBytes(processId: number | undefined): number {
  const status = readFileSync(`/proc/${processId ?? 0}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

async function fill(dataFolder: string): Promise<void> {
  const store = await openStoreOf(dataFolder);
  await store.client.db().collection<{ _id: number }>('before').insertOne({ _id: 1 });
  const chunks = store.client.db().collection<{ _id: number }>('chunks');
  for (let first = 0; first < CHUNKS; first += 8) {
    const several = Array.from({ length: 8 }, (_, at) => ({
      _id: first + at,
      data: Buffer.alloc(CHUNK_BYTES, at),
    }));
    await chunks.insertMany(several);
  }
  await store.close();
}

describe('npm run export, of a store with large files', function suite() {
  this.timeout(300_000);

  it('keeps a small part of them in memory', async function large() {
    if (process.platform !== 'linux') this.skip();
    const folder = await temporaryFolder();
    await using server = await testServer();
    await fill(folder.path);
    const { child, stdout, stderr } = startProgram(program, ['export'], {
      DATA_DIR: folder.path,
      MONGODB_URI: server.uri,
    });
    stdout.resume();
    const ended = once(child, 'exit');
    const said = createInterface({ input: stderr });
    const [first]: unknown[] = await once(said, 'line');
    expect(first).to.equal('before: 1 document.');
    const before = ownBytes(child.pid);
    let most = before;
    const timer = setInterval(() => (most = Math.max(most, ownBytes(child.pid))), 100);
    said.once('close', () => clearInterval(timer));
    const [code]: unknown[] = await ended;
    clearInterval(timer);
    expect(code).to.equal(0);
    const share = (most - before) / (CHUNKS * CHUNK_BYTES);
    expect(most - before, `${Math.round(share * 100)} % of the files`).to.be.lessThan(128 * MEGABYTE);
    await folder.remove();
  });
});
