import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import type { Client, Page } from '../support/http.ts';
import { track } from '../support/sample-portal.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const confirmed = { form: '#main', button: '[name=confirm]' };
const hold = 'form[action$="/penahanan"]';

/** The day on which a page says that the contents are destroyed. */
const dayIn = ({ text }: Page): string => /pada (\p{L}+, \d+ \p{L}+ \d+)/iu.exec(text)?.[1] ?? '?';

describe('a withdrawal that a reporter asked for', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let reporter: Client;
  let id: string;
  let code: string;

  before(async () => {
    at = await officeAtWork();
    await at.portal.services.jobs.stop();
  });
  beforeEach(async () => {
    reporter = at.portal.visitor();
    ({ id, code } = await at.report({ draft: { what: 'Uang saku dipotong' } }));
  });
  after(async () => at.close());

  async function withdraw(): Promise<Page> {
    const question = await reporter.submit(await track(reporter, code), { form: formOf('tarik') });
    return reporter.submit(question, confirmed);
  }

  /** The question before a withdrawal, as the form of an older page asks it. */
  const withdrawAgain = async (): Promise<Page> => reporter.post('/lacak/tarik', { code });

  async function pass(days: number): Promise<void> {
    await at.pass(days);
    await at.sweep();
  }

  async function isDestroyed(): Promise<boolean> {
    const { database } = at.portal.services;
    const cases = database.collection<{ _id: string; keys?: unknown }>('cases');
    return (await cases.findOne({ _id: id }))?.keys === undefined;
  }

  async function seenBy(person: 'officer' | 'supervisor'): Promise<Page> {
    return (await at.signedIn(person)).get(casePath(id));
  }

  async function holdAs(person: 'officer' | 'supervisor'): Promise<void> {
    const client = await at.signedIn(person);
    const values = { holdReason: 'Perkara 12.' }; // ending it reads none
    await client.submit(await client.get(casePath(id)), { form: hold, values });
  }

  it('hides the contents from the office at once, tells both sides the day, and destroys them after seven days', async () => {
    const officer = await at.signedIn('officer');
    const open = await officer.get(casePath(id));
    const done = await withdraw();
    expect(done.root.querySelector('main a[href="/lacak"]'), 'where it is taken back').to.not.equal(null);
    const page = await officer.get(casePath(id));
    expect(page.text)
      .to.include('Pelapor meminta laporan ini ditarik')
      .and.not.to.include('Uang saku dipotong');
    expect(page.root.querySelectorAll('main form')).to.have.length(2); // the hold, stepping back
    const reply = await officer.submit(open, { form: formOf('balas'), values: { reply: 'Terlambat' } });
    expect(reply.status).to.equal(409);
    const assignee =
      open.root.querySelector('#assignee option[value]:not([value=""])')?.getAttribute('value') ?? '';
    const handing = await officer.submit(open, { form: formOf('tugaskan'), values: { assignee } });
    expect(handing.status).to.equal(409);
    expect((await officer.get('/staf/laporan')).text).to.include('Penarikan diminta');
    expect((await track(reporter, code)).text).to.include(dayIn(done));
    await pass(6);
    expect(await isDestroyed()).to.equal(false);
    await pass(1);
    expect(await isDestroyed()).to.equal(true);
    expect((await track(reporter, code)).text).to.include('Anda sudah menarik');
  });

  it('keeps the day that it told first, however often the page is loaded again, and tells none once it was carried out', async () => {
    const question = await reporter.submit(await track(reporter, code), { form: formOf('tarik') });
    const told = dayIn(await reporter.submit(question, confirmed));
    await pass(3);
    for (const again of [await withdrawAgain(), await reporter.submit(question, confirmed)])
      expect(dayIn(again)).to.equal(told);
    await pass(4);
    for (const late of [await withdrawAgain(), await reporter.submit(question, confirmed)]) {
      expect(late.status).to.equal(200);
      expect(late.text).to.include('Anda sudah menarik');
    }
  });

  it('is not asked about with a code that opens nothing, which is counted', async () => {
    const { wrongCodes } = at.portal.services;
    const { today: before } = await wrongCodes.counts();
    const page = await reporter.post('/lacak/tarik', { code: newReportCode() });
    expect(page.status).to.equal(400);
    expect(page.errors[0]?.text).to.include('Tidak ada laporan');
    expect((await wrongCodes.counts()).today).to.equal(before + 1);
  });

  it('leaves nothing of a purge as spam that was agreed on before', async () => {
    const { cases, spam } = at.portal.services;
    const officer = await at.officer('officer');
    await cases.changeStatus(officer, id, { version: 1, to: 'not_actionable', reason: 'Iklan' });
    await spam.propose(officer, id);
    await spam.confirm(await at.officer('investigator'), id);
    await withdraw();
    await pass(7);
    const page = await track(reporter, code);
    expect(page.text).to.include('Anda sudah menarik').and.not.include('bukan laporan');
    expect(await cases.outside(officer, id)).to.not.have.property('spam');
  });

  it('is taken back with the code, and the case goes on as it was', async () => {
    await withdraw();
    const waiting = await track(reporter, code);
    expect(waiting.root.querySelector('textarea'), 'nobody could read a message now').to.equal(null);
    const back = await reporter.submit(waiting, { form: formOf('batal-tarik') });
    expect(back.text).to.include('Penarikan dibatalkan');
    expect((await reporter.submit(waiting, { form: formOf('batal-tarik') })).status).to.equal(200);
    await pass(8);
    expect((await seenBy('officer')).text).to.include('Uang saku dipotong');
    const lines = await at.portal.services.database.collection('audit').find({ caseId: id }).toArray();
    const acts = lines.map((line) => String(line['act']));
    expect(acts).to.include.members(['withdrawal:asked', 'withdrawal:revoked']);
    expect(acts.filter((act) => act === 'withdrawal:revoked')).to.have.length(1);
  });

  it('cannot be made final by destroying the code as well', async () => {
    const before = await track(reporter, code);
    const destroying = await reporter.submit(before, { form: formOf('hapus-kode') });
    await withdraw();
    expect((await track(reporter, code)).root.querySelector(formOf('hapus-kode'))).to.equal(null);
    const refused = await reporter.submit(destroying, confirmed);
    expect(refused.status).to.equal(400);
    expect(refused.root.querySelector(formOf('batal-tarik'))).to.not.equal(null);
  });

  it('lets a handler step back, from the page of before or of after it, with the keys and the reason left to the others', async () => {
    const officer = await at.signedIn('officer');
    const open = await officer.get(casePath(id));
    await withdraw();
    const left = await officer.submit(open, {
      form: formOf('undur-diri'),
      values: { stepBackReason: 'Sepupu saya' },
    });
    expect(left.text).to.include('Anda sudah undur diri');
    expect((await officer.get(casePath(id))).status).to.equal(404);
    const investigator = await at.signedIn('investigator');
    await investigator.submit(await investigator.get(casePath(id)), { form: formOf('undur-diri') });
    await reporter.submit(await track(reporter, code), { form: formOf('batal-tarik') });
    for (const one of [officer, investigator]) expect((await one.get(casePath(id))).status).to.equal(404);
    const treasurer = await at.signedIn('treasurer');
    expect((await treasurer.get(casePath(id))).text)
      .to.include('Uang saku dipotong')
      .and.include('Sepupu saya');
  });

  it('that was carried out, lets go of a handler who steps back just then', async () => {
    const { cases, conflicts } = at.portal.services;
    const officer = await at.officer('officer');
    await withdraw();
    await pass(7);
    await conflicts.stepBack(officer, id, { formId: randomId(), reason: 'Sepupu saya' });
    const left = await cases.outside(officer, id).catch((error: unknown) => error);
    expect(left).to.have.property('name', 'NotFound');
    const colleague = await at.officer('investigator');
    expect((await cases.outside(colleague, id)).status).to.equal('withdrawn');
  });

  it('that was carried out, leaves a case that is given to nobody', async () => {
    const { cases } = at.portal.services;
    const officer = await at.officer('officer');
    await withdraw();
    await pass(7);
    const { version } = await cases.outside(officer, id);
    const refused = await cases
      .assign(officer, id, { version, assignee: officer })
      .catch((error: unknown) => error);
    expect(refused).to.have.property('name', 'NotFound');
    expect(await cases.outside(officer, id)).to.not.have.property('assigneeId');
  });

  it('keeps a message that was being written on the page, and says that it was not sent', async () => {
    const before = await track(reporter, code);
    await withdraw();
    const refused = await reporter.submit(before, { values: { text: 'Saya dipaksa' } });
    expect(refused.status).to.equal(400);
    expect(refused.value('text')).to.equal('Saya dipaksa');
    const translated = await reporter.submit(refused, { form: '#main', button: 'button.language' });
    expect([translated.status, translated.value('text')]).to.deep.equal([200, 'Saya dipaksa']);
    const back = await reporter.submit(refused, { form: formOf('batal-tarik') });
    expect(back.root.querySelectorAll('.message')).to.have.length(0);
  });

  it('hides and destroys nothing while a legal hold stands that was there before; then it goes on', async () => {
    await holdAs('supervisor');
    await withdraw();
    await pass(30);
    expect((await seenBy('officer')).text)
      .to.include('Uang saku dipotong')
      .and.include('ditarik');
    await holdAs('supervisor');
    expect((await seenBy('officer')).text).to.not.include('Uang saku dipotong');
    await at.sweep();
    expect(await isDestroyed()).to.equal(true);
  });

  it('is not undone by a hold that comes after it: the contents stay hidden, and are kept until it ends', async () => {
    await withdraw();
    await holdAs('officer');
    expect((await seenBy('officer')).text).to.not.include('Uang saku dipotong');
    await pass(30);
    expect(await isDestroyed()).to.equal(false);
    const back = await reporter.submit(await track(reporter, code), { form: formOf('batal-tarik') });
    expect(back.status).to.equal(200);
    expect((await seenBy('officer')).text).to.include('Uang saku dipotong');
  });
});
