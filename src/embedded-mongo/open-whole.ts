import { isOutOfSpace } from './commit.ts';
import { fillUp } from './folder.ts';
import { isAlive } from './owner.ts';
import { cutBack } from './owner-record.ts';
import { openStore, type Store } from './store.ts';

/** Opens the store; one whose file was short is read through once, and left as it was if that fails. */
export async function openWhole(data: string): Promise<Store> {
  const shortSize = await fillUp(data);
  if (shortSize === undefined) return openStore(data);
  try {
    return await openReadThrough(data);
  } catch (error) {
    await cutBack(data, shortSize).catch(() => undefined);
    throw error;
  }
}

async function openReadThrough(data: string): Promise<Store> {
  const store = openStore(data);
  const owner = store.owner();
  // A living owner may be writing: its file is sound.
  if (owner === undefined || !(await isAlive(owner, data))) store.readThrough();
  return store;
}

/** Whether opening failed because of the system (no rights, no space) and not because of what the files hold. */
export function isOfSystem(error: unknown): boolean {
  return (
    isOutOfSpace(error) || (error instanceof Error && 'code' in error && /^E[A-Z]+$/.test(String(error.code)))
  );
}
