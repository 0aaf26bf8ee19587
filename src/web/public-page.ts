import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { bestEncoding, encodeAll, type Encoded, type Encoding } from './encoding.ts';
import type { Entrance, Entrances } from './entrances.ts';
import { type Locale, localisedPath, locales } from '../language/locale.ts';
import { localeOf } from './language.ts';
import { handler } from './handler.ts';
import type { HeaderLine } from './header-lines.ts';
import type { Site, SiteService } from './site.ts';
import { renderToString, type Page, type View } from './view.ts';

/** A page that is the same for everyone, in the language of its site; `Known` is what it shows besides settings. */
interface PublicPage<Shown extends Page, Known> {
  /** The Indonesian path. */
  readonly path: string;
  readonly view: View<Shown>;
  readonly page: (site: Site, known: Known) => Shown;
}

/** What is asked at every request, such as whether reporting is open: the page is made anew when it has changed. */
interface Knowing<Known> {
  readonly known: () => Promise<Known>;
}

/** A whole head in each encoding, names and values in turns, as `writeHead` takes them. */
type Heads = Readonly<Record<Encoding, string[]>>;

/** An answer in each encoding, with its heads for each of the portal's names. */
interface Rendered {
  readonly version: string;
  readonly bodies: Encoded;
  readonly heads: ReadonlyMap<Entrance, Heads>;
}

/** The answer at one address; rejects while it cannot be told, as when the database is away. */
type KeptAnswer = () => Rendered | Promise<Rendered>;

interface Options {
  readonly site: SiteService;
  /** Of the office's settings. */
  readonly version: () => string;
  readonly entrances: Entrances;
}

function headOf(locale: Locale, encoding: Encoding, length: number): HeaderLine[] {
  return [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Language', locale],
    // Kept by no browser: the disk of a borrowed computer should not tell who read how to report.
    ['Cache-Control', 'no-store'],
    ['Vary', 'Accept-Encoding'],
    ...(encoding === 'plain' ? [] : ([['Content-Encoding', encoding]] as const)),
    ['Content-Length', String(length)],
  ];
}

/** What a head has besides the headers of every answer. The onion service has this page at the same address. */
function ownHeaders({ announcedOnion }: Entrance, address: string): HeaderLine[] {
  return announcedOnion === undefined ? [] : [['Onion-Location', `${announcedOnion}${address}`]];
}

/**
 * Pages that are the same for everyone: rendered and compressed once for each language, again when what they show
 * changes. Compressing is safe here because such a page holds no secret and nothing that was sent.
 */
export function createPublicPages({ site, version, entrances }: Options) {
  const answers = new Map<string, KeptAnswer>();

  function render<Shown extends Page, Known>(
    { path, view, page }: PublicPage<Shown, Known>,
    locale: Locale,
    known: Known,
  ): Omit<Rendered, 'version'> {
    const built = site.build(locale, path);
    const bodies = encodeAll(Buffer.from(renderToString(built, view, page(built, known))));
    const headsOf = (entrance: Entrance): Heads => {
      const common = [...entrance.headers, ...ownHeaders(entrance, localisedPath(locale, path))];
      const head = (encoding: Encoding) =>
        [...common, ...headOf(locale, encoding, bodies[encoding].length)].flat();
      return { plain: head('plain'), gzip: head('gzip'), br: head('br') };
    };
    return { bodies, heads: new Map(entrances.all.map((entrance) => [entrance, headsOf(entrance)])) };
  }

  function send(req: Request, res: Response, { heads, bodies }: Rendered): void {
    const encoding = bestEncoding(req);
    res.writeHead(200, heads.get(entrances.of(req))?.[encoding]);
    res.end(req.method === 'HEAD' ? undefined : bodies[encoding]);
  }

  /**
   * Answers at once where an address is exactly that of such a page, before the rest of the middleware: it stands first,
   * and its answers carry the same headers. Whatever is spelled in another way, or fails, goes the long way.
   */
  const first: RequestHandler = (req, res, next) => {
    const isHere = isReading(req) && !entrances.of(req).isInTheClear;
    const found = isHere ? answers.get(pathOf(req.url)) : undefined;
    return found === undefined ? next() : answerKept(found, req, res, next);
  };

  /** Where the answer cannot be told, the route of the page meets the same failure, and says so in the page's language. */
  async function answerKept(found: KeptAnswer, req: Request, res: Response, next: NextFunction) {
    const rendered = await Promise.resolve(found()).catch(() => undefined);
    if (rendered) send(req, res, rendered);
    else next();
  }

  /** Keeps the last rendering of a page in one language. */
  function keep<Shown extends Page, Known>(shown: PublicPage<Shown, Known>, locale: Locale) {
    let kept: Rendered | undefined;
    return (known: Known, knownVersion: string): Rendered => {
      const present = `${version()}\n${knownVersion}`;
      if (kept?.version !== present) kept = { version: present, ...render(shown, locale, known) };
      return kept;
    };
  }

  function routeOf(path: string): Router {
    const respond = handler(async (req, res, next) => {
      const found = answers.get(localisedPath(localeOf(res), path));
      if (found) send(req, res, await found());
      else next();
    });
    return Router().get(path, respond);
  }

  return {
    /** A page that shows nothing but words and the office's settings. @returns the route of its address */
    page<Shown extends Page>(shown: PublicPage<Shown, undefined>): Router {
      for (const locale of locales) {
        const kept = keep(shown, locale);
        answers.set(localisedPath(locale, shown.path), () => kept(undefined, ''));
      }
      return routeOf(shown.path);
    },

    /** A page that also shows something that changes by itself. @returns the route of its address */
    changingPage<Shown extends Page, Known>(shown: PublicPage<Shown, Known> & Knowing<Known>): Router {
      for (const locale of locales) {
        const kept = keep(shown, locale);
        const ask = async () => {
          const known = await shown.known();
          return kept(known, JSON.stringify(known));
        };
        answers.set(localisedPath(locale, shown.path), ask);
      }
      return routeOf(shown.path);
    },

    first,
  };
}

function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

export type PublicPages = ReturnType<typeof createPublicPages>;
