import { type Day, dayOf } from './day.ts';
import { keptFormat } from './kept-format.ts';

/** The languages that the portal speaks. */
type CalendarLocale = 'id' | 'en';

const languageTags: Record<CalendarLocale, string> = { id: 'id-ID', en: 'en-GB' };

/** '23 November 2026' or, with the weekday, 'Senin, 23 November 2026' and 'Monday, 23 November 2026'. */
export function formatDay(day: Day, locale: CalendarLocale, options: { weekday?: boolean } = {}): string {
  const date = new Date(`${day}T00:00:00Z`);
  const dated = format(date, locale, { day: 'numeric', month: 'long', year: 'numeric' });
  // Joined here, because ICU versions disagree on the comma.
  return options.weekday === true ? `${format(date, locale, { weekday: 'long' })}, ${dated}` : dated;
}

/** '23 Nov 2026', for tables. */
export function formatShortDay(day: Day, locale: CalendarLocale): string {
  return format(new Date(`${day}T00:00:00Z`), locale, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** '23 November 2026 pukul 14.05' or '23 November 2026 at 14:05', by the clock of the office. */
export function formatMoment(date: Date, locale: CalendarLocale, timeZone: string): string {
  const day = formatDay(dayOf(date, timeZone), locale);
  const time = format(date, locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, timeZone);
  return locale === 'id' ? `${day} pukul ${time}` : `${day} at ${time}`;
}

function format(
  date: Date,
  locale: CalendarLocale,
  options: Intl.DateTimeFormatOptions,
  timeZone = 'UTC',
): string {
  return keptFormat(languageTags[locale], { ...options, timeZone }).format(date);
}
