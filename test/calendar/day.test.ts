import { expect } from 'chai';
import {
  addDays,
  addMonths,
  compareDays,
  dayOf,
  daysBetween,
  isDay,
  utcOffsetOf,
  weekday,
} from '../../src/calendar/day.ts';

describe('day', () => {
  it('months later, is the same day of the month, or its last where it is shorter', () => {
    expect(addMonths('2026-11-23', 24)).to.equal('2028-11-23');
    expect(addMonths('2026-01-31', 1)).to.equal('2026-02-28');
    expect(addMonths('2028-01-31', 1)).to.equal('2028-02-29');
    expect(addMonths('2026-12-31', 2)).to.equal('2027-02-28');
    expect(() => addMonths('2026-02-30', 1)).to.throw(RangeError);
  });

  describe('dayOf', () => {
    it('a zone, is so far from UTC', () => {
      const zones = ['Asia/Jakarta', 'Asia/Jayapura', 'UTC', 'America/New_York'];
      expect(zones.map((zone) => utcOffsetOf(zone, new Date('2026-01-15T00:00:00Z')))).to.eql([
        'UTC+07:00',
        'UTC+09:00',
        'UTC+00:00',
        'UTC-05:00',
      ]);
    });

    it('an instant late in the evening UTC, in Jakarta, is the next day', () => {
      expect(dayOf(new Date('2026-11-23T17:00:00Z'), 'Asia/Jakarta')).to.equal('2026-11-24');
    });

    it('an instant just before midnight in Jakarta, in Jakarta, is still that day', () => {
      expect(dayOf(new Date('2026-11-23T16:59:59.999Z'), 'Asia/Jakarta')).to.equal('2026-11-23');
    });

    it('one instant at the turn of the year, in three Indonesian zones, falls into two years', () => {
      const instant = new Date('2026-12-31T15:30:00Z');
      expect(dayOf(instant, 'Asia/Jakarta')).to.equal('2026-12-31');
      expect(dayOf(instant, 'Asia/Makassar')).to.equal('2026-12-31');
      expect(dayOf(instant, 'Asia/Jayapura')).to.equal('2027-01-01');
    });

    it('a zone, when nobody knows it, is refused', () => {
      expect(() => dayOf(new Date(), 'Asia/Atlantis')).to.throw(RangeError);
    });
  });

  describe('isDay', () => {
    const nonDays = [
      '2026-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-04-31',
      '2026-1-1',
      '20260101',
      '',
      ' 2026-01-01',
    ];
    for (const value of [...nonDays, '2026-01-01T00:00:00Z', 20260101, null, undefined, new Date()]) {
      it(`a value, when it is ${JSON.stringify(value)}, is no day`, () => {
        expect(isDay(value)).to.equal(false);
      });
    }

    it('29 February, in a leap year, is a day', () => {
      expect(isDay('2028-02-29')).to.equal(true);
    });
  });

  describe('arithmetic', () => {
    it('adding days, across months and leap years, follows the calendar', () => {
      expect(addDays('2026-12-31', 1)).to.equal('2027-01-01');
      expect(addDays('2028-02-28', 1)).to.equal('2028-02-29');
      expect(addDays('2027-03-01', -1)).to.equal('2027-02-28');
      expect(addDays('2026-11-23', 0)).to.equal('2026-11-23');
    });

    it('comparing, of any two days, orders them', () => {
      expect(['2027-01-01', '2026-12-31', '2026-02-01'].toSorted(compareDays)).to.deep.equal([
        '2026-02-01',
        '2026-12-31',
        '2027-01-01',
      ]);
      expect(compareDays('2026-05-05', '2026-05-05')).to.equal(0);
    });

    it('the days between, forwards and backwards, are signed', () => {
      expect(daysBetween('2026-12-25', '2027-01-01')).to.equal(7);
      expect(daysBetween('2027-01-01', '2026-12-25')).to.equal(-7);
    });

    it('the weekday, of a known Monday and Sunday, is 1 and 7', () => {
      expect(weekday('2026-11-23')).to.equal(1);
      expect(weekday('2026-11-29')).to.equal(7);
    });

    it('arithmetic, on something that is no day, is refused', () => {
      expect(() => addDays('2026-02-30', 1)).to.throw(RangeError);
      expect(() => weekday('yesterday')).to.throw(RangeError);
    });
  });
});
