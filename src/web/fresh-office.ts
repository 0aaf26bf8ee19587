import { setTimeout } from 'node:timers/promises';
import type { RequestHandler } from 'express';
import { handler } from './handler.ts';

/** How long pages wait for the office's settings when the database does not answer, in ms; they then show the last ones. */
const PATIENCE_MS = 300;

/**
 * Has every page, also one that asks the database for nothing, show the office as it was no longer than two seconds ago,
 * whichever process changed it.
 */
export function createFreshOffice(office: {
  readonly isFresh: () => boolean;
  readonly settings: () => Promise<unknown>;
}): RequestHandler {
  let patience: Promise<unknown> | undefined;

  /** One reading, and one wait for it, for all who come while it is under way; what fails is told by the pages that need the database. */
  async function readPatiently(): Promise<unknown> {
    if (patience) return patience;
    const reading = office
      .settings()
      .catch(() => undefined)
      .finally(() => {
        patience = undefined;
      });
    patience = Promise.race([reading, setTimeout(PATIENCE_MS, undefined, { ref: false })]);
    return patience;
  }

  const readFirst = handler(async (_req, _res, next) => {
    await readPatiently();
    next();
  });
  return (req, res, next) => (office.isFresh() ? next() : readFirst(req, res, next));
}
