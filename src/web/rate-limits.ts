import type { Request, RequestHandler, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import { TooManyRequests } from '../errors.ts';
import { createAddressWindow } from './address-window.ts';
import type { Callers, CountedBy } from './callers.ts';
import { readFields } from './form-body.ts';

/**
 * How often one address, or one member, may do a thing in a window of ten minutes. Failing to sign in more often is refused; codes and reports are
 * held up only (src/abuse), because a mobile network or an onion service puts thousands of people behind one address.
 */
export interface RateLimits {
  readonly signIn: number;
  readonly code: number;
  readonly send: number;
  /** Pages of cases for one member, from wherever they ask: what a stolen session reads in a while. More are refused. */
  readonly read: number;
  /** Files, previews and exports for one member, in the same way. */
  readonly handOut: number;
  /** How many times as often where all who come through a service of this machine, such as Tor, have one address. */
  readonly crowd: number;
}

/**
 * Generous, because a whole office may stand behind one address; guessing 95 bits stays hopeless. The crowd behind an
 * onion service may send for some 600 people in ten minutes, and yet not use up the budget of all (BUDGET_TEXTS).
 */
export const DEFAULT_RATE_LIMITS: RateLimits = {
  signIn: 30,
  code: 120,
  send: 240,
  read: 600,
  handOut: 300,
  crowd: 10,
};

/** What a route may be limited by; `mail` has the number of `signIn`, for one member. */
export type LimitName = Exclude<keyof RateLimits, 'crowd'> | 'mail';
export type Limits = Readonly<Record<LimitName, RequestHandler>>;

const WINDOW_MS = 10 * 60_000;
/** Requests of an address that has asked more often than its limit. */
const crowded = new WeakSet<Request>();

/** Whether this request came from an address over its limit, and so has to prove that somebody means it. */
export function isCrowded(req: Request): boolean {
  return crowded.has(req);
}

interface Dependencies {
  readonly callers: Pick<Callers, 'byAddress' | 'byVisitor'>;
  /** Who is signed in, where `mail`, `read` and `handOut` stand behind what asks for it. */
  readonly memberIdOf: (res: Response) => string;
}

/** Nothing of a count is told to whoever asks. */
const QUIET = { windowMs: WINDOW_MS, legacyHeaders: false, standardHeaders: false } as const;

/**
 * Limits for the routes that somebody might hammer. Addresses are kept in memory only, as hashes under a random key that is
 * dropped with them after ten minutes at most: whoever reads the memory of a running portal can guess who asked since then, and nobody before.
 */
export function createRateLimits(limits: RateLimits, { callers, memberIdOf }: Dependencies): Limits {
  const addresses = createAddressWindow(WINDOW_MS);
  const { byAddress, byVisitor } = callers;
  const limit = (
    most: number,
    by: CountedBy,
    whenOver: RequestHandler,
    counts: 'everything' | 'failures' = 'everything',
  ): RequestHandler =>
    rateLimit({
      ...QUIET,
      limit: (req: Request) => (by.isShared(req) ? most * limits.crowd : most),
      // What went well is taken off again: an office behind one address signs in as often as it likes.
      skipSuccessfulRequests: counts === 'failures',
      requestWasSuccessful: (_req: Request, res: Response) => res.statusCode < 400,
      keyGenerator: (req: Request) => addresses.hashOf(by.of(req)),
      store: addresses.newCounts(),
      handler: whenOver,
    });
  const perMember = (most: number): RequestHandler =>
    rateLimit({
      ...QUIET,
      limit: most,
      keyGenerator: (_req: Request, res: Response) => memberIdOf(res),
      handler: refuse,
    });
  return withNames({
    signIn: limit(limits.signIn, byAddress, refuse, 'failures'),
    code: limit(limits.code, byVisitor, holdUp),
    send: limit(limits.send, byVisitor, holdUp),
    mail: perMember(limits.signIn),
    read: perMember(limits.read),
    handOut: perMember(limits.handOut),
  });
}

const names = new WeakMap<object, string>();

function withNames(made: Limits): Limits {
  for (const [name, handler] of Object.entries(made)) names.set(handler, name);
  return made;
}

/** Which limit something on a route is, if it is one. */
export function nameOfLimit(handler: object): string | undefined {
  return names.get(handler);
}

/** Says of a handler that it asks this limit, of those requests that it holds for. */
export function asLimit(limit: RequestHandler, handler: RequestHandler): RequestHandler {
  const name = names.get(limit);
  if (name !== undefined) names.set(handler, name);
  return handler;
}

const refuse: RequestHandler = (req, res, next) => {
  const refusal = new TooManyRequests('asked too often', { info: { retryAfterSeconds: WINDOW_MS / 1000 } });
  void readFields(req, res, () => next(refusal));
};

const holdUp: RequestHandler = (req, _res, next) => {
  crowded.add(req);
  next();
};
