import type { NextFunction, Request, Response } from 'express';
import type { Locale } from '../language/locale.ts';

/**
 * Splits an address into its language and the Indonesian path that the routes are declared with. Threat: `/en//other.example`
 * would make a path that begins with two slashes, and a link to it leads to another site.
 */
export function splitLocale(url: string): { readonly locale: Locale; readonly path: string } {
  const match = /^\/en(?=$|[/?\\])/.exec(url);
  const rest = match === null ? url : url.slice(match[0].length);
  return { locale: match === null ? 'id' : 'en', path: rest.replace(/^[/\\]*/, '/') };
}

/** Takes `/en` off the address, so that every route is declared once, and keeps the language in `res.locals.locale`. */
export function language(req: Request, res: Response, next: NextFunction): void {
  const { locale, path } = splitLocale(req.url);
  req.url = path;
  res.locals['locale'] = locale;
  next();
}

/** The language of this answer: that of the address unless a member's setting replaced it. */
export function localeOf(res: Response): Locale {
  return res.locals['locale'] === 'en' ? 'en' : 'id';
}
