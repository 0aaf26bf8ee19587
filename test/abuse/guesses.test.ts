import { expect } from 'chai';
import { createWrongCodeService } from '../../src/abuse/wrong-code-service.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import type { Client, Page } from '../support/http.ts';
import { codeOn, sendReport, startSamplePortal, track } from '../support/sample-portal.ts';
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
