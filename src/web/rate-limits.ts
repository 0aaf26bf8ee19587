import { createHmac, randomBytes } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { TooManyRequests } from '../errors.ts';
import { readFields } from './uploads.ts';

/** How often one address may do a thing in a window of ten minutes. */
export interface RateLimits {
  readonly signIn: number;
  readonly code: number;
  readonly send: number;
}

/** Generous, because a whole office or a mobile network may stand behind one address; guessing 95 bits stays hopeless. */
export const DEFAULT_RATE_LIMITS: RateLimits = { signIn: 30, code: 120, send: 240 };

const WINDOW_MS = 10 * 60_000;
const DAY_MS = 86_400_000;

/**
 * Limits for the routes that somebody might hammer. Addresses are kept in memory only, as hashes under a random key
 * that changes every day, so that neither a dump of the memory nor a guess of all addresses tells who was here.
 */
export function createRateLimits(
  limits: RateLimits,
  clock: () => Date,
): Record<keyof RateLimits, RequestHandler> {
  const addressKey = dailyKey(clock);
  const limit = (most: number): RequestHandler =>
    rateLimit({
      windowMs: WINDOW_MS,
      limit: most,
      legacyHeaders: false,
      standardHeaders: false,
      keyGenerator: (req: Request) => addressKey(ipKeyGenerator(req.ip ?? '', 64)),
      handler: (req, res, next) => {
        const refusal = new TooManyRequests('asked too often', {
          info: { retryAfterSeconds: WINDOW_MS / 1000 },
        });
        void readFields(req, res, () => next(refusal));
      },
    });
  return { signIn: limit(limits.signIn), code: limit(limits.code), send: limit(limits.send) };
}

function dailyKey(clock: () => Date): (address: string) => string {
  let day = -1;
  let key = randomBytes(32);
  return (address) => {
    const today = Math.floor(clock().getTime() / DAY_MS);
    if (today !== day) [day, key] = [today, randomBytes(32)];
    return createHmac('sha256', key).update(address).digest('base64url');
  };
}
