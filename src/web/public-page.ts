import type { Request, RequestHandler, Response } from 'express';
import { bestEncoding, encodeAll, sendEncoded, type Encoded } from './encoding.ts';
import { localeOf } from './language.ts';
import type { Site, SiteService } from './site.ts';
import { renderToString, type Page, type View } from './view.ts';

interface Rendered extends Encoded {
  readonly version: string;
}

/** What a page that is the same for everyone shows, in the language of its site. */
export type PublicPage<Shown extends Page> = (site: Site) => Shown;

function send(req: Request, res: Response, rendered: Rendered): void {
  const encoding = bestEncoding(req);
  res.setHeader('Content-Type', 'text/html; charset=utf-8');
  res.setHeader('Content-Language', localeOf(res));
  // Kept by no browser: the disk of a borrowed computer should not tell who read how to report.
  res.setHeader('Cache-Control', 'no-store');
  sendEncoded(req, res, encoding, rendered[encoding]);
}

/**
 * Pages that are the same for everyone: rendered and compressed once for each language, again when `version` changes
 * (the office's settings). Compressing is safe here because such a page holds no secret and nothing that was sent.
 */
export function createPublicPages(options: { readonly site: SiteService; readonly version: () => string }) {
  return {
    /** Answers GET at one address with the page. */
    page<Shown extends Page>(shown: View<Shown>, pageOf: PublicPage<Shown>): RequestHandler {
      const kept = new Map<string, Rendered>();
      return (req, res) => {
        const locale = localeOf(res);
        const version = options.version();
        let rendered = kept.get(locale);
        if (rendered?.version !== version) {
          const site = options.site.build(locale, req.path);
          rendered = { version, ...encodeAll(Buffer.from(renderToString(site, shown, pageOf(site)))) };
          kept.set(locale, rendered);
        }
        send(req, res, rendered);
      };
    },
  };
}

export type PublicPages = ReturnType<typeof createPublicPages>;
