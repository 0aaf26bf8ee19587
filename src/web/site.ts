import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Catalogue, Translate } from '../language/catalogue.ts';
import { localisedPath, otherLocale, type Locale } from '../language/locale.ts';
import { localeOf } from './language.ts';
import type { AssetUrls } from './static-assets.ts';

/** A link of a navigation; `current` marks the page that is open. */
export interface NavigationLink {
  readonly text: string;
  readonly path: string;
  readonly current?: boolean;
}

/** What stands above every page of a member, and the way to where it is mended. */
export interface StandingWarning {
  readonly text: string;
  readonly link?: NavigationLink;
}

/** Who is signed in, for the header of the staff's pages. */
interface SignedInMember {
  readonly name: string;
  readonly links: readonly NavigationLink[];
  readonly signOutPath: string;
  /** What stands above every page of theirs until it is mended: too few people hold keys, mail is late. */
  readonly warnings: readonly StandingWarning[];
}

/** What every view may use besides its own page. */
export interface Site {
  readonly locale: Locale;
  readonly t: Translate;
  readonly officeName: string;
  /** The address of an Indonesian path in the language of this page. */
  readonly path: (indonesianPath: string) => string;
  /** The Indonesian path of this request, without its query. */
  readonly currentPath: string;
  readonly otherLocale: { readonly locale: Locale; readonly label: string; readonly href: string };
  /** The address of an Indonesian path in the other language. */
  readonly otherPath: (indonesianPath: string) => string;
  readonly assets: AssetUrls;
  /** The origin of the onion service, if the portal has one. */
  readonly onionAddress: string | undefined;
  readonly staff?: SignedInMember;
  /** The token that staff forms carry in a hidden field `_csrf`. */
  readonly csrfToken?: string;
}

interface SiteOptions {
  readonly catalogue: Catalogue;
  readonly assets: AssetUrls;
  /** Asked at every request, because set-up and settings change them. */
  readonly officeName: (locale: Locale) => string;
  readonly onionAddress?: string | undefined;
}

/** Makes what the views share, out of the language and the address of a request. */
export function createSite(options: SiteOptions) {
  function build(locale: Locale, url: string): Site {
    const other = otherLocale(locale);
    const currentPath = url.split('?', 1)[0] ?? '/';
    const otherPath = (path: string) => localisedPath(other, path);
    return {
      locale,
      t: options.catalogue.translator(locale),
      officeName: options.officeName(locale),
      path: (path) => localisedPath(locale, path),
      currentPath,
      otherLocale: {
        locale: other,
        label: options.catalogue.translator(other)('layout.languageName'),
        href: otherPath(url),
      },
      otherPath,
      assets: options.assets,
      onionAddress: options.onionAddress,
    };
  }
  const middleware: RequestHandler = (req: Request, res: Response, next: NextFunction) => {
    res.locals['site'] = build(localeOf(res), req.url);
    next();
  };
  return {
    build,
    /** Puts the site into `res.locals.site`; stands after `language`. */
    middleware,
    /** Replaces the language of this answer, for a member whose setting names another one. */
    useLocale(res: Response, locale: Locale): void {
      res.locals['locale'] = locale;
      const before = siteOf(res);
      const { staff, csrfToken } = before;
      const replaced = build(locale, before.currentPath);
      res.locals['site'] = {
        ...replaced,
        ...(staff === undefined ? {} : { staff }),
        ...(csrfToken === undefined ? {} : { csrfToken }),
      };
    },
  };
}

export type SiteService = ReturnType<typeof createSite>;

/** The site of this answer; throws where the middleware was left out. */
export function siteOf(res: Response): Site {
  const site: Site | undefined = res.locals['site'];
  if (site === undefined) throw new Error('createSite().middleware must stand before every page');
  return site;
}

/** Adds what only a signed-in page has: the member of the header, the token of the forms, where they choose the language. */
export function addToSite(
  res: Response,
  added: Partial<Pick<Site, 'staff' | 'csrfToken' | 'otherLocale'>>,
): void {
  res.locals['site'] = { ...siteOf(res), ...added };
}
