import type { Accounts } from '../accounts/accounts.ts';
import { handlingUnit } from '../accounts/readers/readers-choice.ts';
import type { Database } from '../storage/database.ts';
import { createKeptRead } from '../storage/kept-read.ts';
import type { Openness } from './start-page.ts';
import type { ReportingOffice } from './report-steps.ts';

/** What it reads to know whether reporting is open. */
const READ = ['office', 'units', 'members', 'keyGrants'] as const;

interface Dependencies extends Pick<Accounts['shown'], 'readers' | 'units' | 'positions' | 'confirmations'> {
  readonly database: Database;
}

/** What reporting asks of the accounts: whether it is open, whom a report may be about, and how units are called. */
export function createReportingOffice({
  readers,
  units,
  positions,
  confirmations,
  database,
}: Dependencies): ReportingOffice {
  async function openness(): Promise<Openness> {
    const [isProtectedOpen, isServiceOpen, everyUnit] = await Promise.all([
      readers.isReportingOpen('protected'),
      readers.isReportingOpen('service'),
      units.list(),
    ]);
    const protecting = handlingUnit(everyUnit, 'protected');
    return {
      isAlone: protecting !== undefined && confirmations.of(protecting) === 'alone',
      open: { protected: isProtectedOpen, service: isServiceOpen },
      hasBodyAbove: everyUnit.some(
        (unit) => unit.level === 'above' && confirmations.of(unit) === 'confirmed',
      ),
    };
  }

  return {
    /** Every visitor's first page asks it, and every key's MAC is checked for it: kept like the lists themselves. */
    openness: createKeptRead({ database, collection: READ, read: openness }),

    async concernable() {
      const [everyPosition, everyUnit] = await Promise.all([positions.list(), units.list()]);
      return { positions: everyPosition, units: everyUnit.filter(({ level }) => level === 'office') };
    },

    async unitName(unitId, locale) {
      const unit = await units.find(unitId);
      return unit?.name[locale] ?? '';
    },
  };
}
