import { VersionConflict } from '../errors.ts';

/** @returns whether it was written; false where somebody else changed the case meanwhile */
export async function unlessChanged(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (error instanceof VersionConflict) return false;
    throw error;
  }
}

/** How often a change is tried again when another one came between. */
const TRIES = 5;

/**
 * Reads a case and writes what follows from that, again where somebody else changed the case in between.
 * @param change says whether nothing is left to write
 * @throws {VersionConflict} after five others who were faster
 */
export async function untilWritten(change: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) if (await change()) return;
  throw new VersionConflict('the case kept changing at the same moment');
}
