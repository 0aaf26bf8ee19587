import type { RequestHandler } from 'express';
import { handler } from './handler.ts';

/** How long a page waits for the office's settings when the database does not answer, in ms; it then shows the last ones. */
const PATIENCE_MS = 300;

/**
 * Has every page, also one that asks the database for nothing, show the office as it was no longer than two seconds ago,
 * whichever process changed it.
 */
export function createFreshOffice(office: {
  readonly isFresh: () => boolean;
  readonly settings: () => Promise<unknown>;
}): RequestHandler {
  let reading: Promise<unknown> | undefined;

  /** One reading for all who wait; what fails is told by the pages that need the database. */
  async function read(): Promise<unknown> {
    reading ??= office
      .settings()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  async function readPatiently(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS);
    });
    await Promise.race([read(), patience]);
    clearTimeout(timer);
  }

  const readFirst = handler(async (_req, _res, next) => {
    await readPatiently();
    next();
  });
  return (req, res, next) => (office.isFresh() ? next() : readFirst(req, res, next));
}
