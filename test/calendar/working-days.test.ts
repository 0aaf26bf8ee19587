import { expect } from 'chai';
import { addDays, weekday } from '../../src/calendar/day.ts';
import { isNationalHoliday } from '../../src/calendar/holidays.ts';
import { addWorkingDays, workingDaysBetween } from '../../src/calendar/working-days.ts';

const noHoliday = (): boolean => false;

describe('working days', () => {
  describe('addWorkingDays', () => {
    it('one working day, from a Friday, is Monday', () => {
      expect(addWorkingDays('2026-11-20', 1, noHoliday)).to.equal('2026-11-23');
    });

    it('one working day, from a Saturday or Sunday, is Monday', () => {
      expect(addWorkingDays('2026-11-21', 1, noHoliday)).to.equal('2026-11-23');
      expect(addWorkingDays('2026-11-22', 1, noHoliday)).to.equal('2026-11-23');
    });

    it('no working day, from any day, is that day', () => {
      expect(addWorkingDays('2026-11-22', 0, noHoliday)).to.equal('2026-11-22');
    });

    it('three working days, before the long Idul Fitri of 2026, skip Nyepi, the feast and its joint leave', () => {
      // Tuesday 17 March; closed from Wednesday 18 to Tuesday 24.
      expect(addWorkingDays('2026-03-17', 1, isNationalHoliday)).to.equal('2026-03-25');
      expect(addWorkingDays('2026-03-17', 3, isNationalHoliday)).to.equal('2026-03-27');
    });

    it('three working days, within the Idul Fitri closure, are counted from its end', () => {
      expect(addWorkingDays('2026-03-21', 3, isNationalHoliday)).to.equal('2026-03-27');
    });

    it('five working days, before Nyepi and Idul Fitri of 2027, skip the three weekdays among them', () => {
      // Friday 5 March 2027: 9, 12, 15, 16, 17 count; 8, 10 and 11 do not.
      expect(addWorkingDays('2027-03-05', 5, isNationalHoliday)).to.equal('2027-03-17');
    });

    it('five working days, from before Christmas 2026, end after the New Year', () => {
      // Wednesday 23 December: 28, 29, 30, 31 count, then Monday 4 January.
      expect(addWorkingDays('2026-12-23', 5, isNationalHoliday)).to.equal('2027-01-04');
    });

    it('sixty working days, from 23 November 2026, end in the next year', () => {
      expect(addWorkingDays('2026-11-23', 60, isNationalHoliday)).to.equal('2027-02-19');
    });

    for (const count of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      it(`a number of days, when it is ${count}, is refused`, () => {
        expect(() => addWorkingDays('2026-11-23', count, noHoliday)).to.throw(RangeError);
      });
    }

    it('a calendar, when it has no working day at all, is refused instead of counting for ever', () => {
      expect(() => addWorkingDays('2026-11-23', 1, () => true)).to.throw(RangeError);
    });
  });

  describe('workingDaysBetween', () => {
    it('the working days between, of a Friday and the Monday after, are one', () => {
      expect(workingDaysBetween('2026-11-20', '2026-11-23', noHoliday)).to.equal(1);
    });

    it('the working days between, of a day and itself, are none', () => {
      expect(workingDaysBetween('2026-11-23', '2026-11-23', noHoliday)).to.equal(0);
    });

    it('the working days between, backwards, are negative', () => {
      expect(workingDaysBetween('2026-11-27', '2026-11-20', noHoliday)).to.equal(-5);
    });

    it('the working days between, for every start in 2026 and 2027, undo adding them', () => {
      for (let distance = 0; distance < 700; distance += 1) {
        const from = addDays('2026-01-01', distance);
        const to = addWorkingDays(from, 14, isNationalHoliday);
        expect(workingDaysBetween(from, to, isNationalHoliday), from).to.equal(14);
        expect(weekday(to) <= 5 && !isNationalHoliday(to), to).to.equal(true);
      }
    });
  });
});
