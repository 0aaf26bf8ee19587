import type { ErrorRequestHandler, RequestHandler } from 'express';
import {
  CrossSiteRequest,
  Forbidden,
  NobodyEligible,
  NotFound,
  SignInRequired,
  StatusChangeRefused,
  TooManyRequests,
  UnreadableRequest,
  VersionConflict,
} from '../errors.ts';
import { type ErrorKind, errorPage, errorView } from './error-page.ts';
import type { Log } from './log.ts';
import { siteOf } from './site.ts';
import { fieldsOf } from './uploads.ts';
import { render } from './view.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

/** Every named error that reaches a page: which sentences and which status. */
const KNOWN: readonly (readonly [ErrorClass, ErrorKind, number])[] = [
  [NotFound, 'notFound', 404],
  [Forbidden, 'forbidden', 403],
  [CrossSiteRequest, 'crossSite', 403],
  [SignInRequired, 'signIn', 401],
  [TooManyRequests, 'tooMany', 429],
  [VersionConflict, 'conflict', 409],
  [StatusChangeRefused, 'refused', 409],
  [NobodyEligible, 'refused', 409],
  [UnreadableRequest, 'unreadable', 400],
];

interface Options {
  readonly log: Log;
  readonly isDatabaseAway: (error: unknown) => boolean;
}

/** The one place that turns an error into a page, a status and a line of the log; the line holds no content. */
export function createErrorHandler({ log, isDatabaseAway }: Options): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const [kind, status] = kindOf(error, isDatabaseAway);
    if (status >= 500) log.error({ err: error, status, route: routeOf(req.route) }, 'a request failed');
    else log.debug({ err: error, status }, 'a request was refused');
    // Not passed on: Express would print it whole, beside the log that keeps contents out.
    if (res.headersSent || req.socket.destroyed) return void res.destroy();
    if (error instanceof TooManyRequests)
      res.set('Retry-After', String(error.info['retryAfterSeconds'] ?? 60));
    const body = req.method === 'POST' ? fieldsOf(req.body) : undefined;
    const site = siteOf(res);
    return render(res, errorView, errorPage(site, kind, site.path(site.currentPath), body), status);
  };
}

/** What no route answered. */
export const nothingHere: RequestHandler = () => {
  throw new NotFound('no route has this address');
};

function kindOf(error: unknown, isDatabaseAway: (error: unknown) => boolean): readonly [ErrorKind, number] {
  const known = KNOWN.find(([errorClass]) => error instanceof errorClass);
  if (known) return [known[1], known[2]];
  if (isDatabaseAway(error)) return ['away', 503];
  const status = statusIn(error);
  if (status === 404) return ['notFound', 404];
  return status === undefined ? ['failure', 500] : ['unreadable', status];
}

/** Express and its parsers mark what the client did wrong with a status from 400 to 499. */
function statusIn(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** The pattern of the route, never the address that was asked for. */
function routeOf(route: unknown): string | undefined {
  if (typeof route !== 'object' || route === null || !('path' in route)) return undefined;
  return typeof route.path === 'string' ? route.path : undefined;
}
