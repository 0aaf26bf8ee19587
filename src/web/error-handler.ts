import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import {
  BodyTooLarge,
  CrossSiteRequest,
  Forbidden,
  MethodNotTaken,
  NobodyEligible,
  NotFound,
  SentInTheClear,
  SignInRequired,
  StatusChangeRefused,
  StorageScarce,
  TooManyRequests,
  UnreadableRequest,
  VersionConflict,
} from '../errors.ts';
import { type ErrorKind, errorPage, errorView } from './error-page.ts';
import type { Log } from '../log.ts';
import { COUNTED, type RefusalCounts } from './refusal-counts.ts';
import { siteOf } from './site.ts';
import { isUpload } from './uploads.ts';
import { readFields } from './form-body.ts';
import { fieldsOf } from './form-fields.ts';
import { render } from './view.ts';

type ErrorClass = abstract new (...args: never[]) => Error;

/** Every named error that reaches a page: which sentences and which status. */
const KNOWN: readonly (readonly [ErrorClass, ErrorKind, number])[] = [
  [NotFound, 'notFound', 404],
  [MethodNotTaken, 'notFound', 405],
  [Forbidden, 'forbidden', 403],
  [CrossSiteRequest, 'crossSite', 403],
  [SentInTheClear, 'inTheClear', 403],
  [SignInRequired, 'signIn', 401],
  [TooManyRequests, 'tooMany', 429],
  [VersionConflict, 'conflict', 409],
  [StatusChangeRefused, 'refused', 409],
  [NobodyEligible, 'refused', 409],
  [UnreadableRequest, 'unreadable', 400],
  [BodyTooLarge, 'tooLarge', 413],
  [StorageScarce, 'full', 503],
];

/** What keeps the database from its work: it cannot be reached, or has no space left. */
type TroubleOf = (error: unknown) => 'away' | 'full' | undefined;

interface Options {
  readonly log: Log;
  readonly databaseTrouble: TroubleOf;
  readonly refusals: Pick<RefusalCounts, 'note'>;
}

/** Kinds that give nothing back of the form: it is somebody else's, was read on its way by others, or cannot be read. */
const NEVER_READ: readonly ErrorKind[] = ['crossSite', 'inTheClear', 'unreadable', 'tooLarge'];

/** When to try again, in seconds: after a refusal by rate where it does not say so, and after trouble of the database. */
const RETRY_AFTER = { tooMany: 60, away: 10, full: 600 } as const;

/** The one place that turns an error into a page, a status and a line of the log; the line holds no content. */
export function createErrorHandler({ log, databaseTrouble, refusals }: Options): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const [kind, status] = kindOf(error, databaseTrouble);
    const counted = COUNTED.find((each) => each === kind);
    if (counted) refusals.note(counted);
    // What the database is kept from, jobs tell at times of their own: a line here would say when somebody tried to report.
    if (kind === 'failure') log.error({ err: error, status, route: routeOf(req.route) }, 'a request failed');
    else if (error instanceof Forbidden)
      log.warn({ err: error, route: routeOf(req.route) }, 'a member asked for what their role may not');
    else log.debug({ err: error, status }, 'a request was refused');
    // Not passed on: Express would print it whole, beside the log that keeps contents out.
    if (res.headersSent || req.socket.destroyed) {
      res.destroy();
      return;
    }
    setRetryAfter(res, kind, error);
    withFields(req, res, kind, () => {
      const site = siteOf(res);
      const posted =
        req.method === 'POST' ? { body: fieldsOf(req.body), hasFiles: isUpload(req) } : undefined;
      // Not `originalUrl`, which may begin with two slashes and lead to another site.
      const again = site.path(posted ? site.currentPath : req.url);
      render(res, errorView, errorPage(site, kind, again, posted), status);
    });
  };
}

function setRetryAfter(res: Response, kind: ErrorKind, error: unknown): void {
  if (kind !== 'tooMany' && kind !== 'away' && kind !== 'full') return;
  const told = error instanceof TooManyRequests ? error.info['retryAfterSeconds'] : undefined;
  res.set('Retry-After', String(told ?? RETRY_AFTER[kind]));
}

/** A post that failed before its form was read, as one of a member does whose session cannot be looked up, is read now. */
function withFields(req: Request, res: Response, kind: ErrorKind, answer: () => void): void {
  const isUnread = req.method === 'POST' && req.body === undefined;
  if (!isUnread || NEVER_READ.includes(kind)) return answer();
  void readFields(req, res, () => {
    if (!req.socket.destroyed) answer();
  });
}

/** What no route answered. */
export const nothingHere: RequestHandler = () => {
  throw new NotFound('no route has this address');
};

function kindOf(error: unknown, databaseTrouble: TroubleOf): readonly [ErrorKind, number] {
  const known = KNOWN.find(([errorClass]) => error instanceof errorClass);
  if (known) return [known[1], known[2]];
  const trouble = databaseTrouble(error);
  if (trouble) return [trouble, 503];
  const status = statusIn(error);
  if (status === 404) return ['notFound', 404];
  if (status === 413) return ['tooLarge', 413];
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
