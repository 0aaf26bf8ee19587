import type { Accounts } from '../accounts/accounts.ts';
import type { ReportingOffice } from './report-routes.ts';

/** What reporting asks of the accounts: whether it is open, whom a report may be about, and how units are called. */
export function createReportingOffice({
  readers,
  units,
  positions,
}: Pick<Accounts, 'readers' | 'units' | 'positions'>): ReportingOffice {
  return {
    async openness() {
      const [isProtectedOpen, isServiceOpen, everyUnit] = await Promise.all([
        readers.isReportingOpen('protected'),
        readers.isReportingOpen('service'),
        units.list(),
      ]);
      return {
        open: { protected: isProtectedOpen, service: isServiceOpen },
        hasBodyAbove: everyUnit.some(({ level, intake }) => level === 'above' && intake !== undefined),
      };
    },

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
