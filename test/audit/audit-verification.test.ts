import { expect } from 'chai';
import { commitmentOf, type Head, hashOf, linksAfter } from '../../src/audit/audit-hashes.ts';
import { beforeTheFirst } from '../../src/audit/audit-hashes.ts';
import { fillingLine, type SaltedLine } from '../../src/audit/audit-line.ts';
import { addDays } from '../../src/calendar/day.ts';
import { randomId } from '../../src/storage/ids.ts';
import { verifyChain } from '../../src/audit/audit-verification.ts';
import { line, owed, testLog } from './support.ts';

/** In the place of a MAC under the server secret. */
function macOf(on: string, { sequence, hash }: Head): string {
  return `mac of ${on} ${sequence} ${hash}`;
}

describe('Verifying the chain of the audit log', () => {
  let log: Awaited<ReturnType<typeof testLog>>;
  let head: Head;

  beforeEach(async () => {
    log = await testLog();
    for (let act = 0; act < 30; act += 1) await log.audit.record(line());
    await log.chain.work();
    head = await log.links.head();
  });
  afterEach(async () => log.close());

  async function placeAt(sequence: number) {
    const [link] = await log.links.after(sequence - 1, 1);
    const lines = await log.lines.byIds([link?._id ?? '']);
    const said = lines.get(link?._id ?? '');
    if (!link || said?.salt === undefined) throw new Error('there is no such place');
    return { link, said: { ...said, salt: said.salt } };
  }

  const audit = () => log.collection('audit');
  const links = () => log.collection('auditlinks');

  /** Somebody with the database and this program writes every link anew. */
  async function rewriteAll(): Promise<void> {
    const all = await log.links.after(0, 1000);
    const lines = await log.lines.byIds(all.map(({ _id }) => _id));
    const said = all.flatMap(({ _id }): SaltedLine[] => {
      const found = lines.get(_id);
      return found?.salt === undefined ? [] : [{ ...found, salt: found.salt }];
    });
    await links().deleteMany({});
    await log.links.add(linksAfter(beforeTheFirst, said));
  }

  it('finds nothing in a chain that nobody touched, and says its head', async () => {
    expect(await log.verify(head)).to.deep.equal({ isSound: true, head, waiting: 0 });
  });

  const edits = {
    act: 'case:closed',
    memberId: randomId(),
    caseId: randomId(),
    on: '2126-02-27',
    audience: ['unit:b'],
    readers: ['nobody'],
    subjectId: randomId(),
    salt: 'f'.repeat(64),
  };
  for (const [field, value] of Object.entries(edits))
    it(`names a line whose ${field} was changed`, async () => {
      const { link } = await placeAt(17);
      await audit().updateOne({ _id: link._id }, { $set: { [field]: value } });
      expect(await log.verify()).to.deep.equal({
        isSound: false,
        head,
        faults: [{ kind: 'changed', sequence: 17 }],
        count: 1,
        isOther: false,
      });
    });

  it('names a line that was removed from the log', async () => {
    await audit().deleteOne({ _id: (await placeAt(9)).link._id });
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'removed', sequence: 9 }] });
  });

  it('names a place that was removed from the chain, its line with it', async () => {
    const { link } = await placeAt(9);
    await audit().deleteOne({ _id: link._id });
    await links().deleteOne({ _id: link._id });
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'gap', sequence: 9 }] });
  });

  it('names a changed line whose commitment was made to fit', async () => {
    const { link, said } = await placeAt(12);
    const changed = { ...said, act: 'case:closed' };
    await audit().updateOne({ _id: link._id }, { $set: { act: changed.act } });
    await links().updateOne({ _id: link._id }, { $set: { commitment: commitmentOf(changed) } });
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'link', sequence: 12 }] });
  });

  it('names the line after one whose hash was made to fit too', async () => {
    const { link, said } = await placeAt(12);
    const changed = { ...said, act: 'case:closed' };
    const commitment = commitmentOf(changed);
    await audit().updateOne({ _id: link._id }, { $set: { act: changed.act } });
    await links().updateOne(
      { _id: link._id },
      { $set: { commitment, hash: hashOf({ ...link, commitment }) } },
    );
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'order', sequence: 13 }] });
  });

  it('names two lines that changed places', async () => {
    const [first, second] = [await placeAt(5), await placeAt(6)];
    await links().deleteMany({ _id: { $in: [first.link._id, second.link._id] } });
    await log.links.add([
      { ...first.link, _id: second.link._id },
      { ...second.link, _id: first.link._id },
    ]);
    expect(await log.verify()).to.deep.include({
      faults: [
        { kind: 'changed', sequence: 5 },
        { kind: 'changed', sequence: 6 },
      ],
    });
  });

  it('names every fault: an old one that everybody knows hides no later one', async () => {
    const changed = await placeAt(3);
    await audit().updateOne({ _id: changed.link._id }, { $set: { act: 'case:closed' } });
    await links().updateOne({ _id: (await placeAt(8)).link._id }, { $set: { hash: 'f'.repeat(64) } });
    const gone = await placeAt(12);
    await audit().deleteOne({ _id: gone.link._id });
    await links().deleteOne({ _id: gone.link._id });
    await links().updateOne({ _id: (await placeAt(13)).link._id }, { $set: { commitment: 'f'.repeat(64) } });
    await audit().deleteOne({ _id: (await placeAt(20)).link._id });
    const { waiting: _waiting, since: _since, ...planted } = fillingLine(randomId(), '2126-03-04');
    await log.database.collection<{ _id: string }>('audit').insertOne({ ...planted });
    const given = { sequence: 25, hash: 'e'.repeat(64) };
    expect(await log.verify(given)).to.deep.include({
      faults: [
        { kind: 'rewritten', sequence: 25 },
        { kind: 'changed', sequence: 3 },
        { kind: 'link', sequence: 8 },
        { kind: 'order', sequence: 9 },
        { kind: 'gap', sequence: 12 },
        { kind: 'link', sequence: 13 },
        { kind: 'changed', sequence: 13 },
        { kind: 'removed', sequence: 20 },
        { kind: 'unchained', on: '2126-03-04' },
      ],
      count: 9,
    });
  });

  it('counts the faults that it names no more', async () => {
    await log.audit.acceptAll(Array.from({ length: 30 }, () => owed()));
    await log.chain.work();
    await audit().updateMany({}, { $set: { act: 'case:closed' } });
    const { sequence } = await log.links.head();
    const verdict = await log.verify();
    expect(verdict).to.include({ isSound: false, count: sequence });
    expect(verdict).to.have.property('faults').with.lengthOf(50);
  });

  it('names a chain that was written anew or cut however many old faults there are', async () => {
    await log.audit.acceptAll(Array.from({ length: 60 }, () => owed()));
    await log.chain.work();
    await audit().updateMany({}, { $set: { act: 'case:closed' } });
    const end = await log.links.head();
    const [wrong, beyond] = [
      { sequence: end.sequence, hash: 'a'.repeat(64) },
      { ...end, sequence: end.sequence + 1 },
    ];
    const verdict = await verifyChain(log, { given: [wrong, beyond] });
    expect(verdict).to.include({ isSound: false, isOther: true, count: end.sequence + 2 });
    expect(verdict).to.have.nested.property('faults[0].kind', 'rewritten');
    expect(verdict).to.have.nested.property('faults[1].kind', 'cut');
  });

  it('names a place between two numbers, after which no head could be read', async () => {
    const end = await log.links.head();
    const link = { _id: randomId(), sequence: end.sequence + 0.5, previous: end.hash, commitment: 'a' };
    await log.database
      .collection<{ _id: string; hash: string }>('auditlinks')
      .insertOne({ ...link, hash: hashOf(link) });
    expect(await log.verify()).to.deep.nested.include({
      'faults[0]': { kind: 'twice', sequence: end.sequence },
    });
  });

  it('tells of a line that was put into the log past the chain', async () => {
    const { waiting: _waiting, since: _since, ...planted } = fillingLine(randomId(), '2126-03-04');
    await log.database.collection<{ _id: string }>('audit').insertOne({ ...planted });
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'unchained', on: '2126-03-04' }] });
  });

  it('names a place that was put in beside another', async () => {
    const { link } = await placeAt(20);
    await log.database.collection('auditlinks').dropIndexes();
    await log.database.collection<{ _id: string }>('auditlinks').insertOne({ ...link, _id: randomId() });
    expect(await log.verify()).to.have.nested.property('faults[0].sequence', 20);
  });

  it('tells of an end that was cut off, by the head of the day that the database keeps', async () => {
    await links().deleteMany({ sequence: { $gt: head.sequence - 5 } });
    const end = head.sequence - 5;
    expect(await log.verify()).to.deep.include({
      faults: [
        { kind: 'cut', sequence: head.sequence, end },
        { kind: 'unchained', on: '2126-03-04' },
      ],
    });
  });

  it('tells of an end that was cut off with its lines and days, by a head that was mailed', async () => {
    const cut = (await log.links.after(head.sequence - 5, 10)).map(({ _id }) => _id);
    await links().deleteMany({ _id: { $in: cut } });
    await audit().deleteMany({ _id: { $in: cut } });
    await log.collection('auditdays').deleteMany({});
    expect(await log.verify()).to.deep.include({ isSound: true });
    expect(await log.verify(head)).to.deep.include({
      faults: [{ kind: 'cut', sequence: head.sequence, end: head.sequence - 5 }],
    });
  });

  it('tells of a chain that was written anew, only by a head that was mailed', async () => {
    await audit().updateOne({ _id: (await placeAt(3)).link._id }, { $set: { act: 'case:closed' } });
    await rewriteAll();
    await log.collection('auditdays').deleteMany({});
    expect(await log.verify()).to.deep.include({ isSound: true });
    expect(await log.verify(head)).to.deep.include({
      faults: [{ kind: 'rewritten', sequence: head.sequence }],
    });
  });

  it('tells of a line that was kept from the chain for days', async () => {
    await log.audit.record(line());
    await audit().updateOne({ waiting: 'now' }, { $set: { waiting: 'never' } });
    expect(await log.verify()).to.include({ isSound: true, waiting: 1 });
    for (let day = 0; day < 2; day += 1) {
      log.nextDay();
      await log.chain.work();
    }
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'late', on: '2126-03-04' }] });
  });

  it('takes no line for late that waits because the portal was stopped for days', async () => {
    await log.audit.record(line());
    for (let day = 0; day < 3; day += 1) log.nextDay();
    await log.chain.work(AbortSignal.abort()); // stopped again, with nothing chained yet
    expect(await log.verify()).to.include({ isSound: true, waiting: 1 + 32 });
    await log.chain.work();
    expect(await log.verify()).to.include({ isSound: true, waiting: 0 });
  });

  it('tells of lines that wait because the chain is carried on no more', async () => {
    await log.audit.record(line());
    for (let day = 0; day < 4; day += 1) {
      log.nextDay();
      await log.chain.work(AbortSignal.abort());
    }
    expect(await log.verify()).to.have.nested.property('faults[0].kind', 'late');
  });

  it('goes on finding the chain sound while it grows', async () => {
    const other = await log.connect();
    const stopping = new AbortController();
    const growing = (async () => {
      while (!stopping.signal.aborted) {
        await other.audit.record(line());
        await other.chain.work();
      }
    })();
    for (let round = 0; round < 5; round += 1) expect(await log.verify(head)).to.include({ isSound: true });
    stopping.abort();
    await growing;
  });

  it('verifies a chain of more lines than it holds in memory', async function () {
    this.timeout(60_000);
    await log.audit.acceptAll(Array.from({ length: 2300 }, () => owed()));
    await log.chain.work();
    const { link } = await placeAt(2222);
    expect(await log.verify()).to.deep.include({ isSound: true });
    await audit().deleteOne({ _id: link._id });
    expect(await log.verify()).to.deep.include({ faults: [{ kind: 'removed', sequence: 2222 }] });
  });

  it('with the server secret, finds heads of days that were written anew, and those of before there were MACs it leaves', async () => {
    const day = '2126-03-04';
    const days = log.collection('auditdays');
    const verify = async () => verifyChain(log, { given: [], macOf });
    expect(await verify(), 'none has a MAC').to.include({ isSound: true });
    await days.updateOne({ _id: day }, { $set: { mac: macOf(day, head) } });
    await log.collection('auditdays').insertOne({ _id: '2126-03-03', sequence: 0 });
    await days.updateOne({ _id: '2126-03-03' }, { $set: { head: { sequence: 1, hash: await hashAt(1) } } });
    expect(await verify(), 'a day before has none').to.include({ isSound: true });

    await audit().updateOne({ _id: (await placeAt(30)).link._id }, { $set: { act: 'case:closed' } });
    await rewriteAll();
    const rewritten = await log.links.head();
    await days.updateOne({ _id: day }, { $set: { head: rewritten } });
    expect(await log.verify(), 'the database alone does not tell').to.include({ isSound: true });
    expect(await verify()).to.deep.include({ faults: [{ kind: 'forged', on: day }] });
    const toCome = Array.from({ length: 400 }, (_, ahead) => addDays('2126-03-05', ahead));
    await log.collection('auditdays').insertMany(toCome.map((_id) => ({ _id, sequence: 0 })));
    expect(await verify(), 'behind days that are to come').to.deep.include({
      faults: [{ kind: 'forged', on: day }],
    });
    await days.updateOne({ _id: day }, { $set: { head, mac: macOf(day, head) } });
    expect(await verify(), 'a head that is the portal’s is not this chain’s').to.have.nested.property(
      'faults[0].kind',
    );
  });

  async function hashAt(sequence: number): Promise<string> {
    return (await placeAt(sequence)).link.hash;
  }
});
