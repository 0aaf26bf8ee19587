/** The two languages of the portal: Indonesian lives at `/x`, English at `/en/x`. */
export type Locale = 'id' | 'en';

export const locales: readonly Locale[] = ['id', 'en'];

/** The language that a page offers beside the one it is in. */
export function otherLocale(locale: Locale): Locale {
  return locale === 'id' ? 'en' : 'id';
}

/** An address of the portal in a language; `path` is the Indonesian one and begins with a slash. */
export function localisedPath(locale: Locale, path: string): string {
  if (locale === 'id') return path;
  return path === '/' ? '/en' : `/en${path}`;
}
