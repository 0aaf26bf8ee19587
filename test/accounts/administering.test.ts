import { expect } from 'chai';
import { createAccountLetters } from '../../src/accounts/account-letters.ts';
import { accountPaths } from '../../src/accounts/account-paths.ts';
import { owedLines } from '../../src/accounts/audit-trail.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import type { OwedAudit } from '../../src/storage/owed.ts';
import type { Client, Page } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import type { TestMailServer } from '../support/smtp.ts';
import {
  administrator,
  anotherSession,
  goodPassword,
  inviteThroughPages,
  joinThroughPages,
  mailingOffice,
  pathOf,
  signInAs,
} from './pages.ts';
import { appCode, openConfirmed, setAppUp } from './second-step.ts';

const auditor = { name: 'Rina Auditor', email: 'rina@kantor.example', roles: ['auditor'] };
const budi = { name: 'Budi Penelaah', email: 'budi@kantor.example', roles: ['investigator'] };

const HELD_BACK = 'Bawaslu Uji: nama atau jabatan Anda diubah';

describe('what an administrator does', function () {
  this.timeout(120_000);
  let portal: TestPortal;
  let mail: TestMailServer;
  let admin: Client;
  before(async () => {
    ({ portal, mail, admin } = await mailingOffice());
    await joinThroughPages(portal, admin, auditor, mail);
    await joinThroughPages(portal, admin, budi, mail);
  });
  beforeEach(async () => {
    admin = await anotherSession(portal);
  });
  after(async () => {
    await portal?.close();
    await mail?.close();
  });

  async function memberOf(email: string): Promise<Member> {
    const found = (await portal.services.accounts.members.list()).find((member) => member.email === email);
    if (!found) throw new Error(`${email} is nobody's`);
    return found;
  }

  /** The lines of the log, as act and detail, since a number of them. */
  async function lines(): Promise<string[]> {
    await portal.deliver();
    const found = await portal.services.database.collection('audit').find().toArray();
    return found.map(({ act, detail }) => (detail === undefined ? String(act) : `${act} ${detail}`));
  }

  /** The mails since a number of them, as address and subject. */
  function toldSince(before: number): string[] {
    return mail.taken.slice(before).map(({ to, subject }) => `${[to].flat()[0]?.text} ${subject}`);
  }

  const auditorsMade = async () => (await lines()).filter((line) => line === 'role:given auditor').length;
  const zones = async () => (await lines()).filter((line) => line.startsWith('office:zone'));

  async function settings(values: Record<string, string | string[]>): Promise<Page> {
    const form = await admin.get(accountPaths.settings);
    return admin.submit(form, { form: 'main form', values });
  }

  async function addPosition(positionId: string, positionEn: string): Promise<Page> {
    const form = await admin.get(accountPaths.positions);
    return admin.submit(form, { form: 'main form', values: { positionId, positionEn } });
  }

  it('as the only one, does not leave the office without an administrator', async () => {
    const { _id } = await memberOf(administrator.email);
    const page = await admin.get(accountPaths.member(_id));
    const unitId = page.root.querySelectorAll('select[name=unitId] option')[1]?.getAttribute('value') ?? '';
    const refused = await admin.submit(page, { form: 'main form', values: { roles: ['auditor'], unitId } });
    expect([refused.status, refused.errors.map(({ field }) => field)]).to.eql([400, ['roles']]);
    expect((await memberOf(administrator.email)).roles).to.eql(['administrator']);
  });

  it('to a member of whom somebody else has a session, is not held up by what is done there without a password', async () => {
    const thief = portal.visitor();
    await signInAs(thief, budi.email);
    const { _id } = await memberOf(budi.email);
    const act = await admin.get(accountPaths.memberAct(_id, 'sessions'));
    const chosen = await thief.submit(await thief.get(accountPaths.own), { values: { locale: 'id' } });
    expect(chosen.status).to.equal(200);
    const ended = await admin.submit(act, { form: 'main form' });
    expect([ended.status, pathOf(ended)]).to.eql([200, accountPaths.member(_id)]);
    expect(pathOf(await thief.get(accountPaths.own))).to.equal(accountPaths.signIn);
  });

  it('to themselves, is neither an end, a reset nor an end of sessions', async () => {
    const { members } = portal.services.accounts;
    const own = await memberOf(administrator.email);
    for (const act of ['end', 'reset', 'sessions'] as const)
      expect((await admin.get(accountPaths.memberAct(own._id, act))).status, act).to.equal(404);
    for (const attempt of [
      members.end(own, own._id),
      members.reset(own, own._id, 'met'),
      members.endSessions(own, own._id),
    ])
      expect(await attempt.catch((error: unknown) => error)).to.have.property('name', 'Forbidden');
    expect((await memberOf(administrator.email)).status).to.equal('active');
  });

  it('ten minutes after signing in, is asked for the password again, and then done', async () => {
    const { _id } = await memberOf(budi.email);
    const form = await admin.get(accountPaths.invite);
    portal.clock.advance({ seconds: 601 });
    const { members, access, keys, ...paths } = accountPaths;
    const pages = [
      paths.invite,
      paths.member(_id),
      paths.memberAct(_id, 'reset'),
      paths.settings,
      paths.positions,
      paths.retention,
      paths.recovery,
    ];
    for (const path of pages) expect(pathOf(await admin.get(path)), path).to.equal(paths.confirm);
    expect(pathOf(await admin.get(members))).to.equal(members);
    const invited = { name: 'Siapa', email: 'siapa@kantor.example', roles: ['auditor'] };
    const asked = await admin.submit(form, { form: 'main form', values: invited });
    expect(pathOf(asked)).to.equal(paths.confirm);
    const back = await admin.submit(asked, { form: 'main form', values: { password: goodPassword } });
    expect(pathOf(back)).to.equal(paths.invite);
    expect((await admin.submit(back, { form: 'main form', values: invited })).status).to.equal(200);

    const handler = portal.visitor();
    await signInAs(handler, budi.email);
    const held = [await handler.get(keys), await handler.get(access)].flatMap((page) =>
      page.root.querySelectorAll('form[method=post]').map((each) => each.getAttribute('action') ?? ''),
    );
    const ofKeys = held.filter((action) => action.startsWith(keys) || action.startsWith(access));
    portal.clock.advance({ seconds: 601 });
    for (const path of [...ofKeys, paths.giveRecovery, paths.giveAccess(_id)]) {
      const answer = await handler.request(path, { method: 'POST', body: new URLSearchParams() });
      expect(answer.headers.get('location'), path).to.include(paths.confirm);
    }
  });

  it('that requires a second step, ends the sessions without one; made optional again, is told by mail', async () => {
    const other = portal.visitor();
    await signInAs(other, auditor.email);
    expect(pathOf(await other.get(accountPaths.audit))).to.equal(accountPaths.audit);
    await settings({ secondFactorRequired: ['yes'] });
    portal.clock.advance({ seconds: 3 });
    expect(pathOf(await other.get(accountPaths.audit))).to.equal(accountPaths.signIn);
    expect(pathOf(await signInAs(other, auditor.email))).to.equal(accountPaths.factors);
    expect(await lines())
      .to.include('factor:required')
      .and.not.include('factor:optional');

    admin = portal.visitor();
    expect(pathOf(await signInAs(admin, administrator.email))).to.equal(accountPaths.factors);
    const { secret } = await setAppUp(admin, portal.clock, await admin.get(accountPaths.factorApp));
    await portal.deliver();
    const before = mail.taken.length;
    await settings({ secondFactorRequired: [] });
    expect(await lines()).to.include('factor:optional');
    expect(mail.taken.slice(before).map(({ subject }) => subject)).to.eql([
      'Bawaslu Uji: langkah kedua tidak lagi diwajibkan',
    ]);
    expect(mail.recipients.at(-1)).to.eql([auditor.email]);
    portal.clock.advance({ seconds: 60 });
    const code = appCode(secret, portal.clock);
    await admin.submit(await openConfirmed(admin, accountPaths.factors, code), {
      form: `form[action$="${accountPaths.factorAppEnd}"]`,
    });
  });

  it('to roles and positions, is in the log with what was given and taken, and told by mail', async () => {
    const { _id } = await memberOf(budi.email);
    await portal.deliver();
    const before = mail.taken.length;
    const position = (await portal.services.accounts.positions.list())[0];
    const page = await admin.get(accountPaths.member(_id));
    const values = { roles: ['intake_officer'], positionIds: [position?._id ?? ''] };
    await admin.submit(page, { form: 'main form', values });
    expect(await lines()).to.include.members([
      'role:taken investigator',
      'role:given intake_officer',
      `position:given ${position?._id}`,
    ]);
    expect(toldSince(before)).to.have.members([
      `${auditor.email} Bawaslu Uji: tugas seorang petugas diubah`,
      `${budi.email} ${HELD_BACK}`,
    ]);
    const reader = portal.visitor();
    await signInAs(reader, auditor.email);
    const log = await reader.get(accountPaths.audit);
    expect(log.text)
      .to.include(`${budi.name}: ${position?.name.id}`)
      .and.include(`${budi.name}: Verifikator`);
  });

  it('to a name, is told to the member from whom cases are held back by it, and to nobody who sees none', async () => {
    await portal.deliver();
    const before = mail.taken.length;
    for (const { name, email } of [auditor, budi]) {
      const page = await admin.get(accountPaths.member((await memberOf(email))._id));
      await admin.submit(page, { form: 'main form', values: { name: `${name} Baru` } });
    }
    expect(await lines()).to.include('access:await');
    expect(toldSince(before)).to.eql([`${budi.email} ${HELD_BACK}`]);
  });

  it('by inviting somebody, is in the log with their roles, and told by mail', async () => {
    const [before, told] = [await auditorsMade(), mail.taken.length];
    await inviteThroughPages(admin, { ...auditor, email: 'palsu@kantor.example' }, mail);
    expect(await auditorsMade()).to.equal(before + 1);
    const toAuditor = mail.taken.slice(told).filter(({ to }) => [to].flat()[0]?.text === auditor.email);
    expect(toAuditor.map(({ subject }) => subject)).to.eql(['Bawaslu Uji: seorang petugas diundang']);
    expect(toAuditor[0]?.text, 'true of a new link too, which has no roles beside it').to.include(
      'atau membuat tautan undangan baru untuknya. Jejak audit memuat peran, jabatan, dan unit pada undangan pertama.',
    );
  });

  it('in one act of several lines, is told once in whatever batches these come, and in two acts twice', async () => {
    const { accounts, today } = portal.services;
    const [by, subject] = [await memberOf(administrator.email), await memberOf(budi.email)];
    const what = { memberId: by._id, subjectId: subject._id, on: today() };
    const act = (detail: string) =>
      owedLines([
        { act: 'role:taken', detail, ...what },
        { act: 'role:given', detail: 'supervisor', ...what },
      ]);
    const letters = createAccountLetters(accounts);
    const keysOf = async (owed: readonly OwedAudit[]) => (await letters.owedBy(owed)).map(({ key }) => key);
    const [one, other] = [act('investigator'), act('intake_officer')];
    const told = await keysOf(one);
    expect(told, 'the auditor').to.have.length(1);
    expect(await keysOf(one.slice(1)), 'left by a process that ended').to.deep.equal(told);
    expect(await keysOf([...one, ...other])).to.deep.equal([...told, ...(await keysOf(other))]);
  });

  it('to the time zone, is in the log with how far its days are from UTC, as it is of the set-up', async () => {
    expect(await zones()).to.eql(['office:zone UTC+07:00']);
    await settings({ timeZone: 'Asia/Jayapura' });
    await settings({ timeZone: 'Asia/Jayapura' });
    expect(await zones()).to.have.members(['office:zone UTC+07:00', 'office:zone UTC+09:00']);
  });

  it('that adds a position, is one write with its line, told by mail, and refused for a name that there is', async () => {
    const known = await portal.services.accounts.positions.list();
    await portal.deliver();
    const before = mail.taken.length;
    const refused = await addPosition(`${known[0]?.name.id.toUpperCase()}.`, 'Another');
    expect([refused.status, refused.value('positionEn')]).to.eql([400, 'Another']);
    expect(await portal.services.accounts.positions.list()).to.have.length(known.length);
    expect((await addPosition('Juru bayar', 'Paymaster')).status).to.equal(200);
    expect((await lines()).filter((line) => line.startsWith('position:add'))).to.have.length(1);
    expect(mail.taken.slice(before).at(-1)?.text).to.include('Juru bayar');
  });
});
