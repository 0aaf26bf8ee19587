import { compareDays, weekdaysAfter, type Day } from './day.ts';

/** Answers whether the office is closed on a day that is no Saturday or Sunday. */
export type IsHoliday = (day: Day) => boolean;

/** No stretch of holidays is this long; a calendar that says so would otherwise keep us counting for ever. */
const longestClosure = 262; // weekdays, a year

/**
 * The `count`-th working day after `from`; `from` itself is not counted, whatever day it is, and is the answer for 0.
 * Throws RangeError when `count` is not a whole number from 0 on, or when the calendar closes the office for a year.
 */
export function addWorkingDays(from: Day, count: number, isHoliday: IsHoliday): Day {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError('A number of working days is a whole number from 0 on');
  }
  if (count === 0) return from;
  let [counted, closed] = [0, 0];
  for (const day of weekdaysAfter(from)) {
    closed = isHoliday(day) ? closed + 1 : 0;
    if (closed > longestClosure) break;
    if (closed === 0) counted += 1;
    if (counted === count) return day;
  }
  throw new RangeError('The calendar has no working day within a year');
}

/** How many working days lie after `from` up to and including `to`; negative when `to` is the earlier one. */
export function workingDaysBetween(from: Day, to: Day, isHoliday: IsHoliday): number {
  if (compareDays(to, from) < 0) {
    return 0 - workingDaysBetween(to, from, isHoliday);
  }
  let count = 0;
  for (const day of weekdaysAfter(from)) {
    if (day > to) break;
    if (!isHoliday(day)) count += 1;
  }
  return count;
}
