import { expect } from 'chai';
import { compareDays, isDay } from '../../src/calendar/day.ts';
import { holidayOn, holidays, isNationalHoliday, isProvisionalYear } from '../../src/calendar/holidays.ts';

const ofYear = (year: number) => holidays.filter((holiday) => holiday.day.startsWith(`${year}-`));

describe('holidays', () => {
  it('the list, as written, holds days that exist, in order, none twice', () => {
    const days = holidays.map((holiday) => holiday.day);
    expect(days.every((day) => isDay(day))).to.equal(true);
    expect(days).to.deep.equal([...new Set(days)].toSorted(compareDays));
  });

  it('every holiday, in both languages, has a name and a source', () => {
    for (const holiday of holidays) {
      expect(holiday.name.id, holiday.day).to.match(/\S/);
      expect(holiday.name.en, holiday.day).to.match(/\S/);
      expect(holiday.source, holiday.day).to.match(/SKB 3 Menteri|Keppres 8\/2024/);
    }
  });

  it('2026, by its decree, has 17 national holidays and 8 days of joint leave, all settled', () => {
    expect(ofYear(2026).filter((holiday) => holiday.kind === 'national')).to.have.length(17);
    expect(ofYear(2026).filter((holiday) => holiday.kind === 'joint-leave')).to.have.length(8);
    expect(isProvisionalYear(2026)).to.equal(false);
  });

  it('2027, as long as its decree is not entered, has every national feast and says that it is provisional', () => {
    expect(ofYear(2027)).to.have.length(18);
    expect(isProvisionalYear(2027)).to.equal(true);
  });

  it('a year, when nobody entered it, is provisional and has no holiday', () => {
    expect(isProvisionalYear(2031)).to.equal(true);
    expect(isNationalHoliday('2031-12-25')).to.equal(false);
  });

  it('a holiday, looked up by its day, tells its name', () => {
    expect(holidayOn('2026-08-17')?.name.en).to.equal('Independence Day');
    expect(holidayOn('2026-08-18')).to.equal(undefined);
  });
});
