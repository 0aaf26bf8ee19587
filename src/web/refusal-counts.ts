import type { Log } from '../log.ts';

/** What somebody tried who may be testing the portal's guards, or what a database that was away or full kept from them; see docs/logging.md. */
export const COUNTED = [
  'away',
  'crossSite',
  'forbidden',
  'framing',
  'full',
  'tooMany',
  'unreadable',
  'wrongSignIn',
] as const;
type Counted = (typeof COUNTED)[number];

/**
 * Counts refused requests by day (UTC) and kind, and tells the log once a day is over (ASVS 5.0 V16.3.3). Threat: a line at once would
 * tell, by the time that whoever collects the log adds to it, when a person tried to report. Counts are in memory: a crash loses a day's.
 */
export function createRefusalCounts({ log, clock }: { log: Log; clock: () => Date }) {
  const days = new Map<string, Partial<Record<Counted, number>>>();
  const today = () => clock().toISOString().slice(0, 10);
  const past = () => [...days.keys()].filter((day) => day < today());

  function tell(told: readonly string[]): void {
    for (const of of told) {
      log.info({ of, refused: days.get(of) }, 'requests that were refused on a day');
      days.delete(of);
    }
  }

  return {
    note(kind: Counted): void {
      const counts = days.get(today()) ?? {};
      counts[kind] = (counts[kind] ?? 0) + 1;
      days.set(today(), counts);
    },

    hasPast: async (): Promise<boolean> => past().length > 0,

    /** Tells of the days that are over. */
    tellPast: async (): Promise<void> => tell(past()),

    /** Tells of today too, before the process ends. */
    tellAll: (): void => tell([...days.keys()]),
  };
}

export type RefusalCounts = ReturnType<typeof createRefusalCounts>;
