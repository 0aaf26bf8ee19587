import type { Day } from './day.ts';
import type { Holiday } from './holiday.ts';
import { holidays2026 } from './holidays-2026.ts';
import { holidays2027 } from './holidays-2027.ts';

/** Indonesia's national holidays and joint leave of the years that the portal knows, in order of day. */
export const holidays: readonly Holiday[] = [...holidays2026, ...holidays2027];

const holidaysByDay: ReadonlyMap<Day, Holiday> = new Map(holidays.map((holiday) => [holiday.day, holiday]));

/** The holiday on a day, if it is one. */
export function holidayOn(day: Day): Holiday | undefined {
  return holidaysByDay.get(day);
}

/** What `addWorkingDays` asks; days of a year that nobody has entered are no holidays. */
export function isNationalHoliday(day: Day): boolean {
  return holidaysByDay.has(day);
}

/** True when a deadline in this year rests on dates that a decree may still move. */
export function isProvisionalYear(year: number): boolean {
  const ofYear = holidays.filter((holiday) => holiday.day.startsWith(`${year}-`));
  return ofYear.length === 0 || ofYear.some((holiday) => holiday.provisional);
}
