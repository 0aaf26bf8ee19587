import { writesTo } from './schema.ts';
import type { Database } from './database.ts';

/** How long this process may show what another one has changed, in ms; as long as it does so with the office's settings. */
const FRESH_MS = 2_000;

interface KeptReadOptions<Found> {
  readonly database: Database;
  /** The collections whose change must be seen at once where this process makes it. */
  readonly collection: string | readonly string[];
  readonly read: () => Promise<Found>;
  /** For how long the answer is kept, in ms; two seconds where it is left out. */
  readonly freshMs?: number;
  /** Milliseconds; where they go back the answer is read again. */
  readonly now?: () => number;
}

/**
 * A read whose answer is kept for a while, and no longer than until this process writes to one of its collections: for what
 * almost every page shows and that changes rarely. Nothing that must be decided on the newest state,
 * such as to whom a report is sealed, may use it; nothing that differs from one visitor to another goes through it.
 */
export function createKeptRead<Found>(options: KeptReadOptions<Found>): () => Promise<Found> {
  const { database, read, freshMs = FRESH_MS, now = () => performance.now() } = options;
  const collections = [options.collection].flat();
  let kept: { readonly found: Promise<Found>; readonly at: number; readonly writes: number } | undefined;
  return async () => {
    const writes = writesTo(database, collections);
    const age = kept === undefined ? freshMs : now() - kept.at;
    if (kept === undefined || age < 0 || age >= freshMs || kept.writes !== writes) {
      const reading = { found: read(), at: now(), writes };
      kept = reading;
      reading.found.catch(() => {
        if (kept === reading) kept = undefined;
      });
    }
    return kept.found;
  };
}
