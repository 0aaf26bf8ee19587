import { expect } from 'chai';
import type { Member } from '../../src/accounts/members/member.ts';
import type { Client, Page } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import {
  administrator,
  anotherAdministrator,
  goodPassword,
  pathOf,
  sessionOf,
  setUpThroughPages,
  signInAs,
} from './pages.ts';
import { appCode, appPath, openConfirmed, setAppUp } from './second-step.ts';
import { present } from './support.ts';

/** By the index of the ids, because this store refuses to scan. */
const everything = { _id: { $gt: '' } };
const factorsPath = '/staf/akun/langkah-kedua';
const stepPath = '/staf/masuk/langkah-kedua';

async function answer(client: Client, page: Page, code: string): Promise<Page> {
  return client.submit(page, { form: '#main', values: { code } });
}

describe('the second step with an authenticator app', () => {
  let portal: TestPortal;
  /** An administrator of the test's own, and their session that set the second step up. */
  let own: Member;
  let admin: Client;
  let secret: string;
  let codes: string[];
  /** Theirs, from before the second step was set up. */
  let elsewhere: Client;
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
    await setUpThroughPages(portal);
  });
  beforeEach(async () => {
    own = await anotherAdministrator(portal);
    admin = await sessionOf(portal, own);
    elsewhere = await sessionOf(portal, own);
    const set = await setAppUp(admin, portal.clock, await openConfirmed(admin, appPath));
    ({ secret, codes } = set);
    portal.clock.advance({ seconds: 90 });
  });
  after(async () => portal.close());

  async function atSecondStep(): Promise<{ client: Client; page: Page }> {
    const client = portal.visitor();
    return { client, page: await signInAs(client, own.email) };
  }

  it('set up, gives ten codes to keep and ends the sessions elsewhere', async () => {
    expect(codes).to.have.length(10);
    expect(new Set(codes).size).to.equal(10);
    expect(codes[0]).to.match(/^(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
    expect(pathOf(await admin.get(factorsPath))).to.equal(factorsPath);
    expect(pathOf(await elsewhere.get('/staf/akun'))).to.equal('/staf/masuk');
  });

  it('asked after the password, opens nothing before it is answered', async () => {
    const { client, page } = await atSecondStep();
    expect(pathOf(page)).to.equal(stepPath);
    expect(pathOf(await client.get('/staf/pengaturan'))).to.equal(stepPath);
    const posted = await client.request('/staf/akun', { method: 'POST', body: new URLSearchParams({}) });
    expect(posted.status).to.equal(401);
    const before = client.cookies.get('session');
    const inside = await answer(client, page, appCode(secret, portal.clock));
    expect(pathOf(inside)).to.equal('/staf/pengaturan/anggota');
    expect(client.cookies.get('session'), 'the token of the first step').not.to.equal(before);
  });

  it('asked ten times of somebody who has the password alone, ends no session of the member', async () => {
    for (let time = 0; time < 10; time += 1) {
      portal.clock.advance({ seconds: 1 });
      expect(pathOf((await atSecondStep()).page)).to.equal(stepPath);
    }
    expect(pathOf(await admin.get('/staf/akun'))).to.equal('/staf/akun');
  });

  it('leads on to the page that was asked for', async () => {
    const client = portal.visitor();
    const form = await client.get('/staf/pengaturan/pemulihan');
    const values = { email: own.email, password: goodPassword };
    const step = await client.submit(form, { values });
    expect(pathOf(await answer(client, step, appCode(secret, portal.clock)))).to.equal(
      '/staf/pengaturan/pemulihan',
    );
  });

  it('takes a code once, and none of an earlier time', async () => {
    const first = await atSecondStep();
    const code = appCode(secret, portal.clock);
    expect(pathOf(await answer(first.client, first.page, code))).to.equal('/staf/pengaturan/anggota');
    const second = await atSecondStep();
    const again = await answer(second.client, second.page, code);
    expect([again.status, again.errors.map(({ field }) => field)]).to.eql([400, ['code']]);
    portal.clock.advance({ seconds: 90 });
    expect((await answer(second.client, again, code)).status, 'an old code').to.equal(400);
    portal.clock.advance({ seconds: 30 });
    const fresh = await answer(second.client, again, appCode(secret, portal.clock));
    expect(pathOf(fresh)).to.equal('/staf/pengaturan/anggota');
  });

  it('takes one of two who send the same code at once', async () => {
    const sides = [await atSecondStep(), await atSecondStep()];
    const code = appCode(secret, portal.clock);
    const pages = await Promise.all(sides.map(async ({ client, page }) => answer(client, page, code)));
    expect(pages.map(({ status }) => status)).to.have.members([200, 400]);
  });

  it('takes each backup code once, in lower case and without dashes too', async () => {
    const [code = ''] = codes;
    const first = await atSecondStep();
    const inside = await answer(first.client, first.page, code.replaceAll('-', ' ').toLowerCase());
    expect(pathOf(inside)).to.equal('/staf/pengaturan/anggota');
    const second = await atSecondStep();
    expect((await answer(second.client, second.page, code)).status).to.equal(400);
    const third = await answer(second.client, second.page, codes[1] ?? '');
    expect(pathOf(third)).to.equal('/staf/pengaturan/anggota');
    const page = await openConfirmed(second.client, factorsPath, codes[2]);
    expect(page.text).to.include('Tersisa 7 kode');
  });

  it('is named in the audit log: what was shown at each step, and a right password that nothing followed', async () => {
    const { client, page } = await atSecondStep();
    await answer(client, page, codes[0] ?? '');
    await openConfirmed(client, factorsPath, appCode(secret, portal.clock));
    const acts = ['session:password', 'session:start', 'session:confirm'];
    const log = portal.services.database.collection<{
      _id: string;
      memberId: string;
      act: string;
      detail?: string;
    }>('audit');
    const lines = await log.find({ memberId: own._id }).toArray();
    const told = lines.filter(({ act }) => acts.includes(act)).map(({ act, detail }) => [act, detail]);
    expect(told).to.have.deep.members([
      ['session:start', 'password'], // before there was a second step
      ['session:start', 'password'],
      ['session:confirm', 'password'],
      ['session:password', undefined],
      ['session:start', 'code'],
      ['session:confirm', 'app'],
    ]);
  });

  it('slows guessing, and takes a right code after the wait', async () => {
    const { client, page } = await atSecondStep();
    const statuses: number[] = [];
    for (let time = 0; time < 7; time += 1) statuses.push((await answer(client, page, '000000')).status);
    expect(statuses).to.eql([400, 400, 400, 400, 400, 429, 429]);
    portal.clock.advance({ seconds: 6 });
    const inside = await answer(client, page, appCode(secret, portal.clock));
    expect(pathOf(inside)).to.equal('/staf/pengaturan/anggota');
  });

  it('removed, needs the password and a code again, and is asked no more', async () => {
    const { client, page } = await atSecondStep();
    await answer(client, page, appCode(secret, portal.clock));
    portal.clock.advance({ seconds: 60 });
    const asked = await client.get(factorsPath);
    expect(pathOf(asked)).to.equal('/staf/akun/konfirmasi');
    const wrong = await client.submit(asked, { values: { password: goodPassword, code: '123456' } });
    expect([wrong.status, wrong.errors.map(({ field }) => field)]).to.eql([400, ['code']]);
    const noPassword = await client.submit(asked, {
      values: { password: 'x', code: appCode(secret, portal.clock) },
    });
    expect(noPassword.errors.map(({ field }) => field)).to.eql(['password']);
    const open = await client.submit(asked, {
      values: { password: goodPassword, code: appCode(secret, portal.clock) },
    });
    const removed = await client.submit(open, { form: 'form[action$="/aplikasi/hapus"]' });
    expect(pathOf(await admin.get('/staf/akun')), 'another session').to.equal('/staf/masuk');
    expect(removed.text).to.include('Belum dipasang').and.not.to.include('Kode cadangan');
    const alone = await signInAs(portal.visitor(), own.email);
    expect(pathOf(alone)).to.equal('/staf/pengaturan/anggota');
    const warning = 'hanya dilindungi kata sandi';
    expect(
      [open, alone].map((shown) => shown.text.includes(warning)),
      'warned',
    ).to.eql([false, true]);
    expect(alone.root.querySelector('main .warning a')?.getAttribute('href')).to.equal(
      '/staf/akun/langkah-kedua',
    );
  });

  it('at rest, is not in the clear, nor are the backup codes', async () => {
    const stored = await portal.services.database
      .collection<{ _id: string }>('members')
      .find(everything)
      .toArray();
    const written = JSON.stringify(stored, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    expect(written).not.to.include(secret.replaceAll(' ', ''));
    for (const code of codes)
      expect(written).not.to.include(code.replaceAll('-', '')).and.not.to.include(code);
  });

  it('reset by an administrator, goes with the account’s other secrets', async () => {
    const { members } = portal.services.accounts;
    const other = await anotherAdministrator(portal);
    const before = present(await members.find(own._id));
    expect(before).to.include.keys('password', 'totp', 'factorCodes');
    await members.reset(before, other._id, 'met');
    const after = await members.find(before._id);
    const stored = portal.services.database.collection<{ _id: string }>('members').find({ _id: before._id });
    expect(JSON.stringify(await stored.toArray()), 'how it was made sure who asked').to.include('proof:met');
    expect(Object.keys(after ?? {})).not.to.include.members(['totp']);
    expect(after).not.to.have.any.keys('password', 'keyPair', 'totp', 'factorCodes', 'passkeys', 'recovery');
  });

  it('does not let somebody choose the secret of the app', async () => {
    const client = await sessionOf(portal, await anotherAdministrator(portal));
    const page = await openConfirmed(client, appPath);
    const chosen = 'A'.repeat(32);
    const values = { secret: chosen, code: appCode(chosen, portal.clock) };
    const refused = await client.submit(page, { values });
    expect(refused.status).to.equal(400);
    expect(refused.root.querySelector('#totp-secret')?.text.replaceAll(' ', '')).not.to.equal(chosen);
  });
});

describe('a second step that the office requires', () => {
  it('is set up at the next sign-in before anything else, and cannot be removed', async () => {
    await using portal = await startPortal({ onSharedStore: true });
    const admin = await setUpThroughPages(portal);
    await admin.submit(await admin.get('/staf/pengaturan'), { values: { secondFactorRequired: 'yes' } });
    const client = portal.visitor();
    const page = await signInAs(client, administrator.email);
    expect([pathOf(page), page.text.includes('mewajibkan langkah kedua')]).to.eql([factorsPath, true]);
    expect(pathOf(await client.get('/staf/pengaturan'))).to.equal(factorsPath);
    const { done } = await setAppUp(client, portal.clock, await client.get(appPath));
    expect(done.status).to.equal(200);
    expect(pathOf(await client.get('/staf/pengaturan'))).to.equal('/staf/pengaturan');
    portal.clock.advance({ seconds: 60 });
    const codes = done.root.querySelectorAll('#codes li').map((item) => item.text);
    const factors = await openConfirmed(client, factorsPath, codes[0]);
    const kept = await client.submit(factors, { form: 'form[action$="/aplikasi/hapus"]' });
    expect([kept.status, kept.errors.map(({ field }) => field)]).to.eql([400, ['factors']]);
  });
});
