import { expect } from 'chai';
import { createAuditService, type AuditLine, type AuditService } from '../../src/audit/audit-service.ts';
import { createAuditStore } from '../../src/audit/audit-store.ts';
import { randomId } from '../../src/storage/ids.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

function line(changes: Partial<AuditLine> = {}): AuditLine {
  return {
    act: 'case:read',
    memberId: randomId(),
    caseId: randomId(),
    on: '2026-03-02',
    audience: [],
    ...changes,
  };
}

describe('The audit log', () => {
  let database: TestDatabase;
  let audit: AuditService;

  beforeEach(async () => {
    database = await testDatabase();
    audit = createAuditService({ store: createAuditStore(database.database) });
    await database.createIndexes();
  });
  afterEach(async () => database.close());

  it('keeps a line as soon as it is recorded', async () => {
    const recorded = line({ audience: ['unit:a'], subjectId: 'a-unit' });
    await audit.record(recorded);
    const { lines } = await audit.list(['unit:a']);
    const { act, memberId, subjectId, caseId, on } = recorded;
    expect(lines).to.have.length(1);
    expect(lines[0]).to.deep.include({ act, memberId, subjectId, caseId, on, about: 'case' });
  });

  it('takes an owed line over once, however often it is handed over', async () => {
    const owed = { id: randomId(), kind: 'audit', ...line() } as const;
    await audit.accept(owed);
    await audit.accept(owed);
    const { lines } = await audit.list([]);
    expect(lines.map(({ id }) => id)).to.deep.equal([owed.id]);
  });

  it('shows an auditor the acts on a case of a unit, but not which case it is', async () => {
    await audit.record(line({ audience: ['unit:a'] }));
    const { lines } = await audit.list(['member:the-auditor']);
    expect(lines[0]).to.include({ about: 'case', caseId: undefined });
  });

  it('hides every line of a case that is sealed to an allow-list from whoever is not on it', async () => {
    await audit.record(line({ audience: ['member:handler'] }));
    expect((await audit.list(['member:the-auditor', 'unit:a'])).lines).to.deep.equal([]);
    expect((await audit.list(['member:handler'])).lines).to.have.length(1);
  });

  it('comes in pages, newest day first, with every line on one of them', async () => {
    const days = Array.from(
      { length: 120 },
      (_, index) => `2026-03-${String((index % 9) + 1).padStart(2, '0')}`,
    );
    await Promise.all(days.map(async (on) => audit.record(line({ on, caseId: null }))));
    const first = await audit.list([]);
    const second = await audit.list([], first.next);
    const third = await audit.list([], second.next);
    const lines = [first, second, third].flatMap((page) => page.lines);
    expect(third.next).to.equal(undefined);
    expect(new Set(lines.map(({ id }) => id)).size).to.equal(120);
    expect(lines.map(({ on }) => on)).to.deep.equal(days.toSorted().toReversed());
  });
});
