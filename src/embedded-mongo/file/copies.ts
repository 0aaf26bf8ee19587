import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { flush, writeDurably } from '../folder/durable-files.ts';
import { EmbeddedMongoError } from '../errors.ts';
import { identityOf, isStill } from './exchange.ts';
import { readHead } from './file-head.ts';
import type { HeldStore } from '../folder/hold.ts';
import { openWhole, refuseFault } from './open-whole.ts';
import { openStore, type Store } from '../storage/store.ts';
import { numberOf } from '../values/values.ts';

/** The file is not a copy that this store wrote. */
export class NotACopy extends EmbeddedMongoError {}

/**
 * Writes the store of a folder into one new file, also while another process serves it: the state of one
 * moment, with all that was acknowledged before it, and nothing that tells what came when. The file names the format, and no process as its owner.
 *
 * @throws {FileDamaged} where its pages make no sense, which would end the process
 */
export async function copyStore(folder: string, file: string): Promise<void> {
  const format = Number(await readFile(join(folder, 'format'), 'utf8'));
  const data = join(folder, 'store.mdb');
  refuseFault(data);
  await copyMoment(data, file);
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

/** The writer may enlarge the file between opening it and reading it, or put another in its place; then it has to be opened again. */
async function copyMoment(data: string, file: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const before = identityOf(data);
    const store = openStore(data, { readOnly: true });
    try {
      await store.copyTo(file);
      if (isStill(before, data)) return;
      throw new Error('The store was replaced while it was copied.');
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || (isStill(before, data) && !/MAP_RESIZED/.test(String(error))))
        throw error;
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
  if (readHead(file) === undefined) throw notACopy();
  const store = await openWhole(file, { lookMs: Number.POSITIVE_INFINITY });
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

/** Rewrites the file of a held store without the room that deleted documents left, and lets go of it. */
export async function compactAndClose(held: HeldStore): Promise<void> {
  try {
    await held.store.rewrite(0);
  } finally {
    await held.close();
  }
}

/** LMDB's lock file speaks of the file that it was made for; another one must not find it. */
async function close(store: Store, file: string): Promise<void> {
  await store.close();
  await rm(`${file}-lock`, { force: true });
}
