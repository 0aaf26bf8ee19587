import { expect } from 'chai';
import type { Client, Page } from '../support/http.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  track,
} from '../support/sample-portal.ts';
import { acceptLink, linkOn } from '../accounts/pages.ts';
import { casePath, doing, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** Fields of the documents behind the forms, none of which a form has. */
const extra = {
  _id: 'a',
  id: 'a',
  status: 'closed',
  state: 'sent',
  audience: 'public',
  caseNumber: '1',
  isActive: 'true',
  hasSignedIn: 'true',
  permissions: 'case:open',
  'permissions[]': 'case:open',
  memberId: 'a',
  keyPair: 'a',
  recovery: 'a',
  totp: 'a',
  passkeys: 'a',
  from: 'office',
  by: 'a',
  on: '2020-01-01',
  dueOn: '2020-01-01',
  deadlineOn: '2020-01-01',
  purgeOn: '2020-01-01',
  hold: 'true',
  stage: 'full',
  owed: '[]',
  timeline: '[]',
  createdAt: '2020-01-01',
  isAdmin: 'true',
  level: 'above',
  kind: 'notice',
};

type Document = Readonly<Record<string, unknown>>;

/** What of a document is the same for two that were made alike. */
const alike = (document: Document, names: readonly string[]) =>
  [Object.keys(document).toSorted(), ...names.map((name) => document[name])] as const;

describe('attacks: a field that a form does not have', () => {
  let at: OfficeAtWork;
  let officer: Client;
  let administrator: Client;
  before(async () => {
    at = await officeAtWork();
    officer = await at.signedIn('officer');
    administrator = await at.signedIn('administrator');
  });
  after(async () => at.close());

  async function documents(collection: string): Promise<Document[]> {
    return at.portal.services.database.collection(collection).find().toArray();
  }

  async function memberOf(id: string): Promise<Document> {
    const [member] = (await documents('members')).filter((each) => each['_id'] === id);
    if (!member) throw new Error('no such member');
    return member;
  }

  /** Sends a whole report; at every step the form has more fields than it should. */
  async function report(more: Readonly<Record<string, string>>): Promise<Document & { code: string }> {
    const visitor = at.portal.visitor();
    const values = { ...protectedReport, ...more };
    const files = await visitor.submit(await openText(visitor), { values });
    const step = async (page: Page, form?: string) =>
      visitor.submit(page, { values: more, ...(form && { form }) });
    const kept = await visitor.submit(files, { values: more, button: '[formaction$="/periksa"]' });
    const code = codeOn(await step(kept, '#main'));
    const { _id } = (await at.track(code)).case;
    const [found] = (await documents('cases')).filter((each) => each['_id'] === _id);
    return { ...found, code };
  }

  it('of a report and a message, changes nothing of what is kept', async () => {
    const names = [
      'status',
      'state',
      'lane',
      'category',
      'unitId',
      'audience',
      'deadlineOn',
      'dueOn',
      'version',
    ];
    const [plain, loaded] = [await report({}), await report({ ...extra, unitId: 'a' })];
    expect(alike(loaded, names)).to.deep.equal(alike(plain, names));
    const visitor = at.portal.visitor();
    for (const [{ code }, more] of [
      [plain, {}],
      [loaded, extra],
    ] as const)
      await visitor.submit(await track(visitor, code), {
        form: '#main',
        values: { text: 'Tambahan', ...more },
      });
    const messages = (await documents('messages')).filter(({ caseId }) =>
      [plain['_id'], loaded['_id']].includes(String(caseId)),
    );
    expect(messages).to.have.lengthOf(2);
    const [first = {}, second = {}] = messages;
    const ofMessage = ['from', 'on', 'kind', 'memberId'];
    expect(alike(second, ofMessage)).to.deep.equal(alike(first, ofMessage));
  });

  it('of an act on a case, changes nothing but what the act is about', async () => {
    const { id } = await at.report();
    const before = (await documents('cases')).find((each) => each['_id'] === id);
    const acts = [
      ['balas', { reply: 'Terima kasih.' }],
      ['catatan', { note: 'Catatan.' }],
      ['tugaskan', { assignee: at.office.accounts.investigator.memberId }],
    ] as const;
    for (const [act, values] of acts) {
      const { status: _status, ...more } = extra;
      const page = await officer.get(casePath(id));
      const done = await officer.submit(page, doing(act, { ...more, ...values }));
      expect(done.status, done.text).to.equal(200);
    }
    const after = (await documents('cases')).find((each) => each['_id'] === id);
    for (const name of [
      'audience',
      'lane',
      'unitId',
      'deadlineOn',
      'dueOn',
      'hold',
      'purgeOn',
      'state',
      'keys',
    ])
      expect(after?.[name], name).to.deep.equal(before?.[name]);
  });

  it('of a member’s own account, makes them nobody else', async () => {
    const { memberId } = at.office.accounts.officer;
    const { version: _version, owed: _owed, ...before } = await memberOf(memberId);
    const page = await officer.get('/staf/akun');
    const roles = {
      roles: ['administrator', 'auditor'],
      name: 'Lain',
      email: 'lain@contoh.example',
      unitId: 'a',
    };
    const values = { ...extra, ...roles, positionIds: ['a'], locale: 'id', password: 'a' };
    expect((await officer.submit(page, { form: '#main', values })).status).to.equal(200);
    const { version: _now, owed: _owes, ...after } = await memberOf(memberId);
    expect(after).to.deep.equal(before);
  });

  it('of an administrator’s form, changes no password, address, key or state of a member', async () => {
    const { memberId } = at.office.accounts.auditor;
    const { version: _version, owed: _owed, ...before } = await memberOf(memberId);
    const page = await administrator.get(`/staf/pengaturan/anggota/${memberId}`);
    const values = { ...extra, email: 'lain@contoh.example', password: 'a', locale: 'en', signInName: 'a' };
    const done = await administrator.submit(page, { form: '#main', values });
    expect(done.status, done.text).to.equal(200);
    const { version: _now, owed: _owes, ...after } = await memberOf(memberId);
    expect(after).to.deep.equal({ ...before, former: [] });
  });

  it('of an invitation, gives whoever accepts it no role, unit or name of their choice', async () => {
    const form = await administrator.get('/staf/pengaturan/anggota/undang');
    const invited = { name: 'Orang Baru', email: 'baru@contoh.example', roles: 'auditor' };
    const link = linkOn(await administrator.submit(form, { values: { ...extra, ...invited } }));
    const [made] = (await documents('members')).filter(({ email }) => email === invited.email);
    expect(made).to.include({ status: 'invited', hasSignedIn: false, unitId: null, name: invited.name });
    expect(made?.['_id']).not.to.equal('a');
    const guest = at.portal.visitor();
    const page = await guest.get(link);
    const values = { ...extra, roles: ['administrator'], email: 'x@evil.example', name: 'Lain', unitId: 'a' };
    await guest.submit(page, { values });
    await acceptLink(guest, link);
    const member = await memberOf(String(made?.['_id']));
    expect(member).to.include({ status: 'active', name: invited.name, email: invited.email, unitId: null });
    expect(member['roles']).to.deep.equal(['auditor']);
  });

  it('of the settings, changes none that is not on the page', async () => {
    const [before] = await documents('office');
    const page = await administrator.get('/staf/pengaturan');
    const odd = {
      secretCheck: 'a',
      reportingOpen: 'true',
      retention: '0',
      'names[id]': 'Lain',
      nextReport: '1',
    };
    expect((await administrator.submit(page, { values: { ...extra, ...odd } })).status).to.equal(200);
    const [after] = await documents('office');
    const { version: _before, owed: _owed, ...was } = before ?? {};
    const { version: _after, owed: _owes, ...is } = after ?? {};
    expect(is).to.deep.equal(was);
  });

  it('of a sign-in, signs nobody else in', async () => {
    const { email, password } = at.office.accounts.auditor;
    const visitor = at.portal.visitor();
    const page = await visitor.get('/staf/masuk');
    const { memberId } = at.office.accounts.administrator;
    await visitor.submit(page, { values: { ...extra, email, password, memberId, roles: 'administrator' } });
    expect((await visitor.get('/staf/akun')).text).to.include(email);
    expect((await visitor.request('/staf/pengaturan')).status).to.equal(403);
  });

  it('of a draft, gives it no file, key or state of somebody else', async () => {
    const visitor = at.portal.visitor();
    const victim = await openFiles(at.portal.visitor());
    const page = await openFiles(visitor);
    const check = await openCheck(
      visitor,
      await visitor.submit(page, { values: { ...extra, caseId: 'a', draft: 'a' } }),
    );
    codeOn(await send(visitor, check));
    const state = await at.portal.services.drafts.state(victim.value('token') ?? '');
    expect(state).to.have.property('state', 'draft');
  });
});
