import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { newToken } from '../../src/vault/token.ts';
import { mailedTo } from '../support/mails.ts';
import { casePath, filePaths, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

const declarationForm = 'form[action$="/pernyataan"]';
const stepBackForm = 'form[action$="/undur-diri"]';

async function outcomeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch((error: unknown) => error);
}

describe('triage: a conflict of interest', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;

  before(async () => {
    at = await officeAtWork({ withoutTimers: true });
  });
  beforeEach(() => at.portal.clock.advance({ seconds: 1 })); // the sessions of earlier tests are older, and end first where somebody has too many
  after(async () => at.close());

  /** What the audit log says was done with a case. */
  async function auditActs(caseId: string): Promise<string[]> {
    await at.portal.services.outbox.deliver();
    const lines = await at.portal.services.database.collection('audit').find({ caseId }).toArray();
    return lines.map((line) => String(line['act']));
  }

  async function stored(id: string) {
    const cases = at.portal.services.database.collection<{
      _id: string;
      keys?: unknown;
      audience?: string[];
      hold?: unknown;
    }>('cases');
    const found = await cases.findOne({ _id: id });
    if (!found) throw new Error('the case is gone');
    return found;
  }

  it('at the first opening, is asked for before anything of the report is shown', async () => {
    const { id } = await at.report({
      isUndeclared: true,
      files: [{ name: 'a.txt', bytes: Buffer.from('x') }],
    });
    const officer = await at.signedIn('officer');
    const asked = await officer.get(casePath(id));
    expect(asked.status).to.equal(200);
    expect(asked.text).to.include('benturan kepentingan').and.not.include('Uang perjalanan fiktif');
    expect(await auditActs(id)).not.to.include('case:read');
    const opened = await officer.submit(asked, { form: declarationForm });
    expect(opened.text).to.include('Uang perjalanan fiktif');
    expect((await officer.get(casePath(id))).text).to.include('Uang perjalanan fiktif');
    expect((await auditActs(id)).filter((act) => act === 'conflict:none')).to.have.length(1);
    const investigator = await at.signedIn('investigator');
    expect((await investigator.get(casePath(id))).text).not.to.include('Uang perjalanan fiktif');
    const [file = ''] = filePaths(opened);
    const direct = await investigator.get(file);
    expect(direct.status).to.equal(200);
    expect(direct.text).to.include('benturan kepentingan');
  });

  it('is asked for before every act, also of a supervisor who opens nothing', async () => {
    const identity = { name: 'Dewi', contact: '' };
    const { id } = await at.report({ isUndeclared: true, identity });
    const { cases, conflicts, holds, identities } = at.portal.services;
    const [officer, investigator] = [await at.officer('officer'), await at.officer('investigator')];
    for (const attempt of [
      cases.assign(officer, id, { version: 1, assignee: investigator }),
      holds.begin(officer, id, { formId: randomId(), reason: 'Perkara.', note: 'Ditahan.' }),
      holds.end(officer, id, ''),
      cases.changeStatus(officer, id, { version: 1, to: 'verified', reason: '' }),
      identities.decide(officer, id, { requestId: randomId(), decision: 'approved' }),
    ])
      expect(await outcomeOf(attempt)).to.have.property('name', 'DeclarationRequired');

    await conflicts.declareNone(officer, id);
    const form = { formId: randomId(), reason: 'Untuk menghubungi pelapor', note: '' };
    await identities.request(officer, id, form);
    const supervisor = await at.signedIn('supervisor');
    const asked = await supervisor.get(casePath(id));
    expect(asked.text).to.include('benturan kepentingan').and.not.include(form.reason);
    const token = asked.value('_csrf') ?? '';
    const forced = await supervisor.post(`${casePath(id)}/penahanan`, {
      _csrf: token,
      held: 'yes',
      holdReason: 'Perkara.',
    });
    expect([forced.status, forced.text.includes('benturan kepentingan')]).to.deep.equal([403, true]);
    expect((await stored(id)).hold).to.equal(undefined);
    const page = await supervisor.submit(asked, { form: declarationForm });
    expect(page.text).to.include(form.reason);
  });

  it('is not asked for in the service lane', async () => {
    const { id } = await at.report({
      isUndeclared: true,
      draft: { lane: 'service', category: 'complaint', what: 'Antrean terlalu lama' },
    });
    const officer = await at.signedIn('officer');
    expect((await officer.get(casePath(id))).text).to.include('Antrean terlalu lama');
  });

  it('a declaration sent twice is one line of the audit log', async () => {
    const { id } = await at.report({ isUndeclared: true });
    const officer = await at.signedIn('officer');
    const asked = await officer.get(casePath(id));
    await officer.submit(asked, { form: declarationForm });
    await officer.submit(asked, { form: declarationForm });
    expect((await auditActs(id)).filter((act) => act === 'conflict:none')).to.have.length(1);
  });

  it('after stepping back, leaves no row, page, file or assignment to whoever left, and everything to the others', async () => {
    const { id } = await at.report({ files: [{ name: 'kas.txt', bytes: Buffer.from('buku kas') }] });
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const [file = ''] = filePaths(page);
    await officer.submit(page, {
      form: 'form[action$="/tugaskan"]',
      values: { assignee: at.office.accounts.officer.memberId },
    });
    const again = await officer.get(casePath(id));
    expect(rowPaths(await officer.get('/staf/laporan'))).to.include(casePath(id));
    const left = await officer.submit(again, {
      form: stepBackForm,
      values: { stepBackReason: 'Sepupu saya' },
    });
    expect(left.text).to.include('Anda sudah undur diri');
    expect(rowPaths(left)).not.to.include(casePath(id));
    for (const address of [casePath(id), file]) expect((await officer.get(address)).status).to.equal(404);

    const investigator = await at.signedIn('investigator');
    expect(rowPaths(await investigator.get('/staf/laporan'))).to.include(casePath(id));
    const theirs = await investigator.get(casePath(id));
    expect(theirs.text).to.include('Uang perjalanan fiktif').and.include('Sepupu saya');
    expect(String((await investigator.get(file)).body)).to.equal('buku kas');
    expect(await stored(id)).not.to.have.property('assigneeId');
    expect(theirs.root.querySelector(`option[value="${at.office.accounts.officer.memberId}"]`)).to.equal(
      null,
    );
    expect(await auditActs(id)).to.include('conflict:recused');
  });

  it('a reason that is too long, when stepping back, is said so and comes back whole, in English too', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    const stepBackReason = 'x'.repeat(20_001);
    const page = await officer.get(casePath(id));
    const long = await officer.submit(page, { form: stepBackForm, values: { stepBackReason } });
    expect(long.status).to.equal(400);
    expect(long.errors.map(({ field }) => field)).to.deep.equal(['stepBackReason']);
    expect(long.value('stepBackReason')).to.equal(stepBackReason);
    const translated = await officer.submit(long, { form: stepBackForm, button: 'button.language' });
    expect(translated.value('stepBackReason')).to.equal(stepBackReason);
    const left = await officer.submit(translated, {
      form: stepBackForm,
      values: { stepBackReason: 'Sepupu saya' },
    });
    expect(left.text).to.include('You have stepped back');
  });

  it('after stepping back, the keys that whoever left still has open nothing of what is stored', async () => {
    const { id } = await at.report();
    const { services } = at.portal;
    const officer = await at.officer('officer');
    await services.conflicts.stepBack(officer, id, { formId: newToken(), reason: '' });
    const { keys, audience } = await stored(id);
    expect(JSON.stringify(audience)).not.to.include(officer.memberId).and.not.include(officer.tag);
    const others = await at.officer('investigator');
    expect((await services.cases.open(others, id)).answers?.what).to.equal('Uang perjalanan fiktif');
    const forger = { ...others, identities: officer.identities };
    const outcome = await services.cases.open(forger, id).catch((error: unknown) => error);
    expect(keys).not.to.equal(undefined);
    expect(outcome).to.have.property('name', 'WrongKey');
  });

  /** Every document that names a member, by its id, with its collection. */
  async function namingMembers(): Promise<Map<unknown, string>> {
    const { database } = at.portal.services;
    const memberIds = Object.values(at.office.accounts).map(({ memberId }) => memberId);
    const naming = new Map<unknown, string>();
    for (const { name } of await database.listCollections())
      for (const document of await database.collection(name).find().toArray())
        if (memberIds.some((id) => JSON.stringify(document).includes(id))) naming.set(document._id, name);
    return naming;
  }

  it('after stepping back, no document of any collection tells who left', async () => {
    const { services } = at.portal;
    const officer = await at.officer('officer');
    const others = await at.officer('investigator');
    await services.outbox.deliver();
    const before = await namingMembers();
    const counts = async () =>
      Promise.all(['messages', 'audit', 'mails'].map(async (name) => at.portal.countOf(name)));
    const countsBefore = await counts();
    const { id, code } = await at.report({ identity: { name: 'Dewi', contact: '' } });
    const { version } = await services.cases.outside(officer, id);
    await services.cases.open(officer, id);
    await services.cases.assign(officer, id, { version, assignee: officer });
    await services.holds.begin(officer, id, { formId: randomId(), reason: 'Perkara.', note: 'Ditahan.' });
    await services.cases.reply(officer, id, { formId: randomId(), text: 'balasan' });
    await services.identities.request(officer, id, { formId: randomId(), reason: 'perlu', note: 'diminta' });
    await services.conflicts.stepBack(officer, id, { formId: randomId(), reason: 'saudara' });
    await services.cases.open(others, id);
    await services.tracking.send(await services.tracking.unlock(code), {
      formId: randomId(),
      text: 'terima kasih',
    });
    await services.outbox.deliver();
    for (const [index, count] of (await counts()).entries())
      expect(count - (countsBefore[index] ?? 0)).to.be.above(3);
    const since = [...(await namingMembers())].filter(([document]) => !before.has(document));
    expect(since).to.deep.equal([]);
    const document = JSON.parse(JSON.stringify(await stored(id)));
    expect(document.declared).to.include(others.tag).and.not.include(officer.tag);
    const late = await services.conflicts.declareNone(officer, id).catch((error: unknown) => error);
    expect(late).to.have.property('name', 'NotFound');
  });

  it('a second click on stepping back shows the same as the first', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    await officer.submit(page, { form: stepBackForm });
    const second = await officer.submit(page, { form: stepBackForm });
    expect([second.status, second.text.includes('Anda sudah undur diri')]).to.deep.equal([200, true]);
    expect((await auditActs(id)).filter((act) => act === 'conflict:recused')).to.have.length(1);
  });

  it('a supervisor, who opens nothing, steps back too and gets no row and no mail any more', async () => {
    const { id, code } = await at.report();
    const supervisor = await at.signedIn('supervisor');
    const page = await supervisor.get(casePath(id));
    expect(rowPaths(await supervisor.get('/staf/laporan'))).to.include(casePath(id));
    const left = await supervisor.submit(page, { form: stepBackForm });
    expect(rowPaths(left)).not.to.include(casePath(id));
    expect((await supervisor.get(casePath(id))).status).to.equal(404);
    const officer = await at.signedIn('officer');
    expect((await officer.get(casePath(id))).text).to.include('Uang perjalanan fiktif');
    const { services } = at.portal;
    await services.outbox.deliver();
    await services.database.collection('mails').deleteMany({});
    await services.tracking.send(await services.tracking.unlock(code), {
      formId: randomId(),
      text: 'Apakah sudah dibaca?',
    });
    await services.outbox.deliver();
    const recipients = [...new Set(await mailedTo(services))];
    expect(recipients).to.have.length(3).and.not.include(at.office.accounts.supervisor.memberId);
  });

  it('a supervisor who is the last to know of a case, cannot step back: nobody would ever see it again', async () => {
    const { id } = await at.report();
    const { services } = at.portal;
    const { tag } = await at.officer('supervisor');
    const cases = services.database.collection<{ _id: string }>('cases');
    await cases.updateOne({ _id: id }, { $set: { audience: [tag] } }); // its handlers have left the office
    const supervisor = await at.signedIn('supervisor');
    const refused = await supervisor.submit(await supervisor.get(casePath(id)), { form: stepBackForm });
    expect(refused.status).to.equal(409);
    expect((await supervisor.get(casePath(id))).status).to.equal(200);
  });

  it('when the last handler steps back, the body above goes on; when nobody is above, nothing changes', async () => {
    const { id } = await at.report();
    const { services } = at.portal;
    const held = { formId: randomId(), reason: 'Perkara 12, permintaan penyidik.', note: 'Ditahan.' };
    await services.holds.begin(await at.officer('officer'), id, held);
    for (const person of ['officer', 'investigator', 'treasurer'] as const)
      await services.conflicts.stepBack(await at.officer(person), id, { formId: newToken(), reason: '' });
    const above = await at.signedIn('above');
    const asked = await above.get(casePath(id));
    const opened = await above.submit(asked, { form: declarationForm });
    expect(opened.text).to.include('Uang perjalanan fiktif').and.include(held.reason);
    const values = { stepBackReason: 'Sepupu saya' };
    const refused = await above.submit(opened, { form: stepBackForm, values });
    expect(refused.root.querySelector('#stepBackReason')?.text.trim()).to.equal(values.stepBackReason);
    expect([refused.status, refused.text.includes('Belum ada yang dapat melanjutkan')]).to.deep.equal([
      409,
      true,
    ]);
    expect((await above.get(casePath(id))).text).to.include('Uang perjalanan fiktif');
  });
});
