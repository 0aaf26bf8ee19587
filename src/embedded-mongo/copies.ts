import { chmod, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { flush, moveWithin, writeDurably } from './durable-files.ts';
import { EmbeddedMongoError } from './errors.ts';
import { isStoreFile } from './folder.ts';
import type { HeldStore } from './hold.ts';
import { openWhole } from './open-whole.ts';
import { openStore, type Store } from './store.ts';
import { numberOf } from './values.ts';

/** The file is not a copy that this store wrote. */
export class NotACopy extends EmbeddedMongoError {}

/**
 * Writes the store of a folder into one new file, also while another process serves it: LMDB copies the state of one
 * moment, with all that was acknowledged before it. The file names the format, and no process as its owner.
 */
export async function copyStore(folder: string, file: string): Promise<void> {
  const format = Number(await readFile(join(folder, 'format'), 'utf8'));
  await copyMoment(join(folder, 'store.mdb'), file);
  await chmod(file, 0o600);
  const copy = openStore(file);
  try {
    await copy.release();
    await copy.saveNote({ kind: NOTE_KIND, format, takenAt: new Date() });
  } finally {
    await close(copy, file);
  }
  await flush(file);
}

const NOTE_KIND = 'copy of an embedded store';
const MOST_ATTEMPTS = 5;

/** The writer may enlarge the file between opening it and copying it; then it has to be opened again. */
async function copyMoment(data: string, file: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const store = openStore(data, { readOnly: true });
    try {
      return await store.copyTo(file);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !/MAP_RESIZED/.test(String(error))) throw error;
      await rm(file, { force: true });
    } finally {
      await store.close();
    }
  }
}

/**
 * Makes a folder into which a copy was put as `store.mdb` the data folder that the copy was taken of.
 *
 * @returns when the copy was taken
 * @throws NotACopy, or whatever LMDB says of a damaged file
 */
export async function adoptCopy(folder: string): Promise<Date> {
  const file = join(folder, 'store.mdb');
  if (!(await isStoreFile(file))) throw notACopy();
  const store = await openWhole(file);
  try {
    const { kind, format, takenAt } = store.readNote() ?? {};
    if (kind !== NOTE_KIND || !(takenAt instanceof Date)) throw notACopy();
    await writeDurably(join(folder, 'format'), `${numberOf(format) ?? ''}\n`);
    await store.saveNote(undefined);
    return takenAt;
  } finally {
    await close(store, file);
  }
}

function notACopy(): NotACopy {
  return new NotACopy('The file is not a backup of an embedded store.');
}

/**
 * Replaces the file of a held store by a copy without the room that deleted documents left, and lets go of it. The
 * copy names the same owner, so nobody gets in between; a crash leaves the old file or the new one, both whole.
 */
export async function compactAndClose(held: HeldStore): Promise<void> {
  const { folder, store, ownership } = held;
  const fresh = `${folder.data}.compacted`;
  await rm(fresh, { force: true });
  try {
    await store.copyTo(fresh);
    await chmod(fresh, 0o600);
    await refuseLoss(store, fresh);
    await flush(fresh);
  } catch (error) {
    await rm(fresh, { force: true });
    await held.close();
    throw error;
  }
  await close(store, folder.data);
  await moveWithin(fresh, folder.data);
  const compacted = openStore(folder.data);
  await ownership.release(compacted);
  await compacted.close();
}

/** Before a copy takes the place of its original. */
async function refuseLoss(store: Store, file: string): Promise<void> {
  const copy = openStore(file, { readOnly: true });
  try {
    for (const part of ['documents', 'entries'] as const)
      if (copy[part].getKeysCount() !== store[part].getKeysCount())
        throw new Error('The compacted copy does not hold everything; the store was left as it was.');
  } finally {
    await close(copy, file);
  }
}

/** LMDB's lock file speaks of the file that it was made for; another one must not find it. */
async function close(store: Store, file: string): Promise<void> {
  await store.close();
  await rm(`${file}-lock`, { force: true });
}
