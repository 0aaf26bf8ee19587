import { expect } from 'chai';
import { createWrongCodeService } from '../../src/abuse/wrong-code-service.ts';
import type { Day } from '../../src/calendar/day.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import type { Client, Page } from '../support/http.ts';
import { codeOn, filesOn, sendReport, startSamplePortal, track } from '../support/sample-portal.ts';
import { again, isWait, waitOut } from './support.ts';

async function guess(visitor: Client): Promise<Page> {
  return track(visitor, newReportCode());
}

describe('guesses of codes', function () {
  this.timeout(120_000);
  const environment = { BUDGET_WRONG_CODES: '3' };

  it('are held up for everybody after a while, and a code that is right is then opened after the wait', async () => {
    await using portal = await startSamplePortal({ environment, onSharedStore: true });
    const visitor = portal.visitor();
    const code = codeOn(await sendReport(visitor));
    const tracked = await track(visitor, code);
    let page = await guess(visitor);
    for (let count = 0; count < 8 && !isWait(page); count += 1) page = await guess(visitor);
    expect(isWait(page)).to.equal(true);
    const held = await track(visitor, code);
    expect(isWait(held)).to.equal(true);
    const empty = { files: { files: [{ name: 'kosong.txt', bytes: Buffer.alloc(0) }] } };
    const message = await visitor.submit(tracked, { values: { text: 'Pesan di tengah banjir' }, ...empty });
    expect(isWait(message)).to.equal(true);
    for (const each of [held, message]) waitOut(portal, each);
    expect((await visitor.submit(held, again)).text).to.include('Diterima');
    const refused = await visitor.submit(message, { ...again, ...empty });
    expect(refused.errors[0]?.text, 'the file that cannot be kept is not forgotten in the wait').to.include(
      'kosong.txt',
    );
    expect(refused.value('text')).to.equal('Pesan di tengah banjir');
  });

  it('hold up a message until its files came in, also where its wait ends while they come: it goes with them or not at all', async () => {
    await using portal = await startSamplePortal({ environment, onSharedStore: true });
    const { admission } = portal.services;
    const mayUpload = admission.mayUpload.bind(admission);
    const visitor = portal.visitor();
    const tracked = await track(visitor, codeOn(await sendReport(visitor)));
    let page = await guess(visitor);
    for (let count = 0; count < 8 && !isWait(page); count += 1) page = await guess(visitor);
    const files = { files: { files: [{ name: 'bukti.txt', bytes: Buffer.from('bukti') }] } };
    const held = await visitor.submit(tracked, { values: { text: 'Bersama bukti' }, ...files });
    admission.mayUpload = async (...asked) => {
      const may = await mayUpload(...asked);
      waitOut(portal, held);
      return may;
    };
    const early = await visitor.submit(held, { ...again, ...files });
    expect(isWait(early)).to.equal(true);
    expect(early.root.querySelector('#main input[type=file]'), 'files are chosen again').to.not.equal(null);
    expect(filesOn(await visitor.submit(early, { ...again, ...files }))).to.deep.equal(['bukti.txt']);
  });

  it('that go on while they are written down, are left to the next time: no write for each', async () => {
    const written: number[] = [];
    const service = createWrongCodeService({
      store: {
        add: async (_day, count) => {
          if (written.push(count) < 5) await service.note();
        },
        since: async () => [],
        removeBefore: async () => undefined,
      },
      budgets: { take: async () => true },
      today: () => '2026-11-28',
    });
    await service.note();
    await service.write();
    expect(written).to.deep.equal([1]);
    expect(await service.hasUnwritten()).to.equal(true);
  });

  it('are each counted once, also where midnight passes and others come while they are written down', async () => {
    const days: Day[] = ['2026-11-28', '2026-11-29', '2026-11-29'];
    const written = new Map<Day, number>();
    const service = createWrongCodeService({
      store: {
        add: async (day, count) => {
          written.set(day, (written.get(day) ?? 0) + count);
          if (day === '2026-11-28') await service.note();
        },
        since: async () => [],
        removeBefore: async () => undefined,
      },
      budgets: { take: async () => true },
      today: () => days.shift() ?? '2026-11-29',
    });
    await service.note();
    await service.note();
    await Promise.all([service.write(), service.write()]);
    await service.write();
    expect([...written]).to.have.deep.members([
      ['2026-11-28', 1],
      ['2026-11-29', 2],
    ]);
  });

  it('are counted by day, without a trace of who, for the administrator to see', async () => {
    await using portal = await startSamplePortal({ environment, onSharedStore: true });
    const visitor = portal.visitor();
    await guess(visitor);
    await guess(visitor);
    await track(visitor, 'bukan kode');
    expect(await portal.services.wrongCodes.counts()).to.deep.equal({ today: 2, week: 2 });
    const admin = portal.visitor();
    const { email, password } = portal.office.accounts.administrator;
    await admin.submit(await admin.get('/staf/masuk'), { values: { email, password } });
    expect((await admin.get('/staf/pengaturan')).text).to.include('2 hari ini, 2 dalam tujuh hari');
    await portal.services.jobs.runNow('wrong-codes', 'sweep-codes', 'sweep-budgets', 'sweep-tickets');
    const kept = await portal.services.database
      .collection<{ _id: string }>('wrong-codes')
      .find({ _id: portal.services.today() })
      .toArray();
    expect(kept.map((day) => Object.keys(day))).to.deep.equal([['_id', 'count']]);
  });
});
