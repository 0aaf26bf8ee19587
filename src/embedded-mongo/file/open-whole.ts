import { existsSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { isOutOfSpace } from './commit.ts';
import { FileDamaged } from '../errors.ts';
import { type Head, readHead } from './file-head.ts';
import { faultInStructure } from './file-structure.ts';
import { isAlive } from '../folder/owner.ts';
import { openStore, type Store } from '../storage/store.ts';

export interface OpenOptions {
  /** How long its pages are looked at, in ms; all of them where it is left out and the file is small. */
  readonly lookMs?: number;
  /** How large a small file is at most, in bytes. */
  readonly small?: number;
}

/** A file of as many bytes takes as long, where most of the pages are those of trees: of a large value only the first is looked at. */
const SMALL = 256 * 1024 * 1024;
const LOOK_MS = 250;

/**
 * Opens a store whose pages make sense: LMDB ends the process at some that do not. All are looked at where the file is small, or short, or where
 * the process that had it open did not close it, as one does not that LMDB ended; of another, as many as there is time for.
 *
 * @throws {FileDamaged} the file is as it was
 */
export async function openWhole(data: string, { lookMs, small = SMALL }: OpenOptions = {}): Promise<Store> {
  const head = existsSync(data) ? readHead(data) : undefined;
  const missing = head === undefined ? 0 : missingBytes(head);
  const isSmall = missing > 0 || (head?.size ?? 0) <= small;
  const milliseconds = lookMs ?? (isSmall ? Number.POSITIVE_INFINITY : LOOK_MS);
  if (head !== undefined) refuseFault(data, milliseconds);
  if (missing > 0) await append(data, missing);
  const store = openStore(data);
  try {
    if (Number.isFinite(milliseconds) && (await wasLeftOpen(store, data))) refuseFault(data);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** @throws {FileDamaged} */
export function refuseFault(data: string, milliseconds = Number.POSITIVE_INFINITY): void {
  const fault = faultInStructure(data, milliseconds);
  if (fault !== undefined) throw new FileDamaged(fault);
}

async function wasLeftOpen(store: Store, data: string): Promise<boolean> {
  const owner = store.owner();
  return owner !== undefined && !(await isAlive(owner, data));
}

/**
 * How much a file is shorter than its own head says. LMDB leaves pages out that one transaction both took and gave back, so a short file may be
 * sound; but it would be read from memory behind its end, which ends the process.
 */
function missingBytes({ lastPage, pageSize, size }: Head): number {
  return Math.max(0, (lastPage + 1) * pageSize - size);
}

/** Another process may be writing: setting the length would cut off what was written meanwhile. */
async function append(data: string, missing: number): Promise<void> {
  const file = await openFile(data, 'a');
  try {
    for (let left = missing; left > 0; left -= ZEROS.length)
      await file.write(ZEROS, 0, Math.min(left, ZEROS.length));
  } finally {
    await file.close();
  }
}

const ZEROS = Buffer.alloc(1_048_576);

/** Whether opening failed because of the system (no rights, no space) and not because of what the files hold. */
export function isOfSystem(error: unknown): boolean {
  return (
    isOutOfSpace(error) || (error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code)))
  );
}
