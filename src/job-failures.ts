import type { Log } from './log.ts';
import { type DatabaseTrouble, databaseTrouble } from './storage/database.ts';

/**
 * Tells the log of jobs that failed. While the database is away or full each job fails every few seconds: either is told once, and once
 * that it is there again.
 */
export function createJobFailures(log: Log) {
  /** The jobs that met the trouble since it began: one of them that goes through has asked for what it was refused. */
  const waiting = new Set<string>();
  const told = new Set<DatabaseTrouble>();
  return {
    /** @returns whether it is the database that keeps the job from its work */
    failed(job: string, err: unknown): boolean {
      const trouble = troubleOf(err);
      if (trouble !== undefined && !told.has(trouble))
        log.error({ err, job, trouble }, 'the database is away or full: jobs wait');
      else
        log[trouble === undefined ? 'error' : 'debug']({ err, job }, 'a job failed and will be tried again');
      if (trouble === undefined) return false;
      waiting.add(job);
      told.add(trouble);
      return true;
    },

    /** @param hasWorked false where the job found nothing to do, or another process at it: a full database answers that too */
    wentThrough(job: string, hasWorked: boolean): void {
      if (!waiting.has(job) || (told.has('full') && !hasWorked)) return;
      waiting.clear();
      told.clear();
      log.info('the database is there again: jobs go on');
    },
  };
}

/** Of several steps that failed, where it is the database that kept each of them. */
function troubleOf(error: unknown): DatabaseTrouble | undefined {
  if (!(error instanceof AggregateError)) return databaseTrouble(error);
  const [first, ...others] = error.errors.map(troubleOf);
  return others.every((trouble) => trouble !== undefined) ? first : undefined;
}

export type JobFailures = ReturnType<typeof createJobFailures>;
