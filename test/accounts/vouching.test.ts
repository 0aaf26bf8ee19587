import { expect } from 'chai';
import { fingerprintField } from '../../src/accounts/keys/access-pages.ts';
import type { Client } from '../support/http.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { acceptLink, goodPassword, letInThroughPages, linkOn, readOutBy, signInAs } from './pages.ts';

describe('an account that nobody who holds the key vouched for', () => {
  let at: OfficeAtWork;
  let admin: Client;
  let caseId: string;
  before(async () => {
    at = await officeAtWork();
    admin = await at.signedIn('administrator');
    caseId = (await at.report({ identity: { name: 'Budi', contact: '0812' } })).id;
  });
  after(async () => at?.close());

  async function memberOf(email: string) {
    const found = (await at.portal.services.accounts.members.list()).find((member) => member.email === email);
    if (!found) throw new Error(`nobody has ${email}`);
    return found;
  }

  async function invented(name: string, role: string): Promise<Client> {
    const email = `${name.toLowerCase()}@contoh.example`;
    const unitId = (await memberOf(at.office.accounts.officer.email)).unitId ?? '';
    const values = { name, email, roles: [role], unitId };
    const form = await admin.get('/staf/pengaturan/anggota/undang');
    const client = at.portal.visitor();
    await acceptLink(client, linkOn(await admin.submit(form, { values })));
    await signInAs(client, email);
    return client;
  }

  async function stored() {
    return at.portal.services.database.collection<{ _id: string }>('cases').findOne({ _id: caseId });
  }

  /** Whether the case is anywhere in what a member is shown. */
  async function sees(client: Client): Promise<readonly boolean[]> {
    const queue = await client.get('/staf/laporan');
    expect(queue.status).to.equal(200);
    const page = await client.get(`/staf/laporan/${caseId}`);
    expect(page.status).to.be.oneOf([200, 404]);
    return [queue.body.includes(caseId), page.status === 200];
  }

  async function audience(): Promise<readonly string[]> {
    const { readers } = at.portal.services.accounts;
    const unit = (await memberOf(at.office.accounts.officer.email)).unitId;
    return (await readers.membersOfAudience([`unit:${unit}`])).map(({ name }) => name);
  }

  it('of an invented supervisor, sees no case and gets no mail, until a holder types what they read out', async () => {
    const client = await invented('Sinta', 'supervisor');
    expect(await sees(client)).to.eql([false, false]);
    expect(await audience()).not.to.include('Sinta');
    expect((await client.get('/staf/laporan')).text).to.include(
      'Belum ada pemegang kunci unit yang mengenali',
    );
    const holder = await at.signedIn('officer');
    const told = await holder.get('/staf/laporan');
    expect(told.text).to.include('Ada rekan di unit Anda yang menunggu');
    const ways = told.root.querySelectorAll('main .warning a').map((link) => link.getAttribute('href'));
    expect(ways).to.include('/staf/akses');
    expect((await letInThroughPages(holder, client)).status).to.equal(200);
    expect(await sees(client)).to.eql([true, true]);
    expect(await audience()).to.include('Sinta');
  });

  it('of an invented handler, sees no case and changes none', async () => {
    const client = await invented('Hari', 'investigator');
    expect(await sees(client)).to.eql([false, false]);
    const token = (await client.get('/staf/akun')).value('_csrf') ?? '';
    await at.portal.services.outbox.deliver();
    const before = await stored();
    const fields = { _csrf: token, version: '1', assignee: (await memberOf('hari@contoh.example'))._id };
    for (const act of ['tugaskan', 'penahanan', 'undur-diri', 'pernyataan', 'status'])
      await client.post(`/staf/laporan/${caseId}/${act}`, fields);
    expect(await stored()).to.eql(before);
  });

  it('is not vouched for by who waits as well, nor by an administrator', async () => {
    const colleague = await invented('Tono', 'supervisor');
    const waiting = await invented('Wati', 'investigator');
    const token = (await waiting.get('/staf/akun')).value('_csrf') ?? '';
    const { _id } = await memberOf('tono@contoh.example');
    const readOut = { [fingerprintField(_id)]: await readOutBy(colleague) };
    expect((await waiting.post(`/staf/akses/${_id}`, { _csrf: token, ...readOut })).status).to.equal(400);
    const ofAdmin = (await admin.get('/staf/akun')).value('_csrf') ?? '';
    expect((await admin.post(`/staf/akses/${_id}`, { _csrf: ofAdmin, ...readOut })).status).to.equal(403);
    expect(await sees(colleague)).to.eql([false, false]);
  });

  for (const [what, change] of [
    ['is reset', async (email: string) => reset(email)],
    ['is given another role', async (email: string) => changed(email, { roles: ['supervisor', 'auditor'] })],
    ['is moved', async (email: string) => changed(email, { unitId: 'above' })],
  ] as const)
    it(`of a supervisor who was vouched for and ${what}, sees no case`, async () => {
      const name = `Vina${what.at(-1)}${what.length}`;
      const client = await invented(name, 'supervisor');
      await letInThroughPages(await at.signedIn('officer'), client);
      expect(await sees(client)).to.eql([true, true]);
      expect(await sees(await change(`${name.toLowerCase()}@contoh.example`))).to.eql([false, false]);
    });

  for (const [what, away, back] of [
    ['moved away and back', { unitId: 'above' }, { unitId: 'office' }],
    ['given another role and their own again', { roles: ['auditor'] }, { roles: ['supervisor'] }],
  ] as const)
    it(`of a supervisor who was vouched for and is ${what}, sees no case without another call`, async () => {
      const name = `Dewi${what.length}`;
      const email = `${name.toLowerCase()}@contoh.example`;
      const client = await invented(name, 'supervisor');
      await letInThroughPages(await at.signedIn('officer'), client);
      expect(await sees(client)).to.eql([true, true]);
      await changed(email, away);
      expect(await sees(await changed(email, back))).to.eql([false, false]);
    });

  async function reset(email: string): Promise<Client> {
    const { _id } = await memberOf(email);
    const form = await admin.get(`/staf/pengaturan/anggota/${_id}/atur-ulang`);
    const client = at.portal.visitor();
    await acceptLink(client, linkOn(await admin.submit(form, { values: { proof: 'met' } })));
    await signInAs(client, email);
    return client;
  }

  async function changed(
    email: string,
    change: { roles?: readonly string[]; unitId?: string },
  ): Promise<Client> {
    const { _id } = await memberOf(email);
    const units = await at.portal.services.accounts.units.list();
    const unitId = change.unitId && units.find(({ level }) => level === change.unitId)?._id;
    const values = { ...(change.roles && { roles: change.roles }), ...(unitId && { unitId }) };
    const form = await admin.get(`/staf/pengaturan/anggota/${_id}`);
    expect((await admin.submit(form, { values })).status).to.equal(200);
    const client = at.portal.visitor();
    await signInAs(client, email, goodPassword);
    return client;
  }
});
