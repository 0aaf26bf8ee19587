import { expect } from 'chai';
import { hiddenLinesShown } from '../../src/audit/audit-chain.ts';
import { randomId } from '../../src/storage/ids.ts';
import { line, type Log, owed, testLog } from './support.ts';

/** The acts in the order of the chain; a filling line has none. */
async function actsInOrder(log: Log): Promise<string[]> {
  const links = await log.links.after(0, 10_000);
  const lines = await log.lines.byIds(links.map(({ _id }) => _id));
  return links.map(({ _id }) => lines.get(_id)?.act ?? '');
}

const isFilling = (act: string) => act === 'log:filling';

describe('The chain of the audit log', () => {
  let log: Awaited<ReturnType<typeof testLog>>;

  beforeEach(async () => {
    log = await testLog();
  });
  afterEach(async () => log.close());

  it('takes in what staff did with its next run, and does nothing the run after', async () => {
    await log.chain.work();
    const before = await log.links.head();
    await log.audit.record(line());
    await log.audit.record(line({ act: 'session:start', caseId: null, audience: [] }));
    expect(await log.chain.isNeeded()).to.equal(true);
    await log.chain.work();
    await log.chain.work();
    expect(await log.chain.isNeeded()).to.equal(false);
    expect((await log.links.head()).sequence).to.equal(before.sequence + 2);
    expect(await log.verify()).to.deep.equal({
      isSound: true,
      head: await log.links.head(),
      waiting: 0,
    });
  });

  it('takes in what reporters did only when their day is over, in an order that is not theirs', async () => {
    await log.chain.work();
    const ids = Array.from({ length: 40 }, randomId);
    await log.audit.acceptAll(ids.map((id) => ({ ...owed({ act: 'case:received', memberId: null }), id })));
    await log.chain.work();
    expect(await actsInOrder(log)).to.not.include('case:received');
    log.nextDay();
    await log.chain.work();
    const chained = (await log.links.after(0, 10_000)).map(({ _id }) => _id).filter((id) => ids.includes(id));
    expect(chained).to.have.members(ids);
    expect(chained).to.not.deep.equal(ids);
  });

  it('lets nobody count the hidden lines of a day: there are as many without a hidden case as with one', async () => {
    const hiddenOf = async (acts: number) => {
      const before = (await log.links.head()).sequence;
      for (let act = 0; act < acts; act += 1) await log.audit.record(line({ audience: ['member:handler'] }));
      await log.chain.work();
      expect((await log.links.head()).sequence).to.equal(before);
      log.nextDay();
      await log.chain.work();
      return (await log.links.head()).sequence - before;
    };
    await log.chain.work();
    expect([await hiddenOf(0), await hiddenOf(1), await hiddenOf(31)]).to.deep.equal([32, 32, 32]);
    expect(await hiddenOf(33)).to.equal(64);
    expect([0, 32, 33, 64, 65].map(hiddenLinesShown)).to.deep.equal([32, 32, 64, 64, 128]);
  });

  it('fixes the head of a day once and has it mailed with the same words however often it is asked', async () => {
    await log.chain.work();
    const again = await log.connect();
    await again.audit.record(line());
    await again.chain.work();
    expect(log.announced).to.have.length(1);
    expect(again.announced).to.deep.equal([]);
    const [first] = log.announced;
    expect(await log.days.find('2126-03-04')).to.deep.equal({
      _id: '2126-03-04',
      head: first?.head,
      isMailed: true,
    });
  });

  it('carries on with a mail that was owed when the process ended', async () => {
    await log.chain.work();
    await log.collection('auditdays').updateOne({}, { $set: { isMailed: false } });
    const [first] = log.announced;
    await log.audit.record(line());
    const restarted = await log.connect();
    await restarted.chain.work();
    expect(restarted.announced).to.deep.equal([first]);
  });

  it('does the work of a day that somebody put in beforehand as one that is done', async () => {
    await log.chain.work();
    await log.audit.acceptAll([owed({ act: 'case:received', memberId: null })]);
    const days = log.database.collection<{ _id: string; isMailed: boolean }>('auditdays');
    await days.insertOne({ _id: '2126-03-05', isMailed: true });
    log.nextDay();
    await log.chain.work();
    expect(await actsInOrder(log)).to.include('case:received');
    expect(log.announced.map(({ day }) => day)).to.deep.equal(['2126-03-04', '2126-03-05']);
    expect((await log.days.find('2126-03-05'))?.head).to.deep.equal(await log.links.head());
  });

  it('repeats nothing after a crash between the links and the mark on their lines', async () => {
    for (let act = 0; act < 20; act += 1) await log.audit.record(line());
    await log.chain.work();
    const head = await log.links.head();
    await log.collection('audit').updateMany({}, { $set: { waiting: 'now', since: '2126-03-04' } });
    await (await log.connect()).chain.work();
    expect(await log.links.head()).to.deep.equal(head);
    expect(await log.verify()).to.include({ isSound: true, waiting: 0 });
  });

  it('has no fork and no gap when processes chain and write at once', async () => {
    const others = await Promise.all([log.connect(), log.connect(), log.connect()]);
    const processes = [log, ...others];
    await Promise.all(
      processes.map(async ({ audit, chain }) => {
        for (let round = 0; round < 12; round += 1) {
          await Promise.all(Array.from({ length: 5 }, async () => audit.record(line())));
          await chain.work();
        }
      }),
    );
    await log.chain.work();
    const acts = await actsInOrder(log);
    expect(acts.filter((act) => !isFilling(act))).to.have.length(240);
    expect(await log.verify()).to.include({ isSound: true, waiting: 0 });
  });

  it('takes in lines of a version without a chain before anything else', async () => {
    const old = Array.from({ length: 700 }, (_, index) => ({
      _id: randomId(),
      ...line({ act: `old:${index}` }),
      readers: ['auditors', 'unit:a'],
    }));
    await log.database.collection<{ _id: string }>('audit').insertMany(old);
    expect(await log.verify()).to.include({ isSound: true, waiting: 700 });
    await log.chain.work();
    expect((await actsInOrder(log)).filter((act) => act.startsWith('old:'))).to.have.length(700);
    expect(await log.verify()).to.include({ isSound: true, waiting: 0 });
  });

  it('chains and verifies thousands of lines with at most five commands for each hundred', async function () {
    this.timeout(120_000);
    for (let batch = 0; batch < 4; batch += 1)
      await log.audit.acceptAll(Array.from({ length: 1000 }, () => owed()));
    let commands = 0;
    log.database.getClient().on('commandStarted', () => (commands += 1));
    await log.chain.work();
    expect(await log.verify()).to.include({ isSound: true, waiting: 0 });
    expect(commands).to.be.below(4 * 50);
  });
});
