import { keptFormat } from '../calendar/kept-format.ts';

const quarterOfAnHour = 15 * 60 * 1000;
const quartersToLookAt = 49 * 4; // a day, and the hour that a change of clocks may take out of it

/**
 * The next full hour of the office's day at which notices of cases leave, such as 08:00 in 'Asia/Jakarta'.
 * Threat: a mail right after a report would tell a mail server, and whoever looks at it, when somebody was writing; and of which lane it
 * is, if those of one lane left at other times.
 */
export function nextBatch(now: Date, hours: readonly number[], timeZone: string): Date {
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = keptFormat('en-GB', { timeZone, ...clock });
  const wanted = new Set(hours.map((hour) => `${String(hour).padStart(2, '0')}:00`));
  const first = (Math.floor(now.getTime() / quarterOfAnHour) + 1) * quarterOfAnHour;
  const quarters = Array.from(
    { length: quartersToLookAt },
    (_, index) => new Date(first + index * quarterOfAnHour),
  );
  const found = quarters.find((quarter) => wanted.has(format.format(quarter)));
  if (found === undefined) throw new RangeError('noticeHours holds no hour from 0 to 23');
  return found;
}
