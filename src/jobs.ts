import { createJobFailures, type JobFailures } from './job-failures.ts';
import type { Log } from './log.ts';
import type { Leases } from './storage/leases.ts';

/** Something that is done again and again, by one process at a time; doing it twice does no harm. */
export interface Job {
  readonly name: string;
  readonly everySeconds: number;
  /** A cheap read that tells whether there is anything to do; without work no lease is taken and nothing is written. */
  readonly isNeeded?: () => Promise<boolean>;
  /**
   * Another number whenever this process has written to what `isNeeded` reads. Where that said no, it is not asked again before, but once
   * a minute for what another process left, and what no write changes, such as the day.
   */
  readonly writes?: () => number;
  /** Ends early, at a good place, when the signal says so. */
  readonly work: (signal: AbortSignal) => Promise<void>;
}

interface Dependencies {
  readonly leases: Pick<Leases, 'runExclusive'>;
  readonly log: Log;
  readonly clock: () => Date;
  readonly jobs: readonly Job[];
}

const LONG_MS = 3_600_000;
/** How soon at the latest a job is tried again that the database kept from its work, in seconds. */
const AFTER_TROUBLE_SECONDS = 10;
/** How long what another process left, or a new day, waits at most until this one looks, in ms. */
const OTHERS_MS = 60_000;

/** Asks whether a job is needed, and where nothing can have changed since it was not, does not ask: an idle portal would five times a second. */
function createQuestion({ isNeeded, writes }: Job, { clock }: Pick<Dependencies, 'clock'>) {
  let idle: { readonly writes: number; readonly since: number } | undefined;
  return async (): Promise<boolean> => {
    if (!isNeeded) return true;
    if (!writes) return isNeeded();
    const asked = { writes: writes(), since: clock().getTime() };
    if (idle?.writes === asked.writes && asked.since - idle.since < OTHERS_MS) return false;
    idle = undefined;
    if (await isNeeded()) return true;
    idle = asked;
    return false;
  };
}

/** Warns when a job that has something to do was refused for an hour, and after each further hour: whoever has it may hang. */
function createRefusalWatch(job: string, { log, clock }: Pick<Dependencies, 'log' | 'clock'>) {
  let since: number | undefined;
  return (isRefused: boolean): void => {
    const now = clock().getTime();
    if (!isRefused) since = undefined;
    else if (since === undefined) since = now;
    else if (now - since >= LONG_MS) {
      since = now;
      log.warn({ job }, 'another process has been at this job for over an hour: if it hangs, restart it');
    }
  };
}

const always = async (): Promise<boolean> => true;

/** Runs one job at its times; each run waits for the one before. */
function createRunner(
  job: Job,
  { leases, log, clock, failures }: Omit<Dependencies, 'jobs'> & { readonly failures: JobFailures },
) {
  const noteRefusal = createRefusalWatch(job.name, { log, clock });
  const mayBeNeeded = createQuestion(job, { clock });
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  /** The database kept its last run from its work. */
  let isKept = false;

  /** `AbortSignal.any` would keep something of each run for as long as the process runs. */
  async function workUntilLost(lost: AbortSignal): Promise<void> {
    const end = new AbortController();
    const abort = () => end.abort();
    const signals = [lost, stopping.signal];
    if (signals.some(({ aborted }) => aborted)) abort();
    for (const signal of signals) signal.addEventListener('abort', abort);
    try {
      await job.work(end.signal);
    } finally {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    }
  }

  async function runOnce(isNeeded: () => Promise<boolean>): Promise<void> {
    try {
      const isDue = await isNeeded();
      const hasWorked = isDue && (await leases.runExclusive(job.name, workUntilLost));
      noteRefusal(isDue && !hasWorked);
      failures.wentThrough(job.name, hasWorked);
      isKept = false;
    } catch (error) {
      isKept = failures.failed(job.name, error);
    }
  }

  async function run(isNeeded: () => Promise<boolean> = job.isNeeded ?? always): Promise<void> {
    running = running.then(async () => runOnce(isNeeded));
    return running;
  }

  async function tick(): Promise<void> {
    await run(mayBeNeeded);
    if (!stopping.signal.aborted) schedule();
  }

  function schedule(): void {
    const seconds = isKept ? Math.min(job.everySeconds, AFTER_TROUBLE_SECONDS) : job.everySeconds;
    timer = setTimeout(() => void tick(), seconds * 1000);
    timer.unref();
  }

  return {
    name: job.name,
    start: schedule,
    run: async () => run(),
    stop: async () => {
      stopping.abort();
      clearTimeout(timer);
      await running;
    },
  };
}

/** The jobs of this process. Nothing runs before `start`; whatever they deliver is in the database, so a stop loses nothing. */
export function createJobs({ leases, log, clock, jobs }: Dependencies) {
  const failures = createJobFailures(log);
  const runners = jobs.map((job) => createRunner(job, { leases, log, clock, failures }));
  return {
    start(): void {
      for (const runner of runners) runner.start();
    },

    /** Runs these jobs, or all, once and one after another, in the order in which they were given; for tests and the demo. */
    async runNow(...names: readonly string[]): Promise<void> {
      for (const runner of runners) if (names.length === 0 || names.includes(runner.name)) await runner.run();
    },

    /** Starts no new run and resolves when those under way have ended. */
    async stop(): Promise<void> {
      await Promise.all(runners.map(async (runner) => runner.stop()));
    },
  };
}

export type Jobs = ReturnType<typeof createJobs>;
