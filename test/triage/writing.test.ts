import { expect } from 'chai';
import { casePath, doing, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: an answer and a note that stand in one form', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function opened() {
    const { id, code } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const texts = async (kind: 'note' | 'office') =>
      (await officer.get(casePath(id))).root
        .querySelectorAll(`.message.${kind} .text`)
        .map(({ text }) => text);
    return { id, code, officer, page, texts };
  }

  it('the answer, sent, gives a half-written note back and saves none', async () => {
    const { code, officer, page, texts } = await opened();
    const sent = doing('balas', { reply: 'Kami periksa.', note: 'Cek kuitansi lalu' });
    const done = await officer.submit(page, sent);
    expect(done.status).to.equal(200);
    expect(done.text).to.include('Balasan terkirim').and.include('Catatan yang belum Anda simpan');
    expect([done.value('reply'), done.value('note')]).to.deep.equal(['', 'Cek kuitansi lalu']);
    expect(new URL(done.url).search).to.equal('');
    expect(await texts('note')).to.deep.equal([]);
    const reloaded = await officer.submit(page, sent);
    expect(reloaded.value('note'), 'the same form again').to.equal('Cek kuitansi lalu');
    const saved = await officer.submit(done, doing('catatan', { note: 'Cek kuitansi hotel.' }));
    expect(saved.url).to.match(/selesai=catatan$/);
    expect(await texts('note')).to.deep.equal(['Cek kuitansi hotel.']);
    expect((await at.track(code)).messages.map(({ text }) => text)).to.deep.equal(['Kami periksa.']);
  });

  it('the note, saved, gives a half-written answer back, which is then sent from there', async () => {
    const { code, officer, page, texts } = await opened();
    const done = await officer.submit(page, doing('catatan', { reply: 'Terima ka', note: 'Cek kuitansi.' }));
    expect(done.text).to.include('Catatan tersimpan').and.include('Balasan yang belum Anda kirim');
    expect([done.value('reply'), done.value('note')]).to.deep.equal(['Terima ka', '']);
    expect((await at.track(code)).messages).to.deep.equal([]);
    await officer.submit(done, doing('balas', { reply: 'Terima kasih.' }));
    expect(await texts('office')).to.deep.equal(['Terima kasih.']);
    expect(await texts('note')).to.deep.equal(['Cek kuitansi.']);
  });

  it('both, sent from one page one after the other, are both kept', async () => {
    const { officer, page, texts } = await opened();
    await officer.submit(page, doing('balas', { reply: 'Terima kasih.' }));
    await officer.submit(page, doing('catatan', { note: 'Cek kuitansi.' }));
    expect([await texts('office'), await texts('note')]).to.deep.equal([
      ['Terima kasih.'],
      ['Cek kuitansi.'],
    ]);
  });

  it('another answer, sent from a page that sent one before, is sent too', async () => {
    const { officer, page, texts } = await opened();
    for (const reply of ['Kami periksa.', 'Kami periksa.', 'Kami periksa hari ini.'])
      await officer.submit(page, doing('balas', { reply }));
    expect(await texts('office')).to.deep.equal(['Kami periksa.', 'Kami periksa hari ini.']);
  });

  it('a mistake in one, or another language, loses neither', async () => {
    const { officer, page } = await opened();
    const back = await officer.submit(page, doing('balas', { reply: ' ', note: 'Setengah jalan' }));
    expect(back.status).to.equal(400);
    expect(back.value('note')).to.equal('Setengah jalan');
    const english = await officer.submit(back, { form: '#main', button: 'button[name=language]' });
    expect(english.root.querySelector('html')?.getAttribute('lang')).to.equal('en');
    expect(english.value('note')).to.equal('Setengah jalan');
    expect(english.root.querySelector(formOf('balas'))).not.to.equal(null);
  });
});
