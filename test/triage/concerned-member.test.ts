import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { casePath, filePaths, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

describe('triage: a report about a position', () => {
  let at: OfficeAtWork;
  let id: string;
  let file: string;

  before(async () => {
    at = await officeAtWork();
    ({ id } = await at.report({
      concerns: { positionIds: [await at.positionId('Bendahara')] },
      files: [{ name: 'kas.txt', bytes: Buffer.from('buku kas') }],
    }));
    const above = await at.signedIn('above');
    [file = ''] = filePaths(await above.get(casePath(id)));
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

  it('who holds the position, asking for the case, gets what an unknown id gets', async () => {
    const concerned = await at.signedIn('treasurer');
    const token = (await concerned.get('/staf/akun')).value('_csrf') ?? '';
    const unknown = randomId();
    for (const path of ['', '/berkas/' + (file.split('/').at(-1) ?? '')]) {
      const found = await concerned.get(casePath(id) + path);
      const other = await concerned.get(casePath(unknown) + path);
      expect(found.status, path).to.equal(404);
      expect(found.text).to.equal(other.text);
    }
    const fields = {
      _csrf: token,
      reply: 'x',
      note: 'x',
      assignee: randomId(),
      status: 'verified',
      version: '1',
    };
    for (const act of [
      'balas',
      'catatan',
      'tugaskan',
      'status',
      'identitas',
      'identitas/putuskan',
      'identitas/buka',
      'pernyataan',
    ]) {
      const typed = { ...fields, identityReason: 'x', formId: randomId() };
      const found = await concerned.post(`${casePath(id)}/${act}`, typed);
      const other = await concerned.post(`${casePath(unknown)}/${act}`, typed);
      expect(found.status, act).to.equal(404);
      expect(found.text, act).to.equal(other.text);
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

  it('colleagues of the one who holds the position find nothing either', async () => {
    for (const person of ['officer', 'investigator'] as const) {
      const colleague = await at.signedIn(person);
      expect(rowPaths(await colleague.get('/staf/laporan')), person).to.deep.equal([]);
      expect((await colleague.get(casePath(id))).status, person).to.equal(404);
    }
  });
});
