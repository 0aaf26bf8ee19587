import type { Request, RequestHandler, Response } from 'express';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { render } from '../../web/view.ts';
import { messageView } from '../form-page.ts';

/**
 * Keeps a page whose address is a secret out of search engines. The headers of every page keep it out of caches, and tell its address
 * to no other site (referrer policy `same-origin`; a stricter one would take the `Origin` from the page's own post).
 */
export const linkHeaders: RequestHandler = (_req, res, next) => {
  res.set('X-Robots-Tag', 'noindex');
  next();
};

/** A one-time link that opens: the token in its address, and what the service found for it. */
interface OpenLink<Found> {
  readonly token: string;
  readonly found: Found;
}

/**
 * Answers behind a one-time link, whose address ends in `:token`, with what `find` gets for the token; it tells a spent, expired or
 * unknown one by `undefined` or `false`.
 */
export function behindLink<Found>(
  find: (token: string) => Promise<Found | false | undefined>,
  answer: (req: Request, res: Response, link: OpenLink<Found>) => Promise<void> | void,
): RequestHandler {
  return handler(async (req, res) => {
    const { token } = req.params;
    const found = typeof token === 'string' && (await find(token));
    if (typeof token === 'string' && found) await answer(req, res, { token, found });
    else showGone(res);
  });
}

/** A spent, expired or unknown link: one page for all, so that it tells nothing. */
export function showGone(res: Response): void {
  const { t } = siteOf(res);
  const page = {
    title: t('accounts.gone.title'),
    paragraphs: [t('accounts.gone.text')],
    link: undefined,
    exit: false,
  };
  render(res, messageView, page, 404);
}
