import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { flush } from './durable-files.ts';

/**
 * Makes a folder and those above it, durably and for their owner alone; one that is there stays as it is. Node's own recursive `mkdir`
 * never returns where the system says of every new folder that its parent is missing, as Linux does in /proc.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await make(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const parent = dirname(path);
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT') || (await isFolder(parent)))
      throw error;
    await makeFolder(parent);
    await make(path);
  }
}

async function make(path: string): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  await flush(dirname(path));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
