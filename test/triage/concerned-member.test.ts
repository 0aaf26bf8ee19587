import { expect } from 'chai';
import { casePath, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

describe('triage: a service report that names somebody', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  it('in the account of what happened, reaches the unit and not whom it names', async () => {
    const { name } = at.office.accounts.officer;
    const what = `Di loket, ${name} meminta uang`;
    const { id } = await at.report({ draft: { lane: 'service', category: 'complaint', who: '', what } });
    expect((await (await at.signedIn('officer')).get(casePath(id))).status).to.equal(404);
    expect((await (await at.signedIn('investigator')).get(casePath(id))).text).to.include('meminta uang');
  });
});

describe('triage: a report about a position', () => {
  let at: OfficeAtWork;
  let id: string;

  before(async () => {
    at = await officeAtWork();
    ({ id } = await at.report({ concerns: { positionIds: [await at.positionId('Bendahara')] } }));
  });
  after(async () => at.close());

  it('an officer of the body above, in the queue and on the page, sees it', async () => {
    const above = await at.signedIn('above');
    expect(rowPaths(await above.get('/staf/laporan'))).to.deep.equal([casePath(id)]);
    const page = await above.get(casePath(id));
    expect(page.text).to.include('Uang perjalanan fiktif').and.to.include('Bendahara');
  });

  it('who holds the position, in the queue, sees no row and no count', async () => {
    const concerned = await at.signedIn('treasurer');
    for (const query of ['', '?status=semua', '?petugas=belum', '?jalur=protected', '?urut=terbaru']) {
      const queue = await concerned.get(`/staf/laporan${query}`);
      expect(rowPaths(queue), query).to.deep.equal([]);
      expect(queue.text).to.include('Tidak ada laporan');
    }
  });

  it('who holds the position, as an assignee, is not offered and not taken', async () => {
    const above = await at.signedIn('above');
    const page = await above.get(casePath(id));
    const { memberId } = at.office.accounts.treasurer;
    expect(page.root.querySelector(`option[value="${memberId}"]`)).to.equal(null);
    const form = 'form[action$="/tugaskan"]';
    const back = await above.submit(page, { form, values: { assignee: memberId } });
    expect(back.status).to.equal(400);
  });

  it('who holds the position, and their colleagues, asking for it, find nothing', async () => {
    for (const person of ['treasurer', 'officer', 'investigator'] as const) {
      const colleague = await at.signedIn(person);
      expect(rowPaths(await colleague.get('/staf/laporan')), person).to.deep.equal([]);
      expect((await colleague.get(casePath(id))).status, person).to.equal(404);
    }
  });
});
