import { expect } from 'chai';
import { caseDeadlines, closesWithoutReporterOn, dayCounts } from '../../src/calendar/deadlines.ts';
import { isNationalHoliday } from '../../src/calendar/holidays.ts';

describe('deadlines', () => {
  it('every day count, in the one file that holds them, names its source', () => {
    for (const [name, count] of Object.entries(dayCounts)) {
      expect(count.workingDays, name).to.be.greaterThan(0);
      expect(count.source, name).to.match(/PermenPANRB/);
    }
  });

  it('a protected case, received on a Monday in November, is verified in 3, answered in 5 and done in 60 days', () => {
    const kind = { lane: 'protected', category: 'corruption' } as const;
    expect(caseDeadlines('2026-11-23', kind, isNationalHoliday)).to.deep.equal({
      verifiedBy: '2026-11-26',
      firstAnswerBy: '2026-11-30',
      doneBy: '2027-02-19',
    });
  });

  it('a request for information, in the service lane, is done in 5 working days', () => {
    const kind = { lane: 'service', category: 'information_request' } as const;
    expect(caseDeadlines('2026-11-23', kind, isNationalHoliday).doneBy).to.equal('2026-11-30');
  });

  it('a complaint, in the service lane, is done in 14 working days', () => {
    const kind = { lane: 'service', category: 'complaint' } as const;
    expect(caseDeadlines('2026-11-23', kind, isNationalHoliday).doneBy).to.equal('2026-12-11');
  });

  it('a case, when the reporter was asked and stays silent, closes after 10 working days', () => {
    expect(closesWithoutReporterOn('2026-12-16', isNationalHoliday)).to.equal('2027-01-04');
  });
});
