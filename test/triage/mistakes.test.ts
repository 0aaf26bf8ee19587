import { expect } from 'chai';
import { casePath, doing, formOf, hiddenValue, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: mistakes in the forms of a case', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function opened(person: 'officer' | 'investigator' = 'officer', id?: string) {
    const caseId = id ?? (await at.report()).id;
    const client = await at.signedIn(person);
    return { id: caseId, client, page: await client.get(casePath(caseId)) };
  }

  for (const [act, field] of [
    ['balas', 'reply'],
    ['catatan', 'note'],
  ] as const)
    it(`an empty ${field}, sent, comes back with status 400 and the same one-use id`, async () => {
      const { client, page } = await opened();
      const back = await client.submit(page, doing(act, { [field]: ' \n ' }));
      expect(back.status).to.equal(400);
      expect(back.errors.map((error) => error.field)).to.deep.equal([field]);
      expect(back.root.querySelector(`#${field}`)).not.to.equal(null);
      expect(hiddenValue(back, 'balas', 'formId')).to.equal(hiddenValue(page, 'balas', 'formId'));
    });

  it('a reply that is too long, sent, comes back whole', async () => {
    const { client, page } = await opened();
    const reply = 'kata '.repeat(5000);
    const back = await client.submit(page, { form: formOf('balas'), values: { reply } });
    expect(back.status).to.equal(400);
    expect(back.value('reply')).to.equal(reply);
  });

  it('an ending without a reason, chosen, comes back with the choice kept', async () => {
    const { client, page } = await opened();
    const values = { status: 'referred', reason: '' };
    const back = await client.submit(page, { form: formOf('status'), values });
    expect(back.status).to.equal(400);
    expect(back.errors.map(({ field }) => field)).to.deep.equal(['reason']);
    expect(back.value('status')).to.equal('referred');
  });

  it('a status that the case cannot take, posted, is refused with the reason kept', async () => {
    const { client, page } = await opened();
    const values = { status: 'closed', reason: 'Sudah selesai.' };
    const back = await client.submit(page, { form: formOf('status'), values });
    expect(back.status).to.equal(400);
    expect(back.errors.map(({ field }) => field)).to.deep.equal(['status']);
    expect(back.value('reason')).to.equal('Sudah selesai.');
  });

  it('an assignee who may not open the case, posted, is refused', async () => {
    const { client, page } = await opened();
    for (const person of ['supervisor', 'administrator', 'above'] as const) {
      const assignee = at.office.accounts[person].memberId;
      const back = await client.submit(page, { form: formOf('tugaskan'), values: { assignee } });
      expect(back.status, person).to.equal(400);
      expect(back.errors.map(({ field }) => field)).to.deep.equal(['assignee']);
    }
  });

  it('an identity, asked for without a reason, stays closed', async () => {
    const { id } = await at.report({ identity: { name: 'Melati Contoh', contact: '' } });
    const { client, page } = await opened('officer', id);
    const back = await client.submit(page, { form: formOf('identitas'), values: { identityReason: ' ' } });
    expect(back.status).to.equal(400);
    expect(back.text).not.to.include('Melati Contoh');
  });

  it('a form that came back, shown in the other language, keeps what was typed', async () => {
    const { client, page } = await opened();
    const values = { status: 'referred', reason: '' };
    const back = await client.submit(page, { form: formOf('status'), values });
    const kept = { ...values, reason: 'Setengah jalan' };
    const english = await client.submit(back, {
      form: '#main',
      button: 'button[name=language]',
      values: kept,
    });
    expect(english.status).to.equal(200);
    expect(english.root.querySelector('html')?.getAttribute('lang')).to.equal('en');
    expect(english.value('reason')).to.equal('Setengah jalan');
    expect(english.value('status')).to.equal('referred');
  });

  it('a form without the token of the session, posted, is refused', async () => {
    const { id, client } = await opened();
    const page = await client.post(`${casePath(id)}/balas`, { reply: 'Tanpa token' });
    expect(page.status).to.equal(403);
  });
});
