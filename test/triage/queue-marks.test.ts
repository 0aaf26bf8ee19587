import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import type { Client } from '../support/http.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

const unread = '/staf/laporan?perhatian=pesan';
const toDecide = '/staf/laporan?perhatian=identitas';

/** The marks of the rows, and the rows that the filter of the same name leaves. */
async function seenBy(client: Client, filter: string) {
  const queue = await client.get('/staf/laporan');
  return {
    marks: queue.root.querySelectorAll('tbody .mark').map(({ text }) => text),
    rows: rowPaths(await client.get(filter)),
  };
}

describe('triage: what the queue says waits for somebody', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork({ withoutTimers: true });
  });
  beforeEach('empty the queue', async () => {
    at.portal.clock.advance({ seconds: 1 }); // the sessions of earlier tests are older, and end first where somebody has too many
    await at.portal.services.database.collection('cases').deleteMany({});
  });
  after(async () => at.close());

  async function write(code: string, formId = randomId()): Promise<void> {
    await at.portal.services.tracking.send(await at.portal.services.tracking.unlock(code), {
      formId,
      text: 'Saya punya foto lain.',
    });
  }

  const nothing = { marks: [], rows: [] };

  it('a message of a reporter is marked until somebody who opens cases has seen it', async () => {
    const { id, code } = await at.report();
    await at.report({ draft: { category: 'ethics' } });
    const [officer, supervisor] = [await at.signedIn('officer'), await at.signedIn('supervisor')];
    expect(await seenBy(officer, unread)).to.deep.equal(nothing);
    const formId = randomId();
    await write(code, formId);
    const marked = { marks: ['Pesan pelapor belum dibaca'], rows: [casePath(id)] };
    expect(await seenBy(officer, unread)).to.deep.equal(marked);
    expect((await officer.get('/en/staf/laporan')).text).to.include('Unread message from the reporter');
    await supervisor.get(casePath(id));
    expect(await seenBy(supervisor, unread)).to.deep.equal(marked);
    await officer.get(casePath(id));
    expect(await seenBy(supervisor, unread)).to.deep.equal(nothing);
    await write(code, formId);
    expect(await seenBy(officer, unread), 'the same form again').to.deep.equal(nothing);
  });

  it('a message that came while an officer wrote stays no obstacle to their form, and is read with the answer', async () => {
    const { id, code } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    await write(code);
    const values = { status: 'verified' };
    const done = await officer.submit(page, { form: formOf('status'), values });
    expect(done.status).to.equal(200);
    expect(done.text).to.include('Saya punya foto lain.');
    expect(await seenBy(officer, unread)).to.deep.equal(nothing);
  });

  it('to whoever is kept out of a case, no filter tells of it', async () => {
    const { id, code } = await at.report({ identity: { name: 'Melati Contoh', contact: '' } });
    const [officer, investigator] = [await at.signedIn('officer'), await at.signedIn('investigator')];
    await officer.submit(await officer.get(casePath(id)), { form: 'form[action$="/undur-diri"]' });
    const asked = await investigator.get(casePath(id));
    await investigator.submit(asked, { form: formOf('identitas'), values: { identityReason: 'Saksi.' } });
    await write(code);
    for (const filter of [unread, toDecide, '/staf/laporan?masuk=minggu-ini']) {
      expect(await seenBy(officer, filter), filter).to.deep.equal(nothing);
      expect((await officer.get(filter)).text, filter).to.include('Tidak ada laporan');
    }
  });

  it('a request for an identity is marked for those who may decide, until one has', async () => {
    const { id } = await at.report({ identity: { name: 'Melati Contoh', contact: '' } });
    const [officer, supervisor] = [await at.signedIn('officer'), await at.signedIn('supervisor')];
    const page = await officer.get(casePath(id));
    await officer.submit(page, { form: formOf('identitas'), values: { identityReason: 'Perlu saksi.' } });
    const marked = { marks: ['Permintaan identitas menunggu keputusan'], rows: [casePath(id)] };
    expect(await seenBy(supervisor, toDecide)).to.deep.equal(marked);
    expect(await seenBy(officer, toDecide), 'who asked').to.deep.equal(nothing);
    const asked = await supervisor.get(casePath(id));
    const decision = 'form[action$="/identitas/putuskan"]';
    await supervisor.submit(asked, { form: decision, button: 'button[value="refused"]' });
    expect(await seenBy(supervisor, toDecide)).to.deep.equal(nothing);
  });
});
