import type { Request, RequestHandler } from 'express';
import { answerBare } from './bare-answer.ts';
import type { RefusalCounts } from './refusal-counts.ts';
import type { Entrances } from './entrances.ts';

/**
 * Refuses requests that two servers may read differently (RFC 9112, sections 3.2, 6.1 and 6.3; ASVS 5.0 V4.2.1). Threat: a proxy in
 * front sees the end of a request elsewhere than we do, and one person is given the answer to another one's request. Node's parser refuses
 * lengths that contradict each other; what it lets through is refused here, and its connection is closed.
 */
export function refuseUnclearFraming({
  entrances,
  refusals,
}: {
  entrances: Pick<Entrances, 'of'>;
  refusals: Pick<RefusalCounts, 'note'>;
}): RequestHandler {
  return (req, res, next) => {
    const status = refusalOf(req);
    if (status === undefined) return next();
    refusals.note('framing');
    answerBare(req, res, status, entrances);
  };
}

/** Undefined for a request whose end is clear. */
function refusalOf(req: Request): 400 | 501 | 505 | undefined {
  if (req.httpVersionMajor !== 1) return 505;
  if (countHosts(req.rawHeaders) > 1) return 400;
  const coding = req.headers['transfer-encoding'];
  if (coding === undefined) return undefined;
  if (coding.toLowerCase() !== 'chunked') return 501; // nobody here undoes another one
  return req.httpVersionMinor === 0 ? 400 : undefined;
}

/** @param headers names and values in turns */
function countHosts(headers: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count;
}
