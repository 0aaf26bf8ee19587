import { addDays, compareDays, weekday, type Day } from './day.ts';

/** Answers whether the office is closed on a day that is no Saturday or Sunday. */
export type IsHoliday = (day: Day) => boolean;

/** No stretch of holidays is this long; a calendar that says so would otherwise keep us counting for ever. */
const longestClosure = 366;
const saturday = 6;

/** True from Monday to Friday, unless it is a holiday. */
export function isWorkingDay(day: Day, isHoliday: IsHoliday): boolean {
  return weekday(day) < saturday && !isHoliday(day);
}

/**
 * The `count`-th working day after `from`; `from` itself is not counted, whatever day it is, and is the answer for 0.
 * Throws RangeError when `count` is not a whole number from 0 on, or when the calendar closes the office for a year.
 */
export function addWorkingDays(from: Day, count: number, isHoliday: IsHoliday): Day {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError('A number of working days is a whole number from 0 on');
  }
  let day = from;
  for (let counted = 0; counted < count; counted += 1) {
    day = nextWorkingDay(day, isHoliday);
  }
  return day;
}

/** How many working days lie after `from` up to and including `to`; negative when `to` is the earlier one. */
export function workingDaysBetween(from: Day, to: Day, isHoliday: IsHoliday): number {
  if (compareDays(to, from) < 0) {
    return 0 - workingDaysBetween(to, from, isHoliday);
  }
  let count = 0;
  for (let day = addDays(from, 1); compareDays(day, to) <= 0; day = addDays(day, 1)) {
    count += isWorkingDay(day, isHoliday) ? 1 : 0;
  }
  return count;
}

/**
 * A deadline after the clock stood still from `pausedOn` until `resumedOn`, because the reporter was asked:
 * later by as many working days as the pause had.
 */
export function deadlineAfterPause(deadline: Day, pausedOn: Day, resumedOn: Day, isHoliday: IsHoliday): Day {
  const paused = Math.max(0, workingDaysBetween(pausedOn, resumedOn, isHoliday));
  return addWorkingDays(deadline, paused, isHoliday);
}

function nextWorkingDay(from: Day, isHoliday: IsHoliday): Day {
  for (let distance = 1; distance <= longestClosure; distance += 1) {
    const day = addDays(from, distance);
    if (isWorkingDay(day, isHoliday)) {
      return day;
    }
  }
  throw new RangeError('The calendar has no working day within a year');
}
