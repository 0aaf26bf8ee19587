import type { Database } from './database.ts';
import { isTakenByAnother } from './database.ts';
import { randomId } from './ids.ts';
import { collection, textId } from './schema.ts';

interface LeaseDocument {
  readonly _id: string;
  readonly holder: string;
  readonly until: Date;
}

export interface LeasesOptions {
  readonly database: Database;
  /** The same value for the whole life of a process, and no other process has it. */
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

/**
 * Who of any number of processes does a job now: one document a job, taken over when its holder is dead. A holder that
 * hangs and wakes up may overlap with its successor, so a job still has to do the same thing twice without harm.
 */
export function createLeases({ database, processId, clock, milliseconds = 60_000 }: LeasesOptions) {
  const leases = collection<LeaseDocument>(
    database,
    'leases',
    {
      _id: textId,
      holder: { type: String, required: true },
      until: { type: Date, required: true },
    },
    [[{ until: 1 }]],
  );
  const now = () => clock();
  const end = () => new Date(clock().getTime() + milliseconds);

  async function take(name: string, holder: string): Promise<boolean> {
    const taken = await leases.updateOne(
      { _id: name, until: { $lte: now() } },
      { $set: { holder, until: end() } },
    );
    if (taken.matchedCount === 1) return true;
    try {
      await leases.create({ _id: name, holder, until: end() });
      return true;
    } catch (error) {
      if (isTakenByAnother(error)) return false;
      throw error;
    }
  }

  async function renew(name: string, holder: string): Promise<boolean> {
    return (await leases.updateOne({ _id: name, holder }, { $set: { until: end() } })).matchedCount === 1;
  }

  /** Only if it is still this holder's: a lease that was taken over stays with its successor. */
  async function release(name: string, holder: string): Promise<void> {
    await leases.deleteOne({ _id: name, holder });
  }

  /** Renews until stopped; `onLost` is called when somebody else has it, or when it ran out unheard. */
  function keep(name: string, holder: string, onLost: () => void): () => void {
    let heard = now().getTime();
    async function renewOnce(): Promise<void> {
      const asked = now().getTime();
      const isOurs = await renew(name, holder).catch(() => undefined); // the database may only be away
      if (isOurs === true) heard = asked;
      else if (isOurs === false || asked - heard >= milliseconds) onLost();
    }
    const timer = setInterval(() => void renewOnce(), milliseconds / 3);
    timer.unref();
    return () => clearInterval(timer);
  }

  return {
    /**
     * Does the work if nobody else is at it; false if somebody is. The signal says that the lease was lost: stop then.
     */
    async runExclusive(job: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
      const holder = `${processId}.${randomId()}`;
      if (!(await take(job, holder))) return false;
      const lost = new AbortController();
      const stopKeeping = keep(job, holder, () => lost.abort());
      try {
        await work(lost.signal);
      } finally {
        stopKeeping();
        await release(job, holder);
      }
      return true;
    },

    /** Says that this process lives, until the function it resolves to is called; see {@link livingProcesses}. */
    async announce(): Promise<() => Promise<void>> {
      const name = `process:${processId}`;
      const forgotten = new Date(now().getTime() - forgetAfterMilliseconds);
      await leases.deleteMany({ until: { $lte: forgotten } });
      await take(name, processId);
      const stopKeeping = keep(name, processId, () => undefined);
      return async () => {
        stopKeeping();
        await release(name, processId);
      };
    },

    /** The ids of the processes that were heard of lately; what others left half done may be swept. */
    async livingProcesses(): Promise<ReadonlySet<string>> {
      const found = await leases.find({ until: { $gt: now() } }).lean();
      return new Set(found.filter(({ _id }) => processLease.test(_id)).map(({ holder }) => holder));
    },
  };
}

export type Leases = ReturnType<typeof createLeases>;
