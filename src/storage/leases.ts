import type { Database } from './database.ts';
import { unlessTaken } from './database.ts';
import { randomId } from './ids.ts';
import { collection, textId } from './schema.ts';

/**
 * Who does a job: without a time. Threat: a job of the moment (mail, what acts owe) runs within seconds of a report, and its lease, also on a
 * page of the store that was freed since, would tell when.
 */
interface JobLease {
  readonly _id: string;
  /** The process, a dot, and a random id of this run. */
  readonly holder: string;
}

/** That a process lives: renewed in a rhythm of its own, whatever there is to do. */
interface ProcessLease extends JobLease {
  readonly until: Date;
}

interface LeasesOptions {
  readonly database: Database;
  /** The same value for the whole life of a process, which makes its leases once; no other process has it. */
  readonly processId: string;
  readonly clock: () => Date;
  /**
   * After how long a holder that was heard of no more counts as dead. It has to be well above the difference between
   * the clocks of two machines and the longest pause of a process.
   */
  readonly milliseconds?: number;
}

const forgetAfterMilliseconds = 86_400_000;
const processLease = /^process:/;
const leaseOf = (processId: string): string => `process:${processId}`;

const leasesIn = collection<JobLease & Partial<ProcessLease>>(
  'leases',
  { _id: textId, holder: { type: String, required: true }, until: Date },
  [[{ until: 1 }]],
);

/**
 * Who of any number of processes does a job now: one document a job, taken over when the process of its holder is dead, or is this one
 * and knows that the run has ended. A holder that hangs and wakes up may overlap with its successor, so a job still has to do the same
 * thing twice without harm.
 */
export function createLeases({ database, processId, clock, milliseconds = 60_000 }: LeasesOptions) {
  const leases = leasesIn(database);
  const now = () => clock();
  const running = new Set<string>();
  /** Until when the others know that this process lives; unset while it did not announce itself. */
  let knownUntil: number | undefined;
  let isRetired = false;
  let living: Promise<void> = Promise.resolve();

  /** A run of this process that has ended holds it still: its release failed, or it never learned that it had taken it. */
  function isLeft(holder: string): boolean {
    return holder.startsWith(`${processId}.`) && !running.has(holder);
  }

  async function isFree(holder: string): Promise<boolean> {
    const process = leaseOf(holder.split('.')[0] ?? '');
    return isLeft(holder) || (await leases.exists({ _id: process, until: { $gt: now() } })) === null;
  }

  async function take(name: string, holder: string): Promise<boolean> {
    if (await unlessTaken(async () => leases.create({ _id: name, holder }))) return true;
    return takeOver(name, holder);
  }

  async function takeOver(name: string, holder: string): Promise<boolean> {
    const found = await leases.findById(name).lean<JobLease>();
    if (!found || !(await isFree(found.holder))) return false;
    const taken = await leases.updateOne(
      { _id: name, holder: found.holder },
      { $set: { holder }, $unset: { until: 1 } },
    );
    return taken.matchedCount === 1;
  }

  async function isHeld(name: string, holder: string): Promise<boolean> {
    return (await leases.exists({ _id: name, holder })) !== null;
  }

  /** Only if it is still this holder's: a lease that was taken over stays with its successor. */
  async function release(name: string, holder: string): Promise<void> {
    await leases.deleteOne({ _id: name, holder });
  }

  /** Looks until stopped; `onLost` is called when somebody else has it, or when nobody could look for too long. */
  function watch(name: string, holder: string, onLost: () => void): () => void {
    let seen = now().getTime();
    return every(milliseconds / 3, async () => {
      const asked = now().getTime();
      const isOurs = await isHeld(name, holder).catch(() => undefined); // the database may only be away
      if (isOurs === true) seen = asked;
      else if (isOurs === false || asked - seen >= milliseconds) onLost();
    });
  }

  async function hold(
    job: string,
    holder: string,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const lost = new AbortController();
    const stopWatching = watch(job, holder, () => lost.abort());
    try {
      await work(lost.signal);
    } finally {
      stopWatching();
      await release(job, holder).catch(() => undefined); // the next sign of life tries it again
    }
  }

  async function releaseLeft(): Promise<void> {
    for (const { _id, holder } of await leases.find({ until: null }).lean<JobLease[]>())
      if (isLeft(holder)) await release(_id, holder);
  }

  async function live(): Promise<void> {
    if (isRetired) return;
    const said = sayThatItLives();
    living = said.catch(() => undefined);
    await said;
  }

  async function sayThatItLives(): Promise<void> {
    const until = new Date(now().getTime() + milliseconds);
    await leases.updateOne(
      { _id: leaseOf(processId) },
      { $set: { holder: processId, until } },
      { upsert: true },
    );
    knownUntil = until.getTime();
  }

  /** After the database was away for a while the others may take this process for dead, and what it begins now for theirs. */
  async function liveAgain(): Promise<void> {
    if (knownUntil !== undefined && knownUntil - now().getTime() < milliseconds / 2) await live();
  }

  return {
    /**
     * Does the work if nobody else is at it; false if somebody is. The signal says that the lease was lost: stop then. The process has
     * announced itself before, or others take its jobs over.
     */
    async runExclusive(job: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
      await liveAgain();
      const holder = `${processId}.${randomId()}`;
      running.add(holder);
      try {
        if (!(await take(job, holder))) return false;
        await hold(job, holder, work);
        return true;
      } finally {
        running.delete(holder);
      }
    },

    /** Says that this process lives, until the function it resolves to is called; see {@link livingProcesses}. */
    async announce(): Promise<() => Promise<void>> {
      const forgotten = new Date(now().getTime() - forgetAfterMilliseconds);
      await leases.deleteMany({ until: { $lte: forgotten } });
      isRetired = false;
      await live();
      const signOfLife = async () => {
        await live();
        await releaseLeft();
      };
      const stopLiving = every(milliseconds / 3, async () => signOfLife().catch(() => undefined));
      return async () => {
        stopLiving();
        isRetired = true;
        await living; // what is under way would come after the release and stand for a minute
        await release(leaseOf(processId), processId);
      };
    },

    /** The ids of the processes that were heard of lately; what others left half done may be swept. */
    async livingProcesses(): Promise<ReadonlySet<string>> {
      const found = await leases.find({ until: { $gt: now() } }).lean();
      return new Set(found.filter(({ _id }) => processLease.test(_id)).map(({ holder }) => holder));
    },
  };
}

/** Does the work again and again until stopped, and keeps no process alive for it. */
function every(pause: number, work: () => Promise<void>): () => void {
  const timer = setInterval(() => void work(), pause);
  timer.unref();
  return () => clearInterval(timer);
}

export type Leases = ReturnType<typeof createLeases>;
