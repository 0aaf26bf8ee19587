import type { Request, RequestHandler } from 'express';
import { BodyTooLarge } from '../errors.ts';
import { createHeldTexts, isMultipart } from './held-texts.ts';

/** How slowly a body may come in: after `graceMs`, no slower than `bytesPerSecond` on the whole. */
export interface Pace {
  readonly graceMs: number;
  readonly bytesPerSecond: number;
  readonly lookMs: number;
  /** How long a body without files may take in all, however many bytes it says it has. */
  readonly longestFormMs: number;
  /** How much text of forms that are still coming in may lie in memory, of all together, in bytes. */
  readonly mostHeldBytes: number;
}

/** Slower than the slowest phone network that still works; a stalled connection is closed by the server's own limit. */
export const DEFAULT_PACE: Pace = {
  graceMs: 60_000,
  bytesPerSecond: 256,
  lookMs: 10_000,
  longestFormMs: 15 * 60_000, // a report of 40 pages at 256 bytes a second
  mostHeldBytes: 128 * 1024 * 1024,
};

interface Limits {
  /** The most bytes of a whole body: what the files of one form may take, and its texts. */
  readonly largestBytes: number;
  readonly pace?: Pace;
}

const largestOf = new WeakMap<Request, number>();

/**
 * Refuses bodies that say they are too large before a byte of them is parsed, and closes connections whose body drips in so
 * slowly that it only keeps them open. What comes in is counted by whoever parses it.
 */
export function createBodyLimits({ largestBytes, pace = DEFAULT_PACE }: Limits): RequestHandler {
  const hold = createHeldTexts(pace);
  return (req, res, next) => {
    if (!hasBody(req)) return next();
    largestOf.set(req, largestBytes);
    closeWhenSlow(req, pace);
    hold(req, res);
    if (Number(req.get('content-length') ?? 0) <= largestBytes) return next();
    res.set('Connection', 'close');
    throw new BodyTooLarge('the body says that it is larger than any form');
  };
}

function hasBody(req: Request): boolean {
  return req.get('transfer-encoding') !== undefined || Number(req.get('content-length') ?? 0) > 0;
}

function closeWhenSlow(req: Request, { graceMs, bytesPerSecond, lookMs, longestFormMs }: Pace): void {
  const { socket } = req;
  const longest = isMultipart(req) ? Infinity : longestFormMs;
  const began = performance.now();
  const before = socket.bytesRead;
  const look = () => {
    if (req.complete || socket.destroyed) return;
    const took = performance.now() - began;
    const expected = ((took - graceMs) / 1000) * bytesPerSecond;
    if (took > longest || socket.bytesRead - before < expected) socket.destroy();
    else timer = setTimeout(look, lookMs).unref();
  };
  let timer = setTimeout(look, graceMs + lookMs).unref();
  req.once('end', () => clearTimeout(timer));
}

/**
 * Calls `whenTooLarge` once when more bytes of a body come in than may, whatever was said about its length. Call it after
 * the parser was piped to, for the bytes begin to flow.
 * @param isTooLarge told the bytes of each piece: whether what was read so far is too much in another way
 */
export function countBody(
  req: Request,
  whenTooLarge: () => void,
  isTooLarge: (bytes: number) => boolean,
): void {
  const largestBytes = largestOf.get(req) ?? Infinity;
  let bytes = 0;
  const count = (piece: Buffer) => {
    bytes += piece.length;
    if (bytes <= largestBytes && !isTooLarge(piece.length)) return;
    req.off('data', count);
    req.unpipe();
    req.pause();
    whenTooLarge();
  };
  req.on('data', count);
}
