import type { RequestHandler } from 'express';
import type { Entrances } from './entrances.ts';

/**
 * Sets the headers of the name that was asked for on every answer that goes the whole way through the middleware. No browser keeps any
 * of them, redirects and refusals included; what may be kept, as a style sheet, says so itself.
 */
export function securityHeaders(entrances: Pick<Entrances, 'of'>): RequestHandler {
  return (req, res, next) => {
    for (const [name, value] of entrances.of(req).headers) res.setHeader(name, value);
    res.setHeader('Cache-Control', 'no-store');
    next();
  };
}
