import type { RequestHandler } from 'express';
import type { COUNTED, RefusalCounts } from './refusal-counts.ts';

/** Counts what is answered with 400 and more, also where the page itself says what is wrong and no error is thrown. */
export function countRefused(
  refusals: Pick<RefusalCounts, 'note'>,
  kind: (typeof COUNTED)[number],
): RequestHandler {
  return (_req, res, next) => {
    res.once('finish', () => {
      if (res.statusCode >= 400) refusals.note(kind);
    });
    next();
  };
}
