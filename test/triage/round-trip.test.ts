import { expect } from 'chai';
import { casePath, doing, formOf, officeAtWork, type OfficeAtWork } from './support.ts';
import { withdrawNow } from '../support/withdrawal.ts';

describe('triage: a case from queue to ending', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  it('a new report, opened from the queue, shows every answer that was given', async () => {
    const { id } = await at.report({ draft: { what: 'Baris satu\nBaris <dua> & "tiga"' } });
    const officer = await at.signedIn('officer');
    const queue = await officer.get('/staf');
    expect(queue.url).to.match(/\/staf\/laporan$/);
    const row = queue.root.querySelector(`a[href="${casePath(id)}"]`);
    expect(row?.text).to.equal('Korupsi');
    const page = await officer.get(casePath(id));
    expect(page.status).to.equal(200);
    expect(page.root.querySelector('.summary dd')?.text).to.equal('Baris satu\nBaris <dua> & "tiga"');
    for (const answer of ['Seorang pejabat', 'Di kantor', 'Awal Oktober', 'Dengan kuitansi kosong'])
      expect(page.text).to.include(answer);
  });

  it('a reply, sent twice from one form, reaches the reporter once', async () => {
    const { id, code } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const reply = { form: formOf('balas'), values: { reply: 'Terima kasih,\nkami periksa.' } };
    const done = await officer.submit(page, reply);
    expect(done.text).to.include('Balasan terkirim kepada pelapor.');
    await officer.submit(page, reply);
    const { messages } = await at.track(code);
    expect(messages.map(({ from, text }) => [from, text])).to.deep.equal([
      ['office', 'Terima kasih,\nkami periksa.'],
    ]);
  });

  it('what the reporter answers, on the page of the case, stands in the conversation', async () => {
    const { id, code } = await at.report();
    const formId = '0123456789abcdefghjkmnpqrs';
    await at.portal.services.tracking.send(await at.portal.services.tracking.unlock(code), {
      formId,
      text: 'Saya punya foto lain.',
    });
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    expect(page.root.querySelector('.message.reporter .text')?.text).to.equal('Saya punya foto lain.');
  });

  it('a note, saved, is shown to colleagues and never to the reporter', async () => {
    const { id, code } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    await officer.submit(page, doing('catatan', { note: 'Cek kuitansi hotel.' }));
    const colleague = await at.signedIn('investigator');
    const shown = await colleague.get(casePath(id));
    expect(shown.root.querySelector('.message.note')?.text).to.include('Sari Wulandari');
    expect(shown.root.querySelector('.message.note .text')?.text).to.equal('Cek kuitansi hotel.');
    expect(JSON.stringify(await at.track(code))).not.to.include('Cek kuitansi');
  });

  it('an assignment, made, shows in the queue of the assignee under “mine”', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const { memberId } = at.office.accounts.investigator;
    const done = await officer.submit(page, { form: formOf('tugaskan'), values: { assignee: memberId } });
    expect(done.text).to.include('Diserahkan kepada Dimas Prakoso');
    const assignee = await at.signedIn('investigator');
    const mine = await assignee.get('/staf/laporan?petugas=saya');
    expect(mine.text).to.include('1 laporan');
    expect(mine.root.querySelector(`a[href="${casePath(id)}"]`)).not.to.equal(null);
  });

  it('a status with its reason, changed, is told to the reporter', async () => {
    const { id, code } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const values = { status: 'not_actionable', reason: 'Di luar wewenang kantor ini.' };
    const done = await officer.submit(page, { form: formOf('status'), values });
    expect(done.root.querySelector('.case-head .tag')?.text).to.equal('Tidak dapat ditindaklanjuti');
    const tracked = await at.track(code);
    expect(tracked.case.status).to.equal('not_actionable');
    expect(tracked.steps.at(-1)?.reason).to.equal('Di luar wewenang kantor ini.');
  });

  it('a withdrawn report, opened, says so and offers no form', async () => {
    const { id, code } = await at.report({ draft: { what: 'Ditarik kembali' } });
    await withdrawNow(at.portal.services, code);
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Pelapor menarik laporan ini').and.not.to.include('Ditarik kembali');
    expect(page.root.querySelectorAll('main form')).to.have.length(0);
  });

  it('a case, read in English, speaks English', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(`/en${casePath(id)}`);
    expect(page.text).to.include('Conversation with the reporter').and.to.include('Corruption');
  });
});
