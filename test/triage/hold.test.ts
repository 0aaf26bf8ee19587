import { expect } from 'chai';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

const reason = 'Perkara 12/Pid/2026, permintaan penyidik.';
const form = formOf('penahanan');

describe('triage: a legal hold', () => {
  let at: OfficeAtWork;
  let id: string;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());
  beforeEach(async () => {
    ({ id } = await at.report());
  });

  async function stored(): Promise<string> {
    const { database } = at.portal.services;
    const found = await database.collection<{ _id: string }>('cases').findOne({ _id: id });
    const notes = await database.collection('messages').find({ caseId: id }).toArray();
    return JSON.stringify([found, notes]);
  }

  async function acts(): Promise<string[]> {
    await at.portal.services.outbox.deliver();
    const lines = await at.portal.services.database.collection('audit').find({ caseId: id }).toArray();
    expect(JSON.stringify(lines)).not.to.include(reason);
    return lines.map((line) => String(line['act'])).filter((act) => act.startsWith('hold:'));
  }

  it('without a reason, does not begin', async () => {
    const officer = await at.signedIn('officer');
    const values = { holdReason: ' ' };
    const back = await officer.submit(await officer.get(casePath(id)), { form, values });
    expect(back.status).to.equal(400);
    expect(back.errors.map(({ field }) => field)).to.deep.equal(['holdReason']);
    expect(await acts()).to.deep.equal([]);
  });

  it('of a supervisor, shows its reason to handlers and supervisors until it ends, and to the database never', async () => {
    const supervisor = await at.signedIn('supervisor');
    const page = await supervisor.get(casePath(id));
    const held = await supervisor.submit(page, { form, values: { holdReason: reason } });
    expect(held.text).to.include('Penghapusan ditahan').and.include(reason);
    const officer = await at.signedIn('officer');
    const shown = await officer.get(casePath(id));
    expect(shown.text).to.include(reason);
    expect(await stored()).not.to.include('Perkara');
    const ended = await officer.submit(shown, { form });
    expect(ended.text).to.include('Penahanan sudah diperbarui').and.not.include(reason);
    expect(await acts()).to.have.members(['hold:set', 'hold:ended']);
  });

  it('of a handler, sent twice from one form, leaves one note beyond its end', async () => {
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    for (const _ of [1, 2]) await officer.submit(page, { form, values: { holdReason: reason } });
    const ended = await officer.submit(await officer.get(casePath(id)), { form });
    const notes = ended.root.querySelectorAll('.message.note .text').map(({ text }) => text);
    expect(notes).to.have.length(1);
    expect(notes[0]).to.include(reason);
    expect(await acts()).to.have.members(['hold:set', 'hold:ended']);
  });

  it('that a colleague began meanwhile, stays theirs, and what was typed comes back', async () => {
    const [officer, investigator] = [await at.signedIn('officer'), await at.signedIn('investigator')];
    const page = await officer.get(casePath(id));
    await investigator.submit(await investigator.get(casePath(id)), { form, values: { holdReason: reason } });
    const late = await officer.submit(page, { form, values: { holdReason: 'Alasan lain.' } });
    expect(late.status).to.equal(409);
    expect(late.text).to.include(reason);
    const translated = await officer.submit(late, { form, button: 'button.language' });
    for (const back of [late, translated]) {
      expect(back.root.querySelector('[aria-labelledby="kept-heading"] textarea')?.text.trim()).to.equal(
        'Alasan lain.',
      );
      expect(back.root.querySelectorAll('[name=holdReason]')).to.have.length(1);
      expect(back.root.querySelector(`${form} button`), 'no button that ends it').to.equal(null);
    }
    expect(late.errors.map(({ field }) => field)).to.deep.equal(['holdReason']);
    expect(await acts()).to.deep.equal(['hold:set']);
  });

  it('that was begun after another one ended, is not ended from a page that shows the other', async () => {
    const [officer, supervisor] = [await at.signedIn('officer'), await at.signedIn('supervisor')];
    const begin = async (holdReason: string) =>
      officer.submit(await officer.get(casePath(id)), { form, values: { holdReason } });
    await begin('Alasan pertama.');
    const stale = await supervisor.get(casePath(id));
    await officer.submit(await officer.get(casePath(id)), { form });
    await begin(reason);
    const refused = await supervisor.submit(stale, { form });
    expect(refused.status).to.equal(409);
    expect(refused.text).to.include(reason);
    const [error] = refused.errors;
    expect(refused.root.querySelector(`#${error?.field}`)?.text).to.equal('Akhiri penahanan');
    const ended = await supervisor.submit(refused, { form });
    expect(ended.text).to.include('Penahanan sudah diperbarui').and.not.include(reason);
    expect(await acts()).to.have.members(['hold:set', 'hold:ended', 'hold:set', 'hold:ended']);
  });
});
