import { expect } from 'chai';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: two members at the same case', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function bothReading() {
    const { id, code } = await at.report();
    const first = await at.signedIn('officer');
    const second = await at.signedIn('investigator');
    const [firstPage, secondPage] = [await first.get(casePath(id)), await second.get(casePath(id))];
    return { id, code, first, firstPage, second, secondPage };
  }

  it('the second status, saved, is not stored, and keeps everything that was typed', async () => {
    const { code, first, firstPage, second, secondPage } = await bothReading();
    await first.submit(firstPage, { form: formOf('status'), values: { status: 'verified' } });
    const values = { status: 'referred', reason: 'Panjang lebar\nalasannya.' };
    const late = await second.submit(secondPage, { form: formOf('status'), values });
    expect(late.status).to.equal(409);
    expect(late.errors.map(({ field }) => field)).to.deep.equal(['status']);
    expect(late.text).to.include('Status sekarang: Diverifikasi').and.to.include('oleh Sari Wulandari');
    expect(late.value('reason')).to.equal('Panjang lebar\r\nalasannya.');
    expect(late.value('status')).to.equal('referred');
    expect((await at.track(code)).case.status).to.equal('verified');
    const saved = await second.submit(late, { form: formOf('status') });
    expect(saved.status).to.equal(200);
    expect((await at.track(code)).case.status).to.equal('referred');
  });

  it('the second assignment, saved, tells who has it now', async () => {
    const { first, firstPage, second, secondPage } = await bothReading();
    const { officer, investigator } = at.office.accounts;
    await first.submit(firstPage, { form: formOf('tugaskan'), values: { assignee: officer.memberId } });
    const values = { assignee: investigator.memberId };
    const late = await second.submit(secondPage, { form: formOf('tugaskan'), values });
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Petugas: Sari Wulandari');
    expect(late.value('assignee')).to.equal(investigator.memberId);
  });

  it('a button that the other was faster with, pressed, says that it changed nothing and what stands now', async () => {
    const { id, first, firstPage, second } = await bothReading();
    const spam = { form: 'form[action$="/spam"]' };
    await first.submit(firstPage, {
      form: formOf('status'),
      values: { status: 'not_actionable', reason: 'Iklan' },
    });
    await first.submit(await first.get(casePath(id)), spam);
    const proposed = await second.get(casePath(id));
    await first.submit(await first.get(casePath(id)), {
      form: formOf('status'),
      values: { status: 'in_progress' },
    });
    const late = await second.submit(proposed, { ...spam, button: 'button[value=confirm]' });
    expect(late.status).to.equal(409);
    expect(late.text)
      .to.include('Yang Anda tekan tidak mengubah apa pun')
      .and.include('Status sekarang: Ditindaklanjuti')
      .and.not.include('Yang Anda isi');
    expect(late.root.querySelector(spam.form)).to.equal(null);
  });

  it('the same status, saved twice by one member, is done once and no quarrel', async () => {
    const { code, first, firstPage } = await bothReading();
    const status = { form: formOf('status'), values: { status: 'verified', reason: 'Lengkap.' } };
    await first.submit(firstPage, status);
    const again = await first.submit(firstPage, status);
    expect(again.status).to.equal(200);
    expect((await at.track(code)).steps.filter(({ kind }) => kind === 'status')).to.have.length(1);
  });

  it('replies of both, sent at once, all arrive', async () => {
    const { code, first, firstPage, second, secondPage } = await bothReading();
    await Promise.all([
      first.submit(firstPage, { form: formOf('balas'), values: { reply: 'Dari Sari' } }),
      second.submit(secondPage, { form: formOf('balas'), values: { reply: 'Dari Dimas' } }),
    ]);
    const { messages } = await at.track(code);
    expect(messages.map(({ text }) => text)).to.have.members(['Dari Sari', 'Dari Dimas']);
  });

  it('a reply to a report that was withdrawn meanwhile, sent, says what happened and keeps it', async () => {
    const { code, first, firstPage } = await bothReading();
    await at.portal.services.withdrawals.ask(code);
    const late = await first.submit(firstPage, { form: formOf('balas'), values: { reply: 'Terlambat' } });
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Pelapor meminta laporan ini ditarik');
    expect(late.errors.map(({ field }) => field)).to.deep.equal(['reply']);
    expect(late.value('reply')).to.equal('Terlambat');
  });
});
