import type { Log } from './log.ts';
import { databaseTrouble } from './storage/database.ts';

/**
 * Tells the log of jobs that failed. While the database is away each job fails every few seconds: that is told once, and once that it
 * is there again.
 */
export function createJobFailures(log: Log) {
  /** The jobs that met the trouble since it began: one of them that goes through has asked for what it was refused. */
  const waiting = new Set<string>();
  return {
    failed(job: string, err: unknown): void {
      const trouble = troubleOf(err);
      if (trouble !== undefined && waiting.size === 0)
        log.error({ err, job, trouble }, 'the database is away or full: jobs wait');
      else
        log[trouble === undefined ? 'error' : 'debug']({ err, job }, 'a job failed and will be tried again');
      if (trouble !== undefined) waiting.add(job);
    },

    wentThrough(job: string): void {
      if (!waiting.has(job)) return;
      waiting.clear();
      log.info('the database is there again: jobs go on');
    },
  };
}

/** Of several steps that failed, where it is the database that kept each of them. */
function troubleOf(error: unknown): ReturnType<typeof databaseTrouble> {
  if (!(error instanceof AggregateError)) return databaseTrouble(error);
  const [first, ...others] = error.errors.map(troubleOf);
  return others.every((trouble) => trouble !== undefined) ? first : undefined;
}

export type JobFailures = ReturnType<typeof createJobFailures>;
