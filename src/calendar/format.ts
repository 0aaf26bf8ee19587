import type { Day } from './day.ts';

/** The languages that the portal speaks. */
export type CalendarLocale = 'id' | 'en';

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

/** Made once each: making one takes ten times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(date: Date, locale: CalendarLocale, options: Intl.DateTimeFormatOptions): string {
  const key = JSON.stringify([locale, options]);
  const known =
    formats.get(key) ?? new Intl.DateTimeFormat(languageTags[locale], { ...options, timeZone: 'UTC' });
  formats.set(key, known);
  return known.format(date);
}
