import { addMonths, type Day } from '../calendar/day.ts';
import { defaultRetention } from '../cases/retention.ts';
import { keysOf, keysWithin, recordOf } from '../embedded-mongo/storage/keys.ts';
import { readUnchecked } from '../embedded-mongo/storage/records.ts';
import type { Store } from '../embedded-mongo/storage/store.ts';
import { decode, type Document, isDocument, numberOf } from '../embedded-mongo/values/values.ts';

/** Where the portal keeps the settings of the office (`office-store.ts`). */
const OFFICE = 'office';

/**
 * For how many months the office keeps the cases that it keeps shortest, as a checked store says: what ended on the day of a backup
 * that is older may be purged by now, and is in the backup still.
 */
export function shortestRetention(store: Store): number {
  const chosen = officeIn(store)?.['retentionMonths'];
  const months = { ...defaultRetention, ...(isDocument(chosen) ? chosen : undefined) };
  return Math.min(...Object.values(months).flatMap((value) => numberOf(value) ?? []));
}

/** Whether a backup of that day is older than so many months. */
export function isOlderThan(months: number, takenOn: Day): boolean {
  return addMonths(takenOn, months) <= new Date().toISOString().slice(0, 10);
}

function officeIn(store: Store): Document | undefined {
  for (const collection of store.collections.values())
    if (collection.name === OFFICE)
      for (const key of keysWithin(store.documents, keysOf(collection))) {
        const bytes = readUnchecked(store, collection, recordOf(key));
        const found = bytes && decode(bytes);
        if (found?.['_id'] === OFFICE) return found;
      }
  return undefined;
}
