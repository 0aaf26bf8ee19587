import { dayOf, utcOffsetOf, type Day } from '../../calendar/day.ts';
import type { Locale } from '../../language/locale.ts';
import { owedLine } from '../audit-trail.ts';
import type { RetentionMonths } from '../../cases/retention.ts';
import { type OfficeSettings, settingsBeforeSetUp } from './office-settings.ts';
import type { OfficeChange, OfficeStore } from './office-store.ts';

/** How long this process may show settings that another one has changed, in ms. */
const FRESH_MS = 2_000;

/** The office's settings, kept in memory for two seconds because every public page shows the office's name. */
export function createOffice({ store, clock }: { store: OfficeStore; clock: () => Date }) {
  let known = settingsBeforeSetUp;
  let readAt = Number.NEGATIVE_INFINITY;

  async function refresh(): Promise<OfficeSettings> {
    known = await store.read();
    readAt = clock().getTime();
    return known;
  }

  function isFresh(): boolean {
    const age = clock().getTime() - readAt;
    return age >= 0 && age < FRESH_MS;
  }

  async function settings(): Promise<OfficeSettings> {
    return isFresh() ? known : refresh();
  }

  return {
    settings,

    /** Whether what is shown at once is no older than two seconds; {@link settings} makes it so. */
    isFresh,

    /** The settings as they are in the database now, before a change. */
    fresh: refresh,

    /** The name to show at once; as old as the last {@link settings}. */
    nameIn(locale: Locale): string {
      return known.names[locale];
    },

    /** Months that cases are kept after their ending; as old as the last {@link settings}. */
    retentionMonths: (): RetentionMonths => known.retentionMonths,

    /** The office's day now, in the time zone of the last {@link settings}. */
    dayNow(): Day {
      return dayOf(clock(), known.timeZone);
    },

    /** @returns whether the database's MACs are of this server secret; that of the first start is taken */
    async adoptSecret(secretCheck: string): Promise<boolean> {
      const isOfDatabase = (await store.adoptSecret(secretCheck)) === secretCheck;
      if (isOfDatabase) await refresh();
      return isOfDatabase;
    },

    /** The office's day now. */
    async today(): Promise<Day> {
      return dayOf(clock(), (await settings()).timeZone);
    },

    /** @throws {VersionConflict} when `version` is not the present one */
    async change(
      version: number,
      set: OfficeChange,
      { acts, memberId }: { acts: readonly string[]; memberId: string | null },
    ) {
      const { timeZone: before } = await settings();
      const on = dayOf(clock(), before);
      const { isSetUp: isBegun = false, timeZone: zone = before } = set;
      const lines = acts.map((act) => owedLine({ act, memberId, on }));
      // The log holds days of this zone, so it says how far that is from UTC (ASVS 5.0 V16.2.2).
      if (isBegun || zone !== before)
        lines.push(owedLine({ act: 'office:zone', memberId, detail: utcOffsetOf(zone, clock()), on }));
      await store.update(version, set, lines);
      await refresh();
    },
  };
}

export type Office = ReturnType<typeof createOffice>;
