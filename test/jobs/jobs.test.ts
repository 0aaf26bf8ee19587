import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { mock } from 'node:test';
import mongoose from 'mongoose';
import pino from 'pino';
import { DatabaseUnreachable } from '../../src/errors.ts';
import { createJobs, type Job } from '../../src/jobs.ts';
import { createLog } from '../../src/log.ts';
import { runEach } from '../../src/run-each.ts';
import { createLeases } from '../../src/storage/leases.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { startPortal } from '../support/portal.ts';

const log = pino({ level: 'silent' });
const clock = () => new Date();

/** What a job waits for its next run after runs that ended so, in ms. */
async function waitAfter(everySeconds: number, ...runs: readonly (Error | undefined)[]): Promise<unknown> {
  const left = [...runs];
  const work = async () => {
    const error = left.shift();
    if (error) throw error;
  };
  const leases = { runExclusive: async () => work().then(() => true) };
  const jobs = createJobs({ leases, log, clock, jobs: [{ name: 'rare', everySeconds, work }] });
  while (left.length > 0) await jobs.runNow();
  const waits = mock.method(globalThis, 'setTimeout');
  jobs.start();
  waits.mock.restore();
  await jobs.stop();
  return waits.mock.calls[0]?.arguments[1];
}

describe('Jobs', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(async () => database.close());

  const leasesOf = async (processId: string) =>
    createLeases({ database: await database.connect(), processId, clock });

  it('run in their order when they are told to, and a failing one is told to the log and does not keep the next from running', async () => {
    const done: string[] = [];
    const lines: string[] = [];
    const job = (name: string, fails = false): Job => ({
      name,
      everySeconds: 3600,
      work: async () => {
        done.push(name);
        if (fails) throw new Error('failed');
      },
    });
    const leases = await leasesOf('one');
    const jobs = createJobs({
      leases,
      log: createLog('warn', { write: (line) => lines.push(line) }),
      clock,
      jobs: [job('first', true), job('second'), job('third')],
    });
    await jobs.runNow();
    await jobs.runNow('third');
    expect(done).to.deep.equal(['first', 'second', 'third', 'third']);
    expect(lines).to.have.length(1);
    expect(JSON.parse(lines[0] ?? '')).to.include({ level: 'error', job: 'first' });
  });

  it('that the database keeps from their work, are told of once, and once that it is there again', async () => {
    const lines: string[] = [];
    let trouble: Error | undefined;
    const needsDatabase = (name: string, fails = () => trouble): Job => ({
      name,
      everySeconds: 3600,
      work: async () => {
        const error = fails();
        if (error) throw error;
      },
    });
    const several = () => trouble && new AggregateError([trouble, trouble]);
    const mixed = () => trouble && new AggregateError([trouble, new Error('failed')]);
    const jobs = createJobs({
      leases: { runExclusive: async (_name, work) => work(new AbortController().signal).then(() => true) },
      log: createLog('info', { write: (line) => lines.push(line) }),
      clock,
      jobs: [
        { ...needsDatabase('without', () => undefined), isNeeded: async () => false },
        needsDatabase('mail'),
        needsDatabase('sweep', several),
        needsDatabase('broken', mixed),
      ],
    });
    const told = async (now: Error | undefined) => {
      trouble = now;
      await jobs.runNow();
      return lines.splice(0).map((line) => {
        const { level, job, trouble: which, msg } = JSON.parse(line);
        return [level, job, which, msg].filter(Boolean).join(' ');
      });
    };
    const failed = 'error broken a job failed and will be tried again';
    const again = 'info the database is there again: jobs go on';
    const away = new DatabaseUnreachable('away');
    expect(await told(undefined)).to.eql([]);
    expect(await told(away)).to.eql(['error mail away the database is away or full: jobs wait', failed]);
    expect(await told(away)).to.eql([failed]);
    expect(await told(undefined)).to.eql([again]);
    const full = new mongoose.mongo.MongoServerError({ message: 'no room', code: 14_031 });
    expect(await told(full)).to.eql(['error mail full the database is away or full: jobs wait', failed]);
    expect(await told(undefined)).to.eql([again]);
  });

  it('that a full database keeps from their work, are told of also where one that is away was, and go on only once one has worked', async () => {
    const lines: string[] = [];
    const state: { trouble: Error | undefined; isDue: boolean; isTaken: boolean } = {
      trouble: undefined,
      isDue: true,
      isTaken: false,
    };
    const fail = async () => (state.trouble ? Promise.reject(state.trouble) : undefined);
    const jobs = createJobs({
      leases: { runExclusive: async () => fail().then(() => !state.isTaken) },
      log: createLog('info', { write: (line) => lines.push(line) }),
      clock,
      jobs: [{ name: 'mail', everySeconds: 3600, isNeeded: async () => state.isDue, work: fail }],
    });
    const told = async (now: Partial<typeof state>) => {
      Object.assign(state, { trouble: undefined, isDue: true, isTaken: false }, now);
      await jobs.runNow();
      return lines.splice(0).map((line) => JSON.parse(line).trouble ?? JSON.parse(line).level);
    };
    const away = new DatabaseUnreachable('away');
    const full = new mongoose.mongo.MongoServerError({ message: 'no room', code: 14_031 });
    expect(await told({ trouble: full })).to.eql(['full']);
    expect(await told({ trouble: away })).to.eql(['away']);
    expect(await told({ trouble: full })).to.eql([]);
    expect(await told({ isDue: false })).to.eql([]);
    expect(await told({ isTaken: true })).to.eql([]);
    expect(await told({})).to.eql(['info']);
    expect(await told({ trouble: away })).to.eql(['away']);
    expect(await told({ isDue: false })).to.eql(['info']); // what was away answers
  });

  it('that the database kept from their work, are tried again within ten seconds, however rarely they run', async () => {
    const away = new DatabaseUnreachable('away');
    expect(await waitAfter(600)).to.equal(600_000);
    expect(await waitAfter(600, away)).to.equal(10_000);
    expect(await waitAfter(2, away)).to.equal(2_000);
    expect(await waitAfter(600, away, undefined)).to.equal(600_000);
    expect(await waitAfter(600, away, new Error('failed'))).to.equal(600_000);
  });

  it('that have nothing to do, take no lease and write nothing', async () => {
    let taken = 0;
    const runExclusive = async () => {
      taken += 1;
      return true;
    };
    const idle: Job = {
      name: 'idle',
      everySeconds: 3600,
      isNeeded: async () => false,
      work: async () => undefined,
    };
    await createJobs({ leases: { runExclusive }, log, clock, jobs: [idle] }).runNow();
    expect(taken).to.equal(0); // what a job throws is logged, so it would not reach the test
  });

  it('that are refused for an hour, are warned of in the log, once an hour until they run or have nothing to do', async () => {
    const lines: string[] = [];
    const state = { minutes: 0, isRefused: true, isNeeded: true };
    const shared: Job = {
      name: 'shared',
      everySeconds: 3600,
      isNeeded: async () => state.isNeeded,
      work: async () => undefined,
    };
    const jobs = createJobs({
      leases: { runExclusive: async () => !state.isRefused },
      log: pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }),
      clock: () => new Date(state.minutes * 60_000),
      jobs: [shared],
    });
    const warnings = async (minutes: number, change: Partial<typeof state> = {}) => {
      Object.assign(state, { isRefused: true, isNeeded: true, minutes }, change);
      await jobs.runNow();
      return lines.length;
    };
    expect(await warnings(0)).to.equal(0);
    expect(await warnings(59)).to.equal(0);
    expect(await warnings(60)).to.equal(1);
    expect(lines[0]).to.include('"job":"shared"').and.include('another process has been at this job');
    expect(await warnings(119)).to.equal(1);
    expect(await warnings(120)).to.equal(2);
    expect(await warnings(130, { isRefused: false })).to.equal(2);
    expect(await warnings(190)).to.equal(2);
    expect(await warnings(200, { isNeeded: false })).to.equal(2);
    expect(await warnings(260)).to.equal(2);
  });

  it('run by themselves, again and again, until they are stopped', async () => {
    const leases = await leasesOf('one');
    const events = new EventEmitter();
    const runs = { stopped: 0, going: 0 };
    const ticking = (name: keyof typeof runs) => {
      const work = async () => {
        runs[name] += 1;
        events.emit(name);
      };
      return createJobs({ leases, log, clock, jobs: [{ name, everySeconds: 0.001, work }] });
    };
    const [stopped, going] = [ticking('stopped'), ticking('going')];
    stopped.start();
    await once(events, 'stopped');
    await once(events, 'stopped');
    await stopped.stop();
    const before = runs.stopped;
    going.start();
    for (let run = 0; run < 5; run += 1) await once(events, 'going');
    await going.stop();
    expect(runs.stopped).to.equal(before);
  });

  it('that have nothing to do, are asked again once this process has written, and once a minute for what others left', async () => {
    const events = new EventEmitter();
    const state = { writes: 0, seconds: 0, asked: 0 };
    const jobs = createJobs({
      leases: { runExclusive: async () => true },
      log,
      clock: () => new Date(state.seconds * 1000),
      jobs: [
        {
          name: 'idle',
          everySeconds: 0.001,
          isNeeded: async () => {
            state.asked += 1;
            return false;
          },
          writes: () => {
            events.emit('looked');
            return state.writes;
          },
          work: async () => undefined,
        },
      ],
    });
    const askedAfter = async (change: Partial<typeof state> = {}) => {
      Object.assign(state, change);
      for (let look = 0; look < 3; look += 1) await once(events, 'looked');
      return state.asked;
    };
    jobs.start();
    expect(await askedAfter()).to.equal(1);
    expect(await askedAfter({ seconds: 59 })).to.equal(1);
    expect(await askedAfter({ writes: 1 })).to.equal(2);
    expect(await askedAfter({ seconds: 119 })).to.equal(3);
    await jobs.runNow();
    expect(state.asked).to.equal(4); // who tells it to run means it
    await jobs.stop();
  });

  it('end at a good place when they are stopped, before the stop resolves', async () => {
    const events = new EventEmitter();
    let ended = false;
    const work = async (signal: AbortSignal) => {
      events.emit('begun');
      await once(signal, 'abort');
      ended = true;
    };
    const jobs = createJobs({
      leases: await leasesOf('one'),
      log,
      clock,
      jobs: [{ name: 'long', everySeconds: 1, work }],
    });
    const begun = once(events, 'begun');
    const running = jobs.runNow();
    await begun;
    await jobs.stop();
    expect(ended).to.equal(true);
    await running;
  });

  it('run in one process at a time', async () => {
    const events = new EventEmitter();
    let runs = 0;
    const work = async () => {
      runs += 1;
      events.emit('begun');
      await once(events, 'finish');
    };
    const job = { name: 'shared', everySeconds: 3600, work };
    const [one, other] = [await leasesOf('one'), await leasesOf('other')];
    const leave = [await one.announce(), await other.announce()];
    const begun = once(events, 'begun');
    const running = createJobs({ leases: one, log, clock, jobs: [job] }).runNow();
    await begun;
    await createJobs({ leases: other, log, clock, jobs: [job] }).runNow();
    events.emit('finish');
    await running;
    await Promise.all(leave.map(async (left) => left()));
    expect(runs).to.equal(1);
  });
});

