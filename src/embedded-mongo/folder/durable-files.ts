import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Resolves when a file, or the names in a folder, are on the disk. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Writes a small file for its owner alone; it is on the disk, under its name, when this resolves. */
export async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await flush(dirname(path));
}

/** Moves a file or folder to another name in the same folder, durably. */
export async function moveWithin(from: string, to: string): Promise<void> {
  await rename(from, to);
  await flush(dirname(to));
}
