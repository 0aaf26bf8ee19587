import { expect } from 'chai';
import type { Client } from '../support/http.ts';
import { casePath, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

interface Stored {
  readonly _id: string;
  readonly deadlineOn?: string;
  readonly receivedOn?: string;
  readonly draft?: unknown;
  readonly code?: unknown;
}

const COUNT = 610;
const PAGE = 25;
const STATUSES = ['received', 'in_progress', 'resolved', 'closed'] as const;
const text = (value: string | undefined) => value ?? '';

describe('triage: the pages of a long queue', () => {
  let at: OfficeAtWork;
  let officer: Client;
  let stored: Stored[];

  before(async function () {
    this.timeout(120_000);
    at = await officeAtWork();
    await at.report();
    const cases = at.portal.services.database.collection<Stored>('cases');
    const { draft: _draft, code: _code, deadlineOn: _due, ...pattern } = { ...(await cases.findOne({})) };
    await cases.deleteMany({});
    const copies = Array.from({ length: COUNT }, (_, number) => ({
      ...pattern,
      _id: String((number * 7919) % 100_003).padStart(26, '0'),
      status: STATUSES[number % 4],
      category: number % 3 === 0 ? 'ethics' : 'corruption',
      receivedOn: `2026-0${1 + (number % 9)}-1${number % 7}`,
      ...(number % 10 === 0 && { assigneeId: 'a' }),
      ...(number % 4 < 2 && { deadlineOn: `2026-1${number % 3}-0${1 + (number % 9)}` }),
    }));
    await cases.insertMany(copies);
    stored = copies;
    officer = await at.signedIn('officer');
  });
  after(async () => at.close());

  /** Every row of a queue, page after page. */
  async function walk(query: string): Promise<string[]> {
    const rows: string[] = [];
    for (let page = 1, isMore = true; isMore; page += 1) {
      const shown = await officer.get(`/staf/laporan?${query}&halaman=${page}`);
      rows.push(...rowPaths(shown));
      isMore = shown.root.querySelector('.pager [rel=next]') !== null;
    }
    return rows;
  }

  const paths = (cases: readonly Stored[]) => cases.map(({ _id }) => casePath(_id));

  it('read from the end where that is nearer, hold each case once and in order', async function () {
    this.timeout(120_000);
    const oldest = stored.toSorted((a, b) =>
      (text(a.receivedOn) + a._id).localeCompare(text(b.receivedOn) + b._id, 'en'),
    );
    expect(await walk('status=semua&urut=terlama')).to.deep.equal(paths(oldest));
    expect(await walk('status=semua&urut=terbaru')).to.deep.equal(paths(oldest.toReversed()));
  });

  it('by deadline, have what is open first and every other case after it', async function () {
    this.timeout(120_000);
    const rows = await walk('status=semua&urut=tenggat');
    const open = stored
      .filter(({ deadlineOn }) => deadlineOn !== undefined)
      .toSorted((a, b) => (text(a.deadlineOn) + a._id).localeCompare(text(b.deadlineOn) + b._id, 'en'));
    expect(rows.slice(0, open.length)).to.deep.equal(paths(open));
    expect(rows).to.have.members(paths(stored)).and.to.have.length(COUNT);
    expect(await walk('urut=tenggat')).to.deep.equal(paths(open));
  });

  it('however it is narrowed and in whichever order, are read by an index that has that order, or one of few', async function () {
    this.timeout(120_000);
    // What is asked here is explained after the last test (test/support/watched-queries.ts).
    const { services } = at.portal;
    const { audience } = await at.officer('officer');
    const due = { from: '2026-10-01', before: '2026-11-01' };
    const kinds = [{}, { lane: 'protected' }, { category: 'ethics' }, { assigneeId: null }] as const;
    const few = [{ isUnread: true }, { assigneeId: ['a', 'b'] }, { awaitsDecisionOf: ['a'] }] as const;
    const since = { isOpen: true, receivedFrom: '2026-05-01' };
    const lives = [
      {},
      { isOpen: true },
      { status: 'closed' },
      { status: 'received' },
      { due },
      since,
    ] as const;
    const narrowed = [...kinds, ...few.map((one) => ({ lane: 'protected' as const, ...one }))];
    for (const sort of ['deadline', 'newest', 'oldest'] as const)
      for (const filter of narrowed.flatMap((one) => lives.map((life) => ({ ...one, ...life })))) {
        const { rows } = await services.cases.queue(audience, 1, filter, sort);
        const days = rows.map(({ deadlineOn = '9999', receivedOn }) =>
          sort === 'deadline' ? deadlineOn : receivedOn,
        );
        const later = sort === 'newest' ? -1 : 1;
        expect(days).to.deep.equal(days.toSorted((a, b) => later * a.localeCompare(b, 'en')));
      }
  });

  it('of a lane, a category and a status together, count what they hold', async () => {
    const page = await officer.get('/staf/laporan?jalur=protected&kategori=ethics&status=resolved');
    const expected = stored.filter((_, number) => number % 3 === 0 && number % 4 === 2);
    expect(page.text).to.include(`${expected.length} laporan`);
    expect(rowPaths(page)).to.have.length(PAGE);
    const none = await officer.get('/staf/laporan?jalur=service&kategori=ethics');
    expect(none.text).to.include('Tidak ada laporan');
  });
});
