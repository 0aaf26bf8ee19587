import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { line, owed, testLog } from './support.ts';

describe('The audit log', () => {
  let log: Awaited<ReturnType<typeof testLog>>;

  beforeEach(async () => {
    log = await testLog();
  });
  afterEach(async () => log.close());

  it('keeps a line as soon as it is recorded', async () => {
    const recorded = line({ subjectId: 'a-unit' });
    await log.audit.record(recorded);
    const { lines } = await log.audit.list(['unit:a']);
    const { act, memberId, subjectId, caseId, on } = recorded;
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({ act, memberId, subjectId, caseId, on, about: 'case' });
  });

  it('takes owed lines over once, however often they are handed over and with whichever others', async () => {
    const [first, second, third] = [owed(), owed(), owed()];
    await log.audit.acceptAll([first, second]);
    await log.audit.acceptAll([second, third, first]);
    await log.audit.acceptAll([]);
    const { lines } = await log.audit.list([]);
    expect(lines.map(({ id }) => id)).to.have.members([first.id, second.id, third.id]);
  });

  it('shows an auditor the acts on a case of a unit, but not which case it is', async () => {
    await log.audit.record(line({ audience: ['unit:a'] }));
    const { lines } = await log.audit.list(['member:the-auditor']);
    expect(lines[0]).to.include({ about: 'case', caseId: undefined });
  });

  it('hides every line of a case that is sealed to an allow-list from whoever is not on it', async () => {
    await log.audit.record(line({ audience: ['member:handler'] }));
    expect((await log.audit.list(['member:the-auditor', 'unit:a'])).lines).to.deep.equal([]);
    expect((await log.audit.list(['member:handler'])).lines).to.have.length(1);
  });

  it('comes in pages, newest day first, with every line on one of them', async () => {
    const days = Array.from(
      { length: 120 },
      (_, index) => `2126-03-${String((index % 9) + 1).padStart(2, '0')}`,
    );
    await Promise.all(days.map(async (on) => log.audit.record(line({ on, caseId: null }))));
    const first = await log.audit.list([]);
    const second = await log.audit.list([], first.next);
    const third = await log.audit.list([], second.next);
    const lines = [first, second, third].flatMap((page) => page.lines);
    expect(third.next).to.equal(undefined);
    expect(new Set(lines.map(({ id }) => id)).size).to.equal(120);
    expect(lines.map(({ on }) => on)).to.deep.equal(days.toSorted().toReversed());
  });

  it('shows only the days, the act and the member that were asked for', async () => {
    const wanted = line({ on: '2126-03-07', act: 'file:read' });
    const other = { ...wanted, memberId: randomId() };
    for (const each of [wanted, other, { ...wanted, on: '2126-03-08' }, { ...wanted, act: 'case:read' }])
      await log.audit.record(each);
    const day = { from: '2126-03-07', to: '2126-03-07' };
    const filter = { ...day, act: 'file:read', by: [wanted.memberId ?? ''] };
    const { lines } = await log.audit.list([], undefined, filter);
    expect(lines.map(({ on, act, memberId }) => ({ on, act, memberId }))).to.deep.equal([
      { on: '2126-03-07', act: 'file:read', memberId: wanted.memberId },
    ]);
  });

  it('shows as acts of reporters neither failed sign-ins nor what the portal did by itself', async () => {
    const byNobody = { memberId: null };
    const [received, left] = [
      line({ ...byNobody, act: 'case:received' }),
      line({ ...byNobody, act: 'case:withdrawn' }),
    ];
    await log.audit.record(received);
    await log.audit.record(left);
    await log.audit.record(line({ ...byNobody, act: 'case:expired' }));
    await log.audit.record(line({ ...byNobody, act: 'session:refused', caseId: null, audience: [] }));
    await log.audit.record(line());
    const acts = async (filter: object) =>
      (await log.audit.list([], undefined, filter)).lines.map(({ act }) => act);
    expect(await acts({ by: null })).to.have.members(['case:received', 'case:withdrawn']);
    expect(await acts({ by: null, act: 'case:received' })).to.deep.equal(['case:received']);
    expect(await acts({ by: null, exceptCases: [left.caseId ?? ''] })).to.deep.equal(['case:received']);
    expect(await acts({ exceptCases: [left.caseId ?? ''] })).to.include('session:refused');
  });
});
