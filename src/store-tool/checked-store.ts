import { type Checked, checkStore } from './store-check.ts';
import type { Store } from '../embedded-mongo/storage/store.ts';
import { StoreToolRefused } from './errors.ts';
import { counted, type Progress } from './progress.ts';

/**
 * Reads a whole store and compares every index with its documents.
 * @throws {StoreToolRefused} after a line for each fault
 */
export function checkWhole(store: Store, name: string, progress: Progress): Checked {
  const steps = checkStore(store);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return refuseFaults(step.value, name, progress);
    const { documents, entries } = step.value;
    progress.at(
      () =>
        `Checking … ${counted(documents, 'document')} and ${counted(entries, 'index entry', 'index entries')} so far.`,
    );
  }
}

function refuseFaults(checked: Checked, name: string, progress: Progress): Checked {
  if (checked.faults === 0) return checked;
  for (const fault of checked.described) progress.say(fault);
  const unsaid = checked.faults - checked.described.length;
  if (unsaid > 0) progress.say(`… and ${counted(unsaid, 'more fault')}.`);
  throw new StoreToolRefused(
    `${name} is damaged (${counted(checked.faults, 'fault')}); nothing was changed: restore a sound backup.`,
  );
}

/** What a check read, in words. */
export function contentsOf({ collections, documents, entries }: Checked): string {
  return [
    counted(collections, 'collection'),
    counted(documents, 'document'),
    counted(entries, 'index entry', 'index entries'),
  ].join(', ');
}
