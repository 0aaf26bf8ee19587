import { expect } from 'chai';
import type { PersonName } from '../../src/sample/sample-office.ts';
import type { Client, Page } from '../support/http.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

const decision = 'form[action$="/identitas/putuskan"]';
const opening = 'form[action$="/identitas/buka"]';
const reason = 'Perlu memanggil saksi.';

describe('triage: the identity of a reporter', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let id: string;
  let code: string;

  before(async () => {
    at = await officeAtWork();
  });
  beforeEach(async () => {
    at.portal.clock.advance({ seconds: 1 }); // the sessions of earlier tests are older, and end first where somebody has too many
    ({ id, code } = await at.report({
      identity: { name: 'Melati Contoh', contact: 'melati@contoh.invalid' },
    }));
  });
  after(async () => at.close());

  async function ask(): Promise<{ officer: Client; page: Page }> {
    const officer = await at.signedIn('officer');
    const page = await officer.submit(await officer.get(casePath(id)), {
      form: formOf('identitas'),
      values: { identityReason: reason },
    });
    return { officer, page };
  }

  async function decide(person: PersonName, choice: 'approved' | 'refused'): Promise<Page> {
    const colleague = await at.signedIn(person);
    const page = await colleague.get(casePath(id));
    return colleague.submit(page, { form: decision, button: `button[value="${choice}"]` });
  }

  async function acts(): Promise<string[]> {
    await at.portal.services.outbox.deliver();
    const lines = await at.portal.services.database.collection('audit').find({ caseId: id }).toArray();
    return lines.map((line) => String(line['act'])).filter((act) => act.startsWith('identity:'));
  }

  it('asked for with a reason, is not shown before somebody else approved', async () => {
    const { officer, page } = await ask();
    expect(page.text).to.include('Permintaan Anda dikirim').and.include('Menunggu keputusan');
    expect(page.text).not.to.include('Melati Contoh');
    expect(page.root.querySelector(opening)).to.equal(null);
    expect(page.root.querySelector(decision), 'no decision of their own').to.equal(null);
    const token = page.value('_csrf') ?? '';
    const forced = await officer.post(`${casePath(id)}/identitas/buka`, { _csrf: token });
    expect([forced.status, forced.text.includes('Melati Contoh')]).to.deep.equal([409, false]);
    const cases = at.portal.services.database.collection<{ _id: string; identityRequest?: { id: string } }>(
      'cases',
    );
    const stored = await cases.findOne({ _id: id });
    const own = { _csrf: token, requestId: stored?.identityRequest?.id ?? '', decision: 'approved' };
    expect((await officer.post(`${casePath(id)}/identitas/putuskan`, own)).status).to.equal(409);
    expect(await acts()).to.deep.equal(['identity:asked']);
  });

  for (const person of ['investigator', 'supervisor'] as const)
    it(`approved by the ${person}, who read the reason, opens for who asked and for nobody else`, async () => {
      const { officer } = await ask();
      const colleague = await at.signedIn(person);
      expect((await colleague.get(casePath(id))).text).to.include(reason);
      const decided = await decide(person, 'approved');
      expect(decided.root.querySelector(opening)).to.equal(null);
      const page = await officer.get(casePath(id));
      const opened = await officer.submit(page, { form: opening });
      expect(opened.text).to.include('Melati Contoh').and.include('melati@contoh.invalid');
      expect(opened.headers.get('cache-control')).to.equal('no-store');
      const again = await officer.get(new URL(opened.url).pathname);
      expect(again.url).to.match(/laporan\/[a-z0-9]+$/);
      expect(again.text).not.to.include('Melati Contoh');
      const token = decided.value('_csrf') ?? '';
      const other = await colleague.post(`${casePath(id)}/identitas/buka`, { _csrf: token });
      expect(other.text).not.to.include('Melati Contoh');
      expect(await acts()).to.have.members(['identity:asked', 'identity:approved', 'identity:read']);
    });

  it('refused, stays closed and may be asked for again', async () => {
    const { officer } = await ask();
    await decide('supervisor', 'refused');
    const page = await officer.get(casePath(id));
    expect(page.text).to.include('menolak');
    expect(page.root.querySelector(opening)).to.equal(null);
    const values = { identityReason: 'Alasan lain.' };
    const again = await officer.submit(page, { form: formOf('identitas'), values });
    expect(again.text).to.include('Menunggu keputusan');
    expect(await acts()).to.have.members(['identity:asked', 'identity:asked', 'identity:refused']);
  });

  it('approved, closes again after seven days', async () => {
    const { officer } = await ask();
    await decide('investigator', 'approved');
    await at.pass(8);
    const late = await at.signedIn('officer');
    const page = await late.get(casePath(id));
    expect(page.root.querySelector(opening)).to.equal(null);
    const token = page.value('_csrf') ?? '';
    const forced = await late.post(`${casePath(id)}/identitas/buka`, { _csrf: token });
    expect([forced.status, forced.text.includes('Melati Contoh')]).to.deep.equal([409, false]);
    expect(officer).not.to.equal(late);
  });

  it('asked for twice with one form, is one request; another one while it waits is refused with what was typed', async () => {
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const values = { identityReason: reason };
    const investigator = await at.signedIn('investigator');
    const before = await investigator.get(casePath(id));
    await officer.submit(page, { form: formOf('identitas'), values });
    expect((await officer.submit(page, { form: formOf('identitas'), values })).status).to.equal(200);
    expect(await acts()).to.deep.equal(['identity:asked']);
    const theirs = await investigator.get(casePath(id));
    expect(theirs.root.querySelector(formOf('identitas'))).to.equal(null);
    const late = await investigator.submit(before, {
      form: formOf('identitas'),
      values: { identityReason: 'Alasan saya.' },
    });
    expect(late.status).to.equal(409);
    expect(late.text).to.include(reason);
    expect(late.errors.map(({ field }) => field)).to.deep.equal(['identityReason']);
    expect(late.root.querySelector(`${formOf('identitas')} button`), 'nothing to send').to.equal(null);
    const translated = await investigator.submit(late, {
      form: formOf('identitas'),
      button: 'button.language',
    });
    for (const kept of [late, translated]) expect(kept.value('identityReason')).to.equal('Alasan saya.');
    expect(await acts()).to.deep.equal(['identity:asked']);
  });

  it('is neither asked for nor opened while its reporter wants the report withdrawn, and what was typed is kept', async () => {
    const { officer } = await ask();
    await decide('investigator', 'approved');
    const approved = await officer.get(casePath(id));
    const treasurer = await at.signedIn('treasurer');
    const before = await treasurer.get(casePath(id));
    await at.portal.services.withdrawals.ask(code);
    const late = await treasurer.submit(before, {
      form: formOf('identitas'),
      values: { identityReason: 'Alasan saya.' },
    });
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Pelapor meminta laporan ini ditarik');
    expect(late.value('identityReason')).to.equal('Alasan saya.');
    const page = await officer.get(casePath(id));
    expect(page.root.querySelector('#identity-heading')).to.equal(null);
    const opened = await officer.submit(approved, { form: opening });
    expect([opened.status, opened.text.includes('Melati Contoh')]).to.deep.equal([409, false]);
    await at.portal.services.withdrawals.revoke(code);
    expect((await officer.submit(approved, { form: opening })).text).to.include('Melati Contoh');
  });

  it('in the database, is readable under no key that an approval gives away', async () => {
    await ask();
    const document = JSON.stringify(
      await at.portal.services.database.collection<{ _id: string }>('cases').findOne({ _id: id }),
    );
    expect(document).not.to.include('Melati').and.not.include(reason);
  });
});
