import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import pino from 'pino';
import { createJobs, type Job } from '../../src/jobs.ts';
import { createLeases } from '../../src/storage/leases.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

const log = pino({ level: 'silent' });

describe('Jobs', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(async () => database.close());

  const leasesOf = async (processId: string) =>
    createLeases({ database: await database.connect(), processId, clock: () => new Date() });

  it('run in their order when they are told to, and a failing one does not keep the next from running', async () => {
    const done: string[] = [];
    const job = (name: string, fails = false): Job => ({
      name,
      everySeconds: 3600,
      work: async () => {
        done.push(name);
        if (fails) throw new Error('failed');
      },
    });
    const leases = await leasesOf('one');
    const jobs = createJobs({ leases, log, jobs: [job('first', true), job('second'), job('third')] });
    await jobs.runNow();
    await jobs.runNow('third');
    expect(done).to.deep.equal(['first', 'second', 'third', 'third']);
  });

  it('that have nothing to do, take no lease and write nothing', async () => {
    const leases = { runExclusive: async () => expect.fail('a lease was taken') };
    const idle: Job = {
      name: 'idle',
      everySeconds: 3600,
      isNeeded: async () => false,
      work: async () => undefined,
    };
    await createJobs({ leases, log, jobs: [idle] }).runNow();
  });

  it('run by themselves, again and again, until they are stopped', async () => {
    const events = new EventEmitter();
    const work = async () => {
      events.emit('run');
    };
    const jobs = createJobs({
      leases: await leasesOf('one'),
      log,
      jobs: [{ name: 'ticking', everySeconds: 0.001, work }],
    });
    jobs.start();
    await once(events, 'run');
    await once(events, 'run');
    await jobs.stop();
    expect(await Promise.race([once(events, 'run'), Promise.resolve('nothing ran')])).to.equal('nothing ran');
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
    const begun = once(events, 'begun');
    const running = createJobs({ leases: one, log, jobs: [job] }).runNow();
    await begun;
    await createJobs({ leases: other, log, jobs: [job] }).runNow();
    events.emit('finish');
    await running;
    expect(runs).to.equal(1);
  });
});
