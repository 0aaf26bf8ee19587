import type { RequestListener } from 'node:http';
import type { Express } from 'express';
import type { Log } from '../log.ts';
import { answerBare } from './bare-answer.ts';
import type { Entrances } from './entrances.ts';
import type { RefusalCounts } from './refusal-counts.ts';

interface Dependencies {
  readonly entrances: Pick<Entrances, 'of'>;
  readonly refusals: Pick<RefusalCounts, 'note'>;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Answers what comes out of the app at its end, in place of Express, whose answer has none of our headers, prints the error beside the log,
 * and waits for the end of a body without the limits of one. Two things do: a target in which Express finds no path (`//?a@b#`, `http://[x/`), which
 * passes all middleware by, and what the handler of errors throws itself.
 */
export function withLastAnswer(app: Express, { entrances, refusals, log }: Dependencies): RequestListener {
  return (req, res) => {
    const last = (error?: unknown): void => {
      if (error) log.error({ err: error }, 'the page of an error failed');
      else refusals.note('framing');
      if (res.headersSent) res.destroy();
      else answerBare(req, res, error ? 500 : 400, entrances);
    };
    Reflect.apply(app, undefined, [req, res, last]);
  };
}
