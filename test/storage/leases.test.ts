import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import type { Database } from '../../src/storage/database.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createLeases, type Leases } from '../../src/storage/leases.ts';
import { testClock } from '../support/clock.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

/** Starts a job that runs until the returned function is called, and waits until it runs. */
async function startLongJob(leases: Leases, job: string): Promise<{ finish: () => Promise<boolean> }> {
  const events = new EventEmitter();
  const begun = once(events, 'begun');
  const result = leases.runExclusive(job, async () => {
    events.emit('begun');
    await once(events, 'finish');
  });
  await begun;
  const finish = async () => {
    events.emit('finish');
    return result;
  };
  return { finish };
}

type Write = 'insertOne' | 'deleteOne';

/** The next such write to the leases fails: before it is applied, or after, so that only its answer is lost. */
function failOnce(database: Database, write: Write, { isApplied }: { isApplied: boolean }): void {
  const leases = database.collection('leases');
  const original = leases[write];
  const failing = async (...given: unknown[]) => {
    Object.assign(leases, { [write]: original });
    if (isApplied) await Reflect.apply(original, leases, given);
    throw new Error('the connection broke');
  };
  Object.assign(leases, { [write]: failing });
}

async function runs(leases: Leases, job: string): Promise<boolean> {
  return leases.runExclusive(job, async () => undefined);
}

describe('Leases', () => {
  const clock = testClock();
  let database: TestDatabase;
  let one: Leases;
  let other: Leases;
  let leave: (() => Promise<void>)[] = [];

  before(async () => {
    database = await testDatabase();
    one = createLeases({ database: database.database, processId: 'one', clock: clock.now });
    other = createLeases({ database: await database.connect(), processId: 'other', clock: clock.now });
    await database.createIndexes();
  });
  beforeEach(async () => {
    leave = await Promise.all([one.announce(), other.announce()]);
  });
  afterEach(async () => Promise.all(leave.map(async (left) => left())));
  after(async () => database.close());

  it('let one of many do a job at a time', async () => {
    const job = randomId();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await one.livingProcesses();
      running -= 1;
    };
    const results = await Promise.all(
      [one, other, one, other].map(async (leases) => leases.runExclusive(job, work)),
    );
    expect(most).to.equal(1);
    expect(results).to.include(true);
  });

  it('keep another process, and the same one, out while a job runs', async () => {
    const job = randomId();
    const { finish } = await startLongJob(one, job);
    expect(await runs(other, job)).to.equal(false);
    expect(await runs(one, job)).to.equal(false);
    expect(await finish()).to.equal(true);
  });

  it('are free again after the work, also after work that failed', async () => {
    const job = randomId();
    const failure = await one
      .runExclusive(job, async () => Promise.reject(new Error('work failed')))
      .catch((error: unknown) => error);
    expect(String(failure)).to.include('work failed');
    expect(await runs(other, job)).to.equal(true);
  });

  for (const isApplied of [true, false])
    it(`are taken by the next run of the same process after a release that failed, ${isApplied ? 'applied' : 'not applied'}`, async () => {
      const job = randomId();
      const { finish } = await startLongJob(one, job);
      failOnce(database.database, 'deleteOne', { isApplied });
      expect(await finish()).to.equal(true);
      expect(await runs(other, job), 'another process').to.equal(isApplied);
      expect(await runs(one, job)).to.equal(true);
      expect(await runs(other, job)).to.equal(true);
    });

  it('are taken by the next run of the same process when nobody learned that they were taken', async () => {
    const job = randomId();
    failOnce(database.database, 'insertOne', { isApplied: true });
    const failure = await runs(one, job).catch((error: unknown) => error);
    expect(String(failure)).to.include('the connection broke');
    expect(await runs(other, job), 'another process').to.equal(false);
    const { finish } = await startLongJob(one, job);
    expect(await runs(one, job), 'while it runs').to.equal(false);
    expect(await finish()).to.equal(true);
    expect(await runs(other, job)).to.equal(true);
  });

  it('that could not be released are released for the others with a sign of life', async () => {
    const job = randomId();
    const connection = await database.connect();
    const lively = createLeases({
      database: connection,
      processId: 'lively',
      clock: clock.now,
      milliseconds: 60,
    });
    const leaveLively = await lively.announce();
    failOnce(connection, 'deleteOne', { isApplied: false });
    expect(await runs(lively, job)).to.equal(true);
    await until(async () => runs(other, job));
    await leaveLively();
  });

  it('are taken over from a holder that is dead, and stay with the successor', async () => {
    const job = randomId();
    const dead = await startLongJob(one, job);
    clock.advance({ seconds: 61 });
    await other.announce();
    const successor = await startLongJob(other, job);
    await dead.finish();
    expect(await runs(one, job)).to.equal(false);
    await one.announce();
    await successor.finish();
    expect(await runs(one, job)).to.equal(true);
  });

  it('are held against the others also by a process whose signs of life did not get through for a minute', async () => {
    const job = randomId();
    clock.advance({ seconds: 61 });
    const { finish } = await startLongJob(one, job);
    expect(await runs(other, job)).to.equal(false);
    expect(await finish()).to.equal(true);
  });

  it('of a job hold no time, taken or taken over', async () => {
    const job = randomId();
    const found = async () => database.database.collection<{ _id: string }>('leases').findOne({ _id: job });
    const dead = await startLongJob(one, job);
    expect(await found()).to.have.all.keys('_id', 'holder');
    clock.advance({ seconds: 61 });
    await other.announce();
    const successor = await startLongJob(other, job);
    expect(await found()).to.have.all.keys('_id', 'holder');
    await Promise.all([dead.finish(), successor.finish()]);
  });

  it('that were lost to another process, or cannot be looked at for a minute, tell the work to stop', async () => {
    const job = randomId();
    const connection = await database.connect();
    const brief = createLeases({
      database: connection,
      processId: 'brief',
      clock: () => new Date(),
      milliseconds: 60,
    });
    const leaveBrief = await brief.announce();
    const stopped = async () =>
      brief.runExclusive(job, async (lost) => {
        const aborted = once(lost, 'abort'); // it may come before the deletion is answered
        await database.database.collection<{ _id: string }>('leases').deleteOne({ _id: job });
        await aborted;
      });
    expect(await stopped()).to.equal(true);
    const away = brief.runExclusive(job, async (lost) => {
      const aborted = once(lost, 'abort');
      await connection.close();
      await aborted;
    });
    expect(await away, 'the work was done, and the database was away when it was released').to.equal(true);
    await leaveBrief().catch(() => undefined);
    await database.database.collection<{ _id: string }>('leases').deleteOne({ _id: 'process:brief' });
  });

  it('tell which processes live', async () => {
    expect([...(await one.livingProcesses())]).to.have.members(['one', 'other']);
    await leave[0]?.();
    expect([...(await one.livingProcesses())]).to.deep.equal(['other']);
    clock.advance({ seconds: 61 });
    expect([...(await one.livingProcesses())]).to.deep.equal([]);
  });
});
