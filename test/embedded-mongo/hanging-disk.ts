import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../support/temporary-folder.ts';

const command = promisify(execFile);
const MEBIBYTE = 1024 * 1024;
const BYTES = 24 * MEBIBYTE;
/** The bytes of the disk lie in a file of a disk around it, which is what hangs. */
const BYTES_AROUND = 40 * MEBIBYTE;

/** A disk whose bytes lie in a file, so that a test sees what has reached it, and that hangs when the test says so. */
interface HangingDisk extends AsyncDisposable {
  readonly path: string;
  /** Nothing reaches the disk from now on, until what this resolves to is called. */
  hang(): Promise<() => Promise<void>>;
  /** What a power cut leaves at this instant: the disk as it is, without what was written to memory only. */
  cutPower(): Promise<DiskAfterwards>;
}

interface DiskAfterwards extends AsyncDisposable {
  readonly path: string;
}

/** Undefined where this user may not mount one, as only root may. */
export async function hangingDisk(): Promise<HangingDisk | undefined> {
  const folder = await temporaryFolder();
  const [image, around] = [join(folder.path, 'around'), join(folder.path, 'around-mounted')];
  await makeDisk(image, BYTES_AROUND);
  const outer = await mount(image, around).catch(() => undefined);
  if (outer === undefined) {
    await folder.remove();
    return undefined;
  }
  await makeDisk(join(around, 'disk'), BYTES);
  const disk = await mount(join(around, 'disk'), join(folder.path, 'disk'));
  let cuts = 0;
  return {
    path: disk.path,
    hang: async () => freeze(around),
    async cutPower() {
      cuts += 1;
      const left = join(folder.path, `left-${cuts}`);
      copyFileSync(join(around, 'disk'), left); // nothing else of this thread happens between the last answer and this
      return mount(left, `${left}-mounted`);
    },
    async [Symbol.asyncDispose]() {
      await disk[Symbol.asyncDispose]();
      await outer[Symbol.asyncDispose]();
      await folder.remove();
    },
  };
}

async function makeDisk(image: string, bytes: number): Promise<void> {
  const file = await open(image, 'w');
  await file.truncate(bytes);
  await file.close();
  await command('mkfs.ext4', ['-q', '-F', image]);
}

/** What nobody flushes stays in memory for five minutes. */
async function mount(image: string, path: string): Promise<DiskAfterwards> {
  await mkdir(path);
  await command('mount', ['-t', 'ext4', '-o', 'loop,commit=300', image, path]);
  return { path, [Symbol.asyncDispose]: async () => void (await command('umount', [path])) };
}

/** It thaws with the end of the test's process too, whatever ends that. */
async function freeze(path: string): Promise<() => Promise<void>> {
  const freezer = spawn('sh', ['-c', 'fsfreeze -f "$0" && echo frozen && cat; fsfreeze -u "$0"', path], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(freezer, 'exit');
  const isFrozen = await Promise.race([
    once(freezer.stdout, 'data').then(() => true),
    ended.then(() => false),
  ]);
  if (!isFrozen) throw new Error('the disk around could not be frozen');
  return async () => {
    freezer.stdin.end();
    await ended;
  };
}