describe('Sweeping', () => {
  it('goes on in every other place while one takes long, and after one failed', async () => {
    await using portal = await startPortal({ onSharedStore: true, withoutTimers: true });
    const { sweep, jobs } = portal.services;
    const events = new EventEmitter();
    const begun = once(events, 'begun');
    const hangs = async () => {
      events.emit('begun');
      await once(events, 'released');
      throw new Error('failed after a long time');
    };
    Object.assign(sweep, { sweep: hangs });
    const hanging = jobs.runNow('sweep-cases');
    await begun;
    const failures = () => portal.logged.filter((line) => line.includes('a job failed'));
    try {
      await jobs.runNow('sweep-accounts', 'sweep-notices', 'sweep-budgets', 'sweep-tickets', 'sweep-codes');
      expect(failures()).to.eql([]);
    } finally {
      events.emit('released'); // a portal that is closed waits for its jobs
    }
    await hanging;
    expect(failures()).to.have.length(1);
  });

  it('does each of several steps though one fails, and then tells', async () => {
    const done: number[] = [];
    const step =
      (number: number, fails = false) =>
      async () => {
        done.push(number);
        if (fails) throw new Error(`step ${number} failed`);
      };
    const failed = await runEach([step(1, true), step(2), step(3, true)]).catch((error: unknown) => error);
    expect(done).to.eql([1, 2, 3]);
    expect(failed).to.be.instanceOf(AggregateError);
  });
});
