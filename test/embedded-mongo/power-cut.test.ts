import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { openWhole } from '../../src/embedded-mongo/open-whole.ts';
import { search } from '../../src/embedded-mongo/query.ts';
import { parseSort } from '../../src/embedded-mongo/sort.ts';
import { decode, numberOf } from '../../src/embedded-mongo/values.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { runStore } from './support.ts';

const command = promisify(execFile);
const IMAGE_BYTES = 32 * 1024 * 1024;
const WRITES = 10;

async function makeImage(image: string): Promise<void> {
  const file = await open(image, 'w');
  await file.truncate(IMAGE_BYTES);
  await file.close();
  await command('mkfs.ext4', ['-q', '-F', image]);
}

/**
 * Makes a disk of a file, which holds only what was written through to the disk, for five minutes.
 * @returns undefined where this user may not, as only root may
 */
async function diskOf(image: string, path: string) {
  await mkdir(path);
  try {
    await command('mount', ['-t', 'ext4', '-o', 'loop,commit=300', image, path]);
  } catch {
    return undefined;
  }
  return { path, [Symbol.asyncDispose]: async () => void (await command('umount', [path])) };
}

/** Past the owner of the folder, who is this process and lives. */
async function numbersIn(file: string): Promise<(number | undefined)[]> {
  const store = await openWhole(file);
  try {
    const collection = store.collections.get('portal.things1');
    if (collection === undefined) return [];
    const found = [...search(store, collection, { filter: {}, sort: parseSort({ n: 1 }) })];
    return found.map(({ bytes }) => numberOf(decode(bytes)['n']));
  } finally {
    await store.close();
  }
}

describe('embedded store, after the power was cut', () => {
  it('holds every write that it had acknowledged', async function cut() {
    await using folder = await temporaryFolder();
    const [image, copy] = [join(folder.path, 'image'), join(folder.path, 'copy')];
    await makeImage(image).catch(() => undefined);
    const acknowledged: number[] = [];
    {
      await using disk = await diskOf(image, join(folder.path, 'disk'));
      if (disk === undefined) {
        this.skip();
        return;
      }
      await using store = await runStore(join(disk.path, 'data'));
      const things = store.collection();
      for (let n = 0; n < WRITES; n += 1) {
        await things.insertOne({ n, data: Buffer.alloc(200_000, n) });
        acknowledged.push(n);
      }
      copyFileSync(image, copy); // nothing else of this thread happens between the answer and this
    }
    await using disk = await diskOf(copy, join(folder.path, 'disk-after'));
    const found = await numbersIn(join(disk?.path ?? '', 'data', 'store.mdb'));
    expect(found).to.deep.equal(acknowledged);
  });
});
