import { expect } from 'chai';
import { addDays } from '../../src/calendar/day.ts';
import type { Document } from '../../src/embedded-mongo/values/values.ts';
import { randomId } from '../../src/storage/ids.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { type DrivenPortal, startDrivenPortal } from '../support/driven-portal.ts';
import { environmentBeside } from '../support/portal-process.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { until } from '../support/until.ts';
import { wireProxy, type WireProxy } from '../support/wire-proxy.ts';

const JOB = 'sweep-cases';
/** After how many seconds a process that was heard of no more counts as dead. */
const LEASE_SECONDS = 60;
const OLD_DRAFTS = 6;
const ROUNDS = 4;

/** What a process asked the database for: a piece of the sweep, or to end it. */
interface Step {
  readonly by: string;
  readonly kind: 'sweeps' | 'deletes' | 'releases';
}

/** One whole sweep: where in the record it begins and ends. */
interface Sweep {
  readonly by: string;
  readonly from: number;
  readonly to: number;
}

/** A process that nobody visits asks for cases only when it sweeps them. */
function kindOf(command: Document): Step['kind'] | undefined {
  const [name = '', collection]: [string?, unknown?] = Object.entries(command)[0] ?? [];
  if (collection === 'cases' && name !== 'createIndexes') return name === 'delete' ? 'deletes' : 'sweeps';
  const isRelease = command['delete'] === 'leases' && JSON.stringify(command['deletes']).includes(`"${JOB}"`);
  return isRelease ? 'releases' : undefined;
}

function sweepsIn(record: readonly Step[]): Sweep[] {
  const sweeps: Sweep[] = [];
  for (const by of new Set(record.map((step) => step.by))) {
    let from = -1;
    for (const [at, step] of record.entries()) {
      if (step.by !== by) continue;
      if (from < 0) from = at;
      if (step.kind === 'releases') {
        sweeps.push({ by, from, to: at });
        from = -1;
      }
    }
  }
  return sweeps.toSorted((one, other) => one.from - other.from);
}

after(removeBuiltProgram); // at the end of the whole run

describe('two processes of the program that sweep one database', function () {
  this.timeout(240_000);
  let sample: SamplePortal;
  let record: Step[] = [];
  let onStep = (_step: Step): void => undefined;
  const started: { portal: DrivenPortal; wire: WireProxy }[] = [];

  before(async () => {
    sample = await startSamplePortal({ onSharedStore: true, withoutTimers: true });
  });
  beforeEach(() => {
    record = [];
    onStep = () => undefined;
  });
  afterEach(async () => {
    for (const { portal, wire } of started.splice(0)) {
      await wire.mend();
      await portal.kill();
      await wire.close();
    }
  });
  after(async () => sample.close());

  const collectionNamed = (name: string) =>
    sample.services.database.collection<{ _id: string; holder?: string; until?: Date }>(name);
  const draftsLeft = async () => collectionNamed('cases').countDocuments({ state: 'draft' });
  const holder = async () => (await collectionNamed('leases').findOne({ _id: JOB }))?.holder;

  /** Starts a process whose every step is recorded under its name. */
  async function start(by: string): Promise<{ portal: DrivenPortal; wire: WireProxy }> {
    const wire = await wireProxy(sample.services.config.mongodbUri ?? '', (command) => {
      const kind = kindOf(command);
      if (kind === undefined) return;
      record.push({ by, kind });
      onStep({ by, kind });
    });
    const environment = { ...environmentBeside(sample), MONGODB_URI: wire.uri };
    const portal = await startDrivenPortal(environment, { program: await builtProgram() });
    started.push({ portal, wire });
    return { portal, wire };
  }

  async function leaveOldDrafts(): Promise<void> {
    const on = addDays(sample.services.today(), -3);
    const drafts = Array.from({ length: OLD_DRAFTS }, () => ({
      _id: randomId(),
      state: 'draft',
      version: 0,
      reportSequence: 0,
      timeline: [],
      draft: { lookupId: randomId(), on },
      owed: [],
    }));
    await collectionNamed('cases').insertMany(drafts);
  }

  it('do it one at a time, whenever they begin', async () => {
    const [one, other] = [await start('one'), await start('other')];
    for (const alone of [one, other]) await alone.portal.run(JOB); // which of them wins later is chance
    for (let round = 0; round < ROUNDS; round += 1) {
      await leaveOldDrafts();
      await Promise.all([one, other, one, other].map(async ({ portal }) => portal.run(JOB)));
      expect(await draftsLeft()).to.equal(0);
    }
    const sweeps = sweepsIn(record);
    expect(new Set(sweeps.map(({ by }) => by))).to.deep.equal(new Set(['one', 'other']));
    expect(sweeps.length).to.be.within(2 + ROUNDS, 2 + 4 * ROUNDS);
    for (const [at, { from }] of sweeps.entries()) expect(from).to.be.above(sweeps[at - 1]?.to ?? -1);
  });

  it('take it over from one that was killed in the midst of it, once its lease has run out and not before', async () => {
    const [first, second] = [await start('first'), await start('second')];
    await leaveOldDrafts();
    onStep = ({ by, kind }) => {
      if (by === 'first' && kind === 'deletes') first.wire.stall(); // the draft goes, and nobody is told
    };
    const cutOff = first.portal.run(JOB).catch((error: unknown) => error);
    await until(async () => (await draftsLeft()) === OLD_DRAFTS - 1);
    await second.portal.run(JOB);
    await first.portal.kill();
    expect(await cutOff).to.be.instanceOf(Error);
    const dead = await holder();
    const process = await collectionNamed('leases').findOne({ _id: `process:${dead?.split('.')[0]}` });
    const left = ((process?.until?.getTime() ?? 0) - Date.now()) / 1000;
    expect(left).to.be.within(1, LEASE_SECONDS);
    await second.portal.run(JOB);
    expect(await draftsLeft()).to.equal(OLD_DRAFTS - 1);
    expect(record.map(({ by }) => by)).to.not.include('second');
    expect(await holder()).to.equal(dead);

    await second.portal.setAhead(left + 1);
    await second.portal.run(JOB);
    expect(await draftsLeft()).to.equal(0);
    expect(await holder()).to.equal(undefined);
    const turns = record.map(({ by }) => by);
    expect(turns.lastIndexOf('first')).to.be.below(turns.indexOf('second'));
    expect(sweepsIn(record)).to.deep.equal([
      { by: 'second', from: turns.indexOf('second'), to: turns.length - 1 },
    ]);
  });
});
