import { keptFormat } from './kept-format.ts';

/**
 * A calendar day of the office, 'YYYY-MM-DD'. Whatever belongs to a protected case is dated with it and never with
 * an instant: a precise time beside a mobile operator's log would name the reporter.
 */
export type Day = string;

const millisecondsInDay = 86_400_000;
const millisecondsInMinute = 60_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** True when the value names a day that exists: '2026-02-30' does not. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== 'string' || !dayPattern.test(value)) {
    return false;
  }
  const time = Date.parse(`${value}T00:00:00Z`);
  // What JavaScript takes for the 31st of a shorter month is a day of the next one.
  return !Number.isNaN(time) && new Date(time).getUTCDate() === Number(value.slice(8));
}

/** The day on which an instant falls in an IANA time zone, such as 'Asia/Jakarta'. Throws RangeError on an unknown zone. */
export function dayOf(date: Date, timeZone: string): Day {
  const minute = Math.floor(date.getTime() / millisecondsInMinute);
  const last = lastAsked.get(timeZone);
  if (last?.minute === minute) return last.day;
  const options = { calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = keptFormat('en-US', { timeZone, ...options }).formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((each) => each.type === type)?.value ?? '';
  const day = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  lastAsked.set(timeZone, { minute, day });
  return day;
}

/** The minute and day of each zone that were asked for last: a report asks a dozen times, and no zone begins a day within a minute. */
const lastAsked = new Map<string, { readonly minute: number; readonly day: Day }>();

/** How far the clocks of an IANA time zone are from UTC at an instant: 'UTC+07:00'. Throws RangeError on an unknown zone. */
export function utcOffsetOf(timeZone: string, at: Date): string {
  const parts = keptFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const offset = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', '') ?? '';
  return `UTC${offset === '' ? '+00:00' : offset}`;
}

/** The day `count` days later, or earlier when `count` is negative. Throws RangeError when `day` is none. */
export function addDays(day: Day, count: number): Day {
  return new Date(timeOf(day) + count * millisecondsInDay).toISOString().slice(0, 10);
}

/** The same day `count` months later, or the last day of that month where it is shorter. Throws RangeError when `day` is none. */
export function addMonths(day: Day, count: number): Day {
  const date = new Date(timeOf(day));
  const dayOfMonth = date.getUTCDate();
  date.setUTCMonth(date.getUTCMonth() + count, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(dayOfMonth, last));
  return date.toISOString().slice(0, 10);
}

/** The Monday of a day's week. Throws RangeError when `day` is none. */
export function mondayOf(day: Day): Day {
  return addDays(day, 1 - weekday(day));
}

/** For sorting: negative when `first` is earlier than `second`, 0 when they are the same day. */
export function compareDays(first: Day, second: Day): number {
  return timeOf(first) - timeOf(second);
}

/** How many days `to` is after `from`; negative when it is before. */
export function daysBetween(from: Day, to: Day): number {
  return compareDays(to, from) / millisecondsInDay;
}

/** 1 for Monday to 7 for Sunday, as in ISO 8601. */
export function weekday(day: Day): number {
  const sundayFirst = new Date(timeOf(day)).getUTCDay();
  return sundayFirst === 0 ? 7 : sundayFirst;
}

/** Every Monday to Friday after a day, without end. Throws RangeError when `day` is none. */
export function* weekdaysAfter(day: Day): Generator<Day> {
  for (let time = timeOf(day) + millisecondsInDay; ; time += millisecondsInDay) {
    const date = new Date(time);
    const isWeekend = date.getUTCDay() % 6 === 0; // 0 is Sunday, 6 Saturday
    if (!isWeekend) yield date.toISOString().slice(0, 10);
  }
}

/** Midnight UTC of the day, which has no daylight saving to stumble over. */
function timeOf(day: Day): number {
  if (!isDay(day)) {
    throw new RangeError('Not a day of the form YYYY-MM-DD');
  }
  return Date.parse(`${day}T00:00:00Z`);
}
