import { expect } from 'chai';
import type { Client, Page } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import { administrator, goodPassword, joinThroughPages, setUpThroughPages, signInAs } from './pages.ts';
import { appCode, appPath, openConfirmed, setAppUp } from './second-step.ts';

const sessionsPath = '/staf/akun/sesi';
const newPassword = 'tujuh payung di atas meja';

function pathOf(page: Page): string {
  return new URL(page.url).pathname;
}

const confirmPath = '/staf/akun/konfirmasi';
const isIn = async (client: Client) => pathOf(await client.get('/staf/akun')) === '/staf/akun';

describe('a member’s own account', () => {
  let portal: TestPortal;
  let mail: TestMailServer;
  let admin: Client;
  beforeEach(async () => {
    mail = await testMailServer();
    const environment = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@kantor.example' };
    portal = await startPortal({ environment, onSharedStore: true });
    admin = await setUpThroughPages(portal);
  });
  afterEach(async () => {
    await portal.close();
    await mail.close();
  });

  const texts = () => mail.taken.map(({ text }) => text).join();

  async function another(): Promise<Client> {
    const client = portal.visitor();
    await signInAs(client, administrator.email);
    return client;
  }

  it('lists its sessions and ends one, or all others', async () => {
    const others = [await another(), await another()];
    const page = await openConfirmed(admin, sessionsPath);
    expect(page.root.querySelectorAll('tbody tr')).to.have.length(3);
    expect(page.text).to.include('Sesi ini');
    const left = await admin.submit(page, { form: 'tbody form', button: 'tbody form button' });
    expect(left.root.querySelectorAll('tbody tr')).to.have.length(2);
    const alive = await Promise.all(others.map(async (client) => isIn(client)));
    expect(alive).to.have.members([false, true]);
    await admin.submit(left, { form: '#main' });
    expect(await Promise.all(others.map(async (client) => isIn(client)))).to.eql([false, false]);
    expect(await isIn(admin)).to.equal(true);
  });

  it('shows its member, in the log and by one mail, that somebody goes on confirming wrongly', async () => {
    let page = await admin.get(confirmPath);
    for (let time = 0; time < 4; time += 1)
      page = await admin.submit(page, { form: 'main form', values: { password: 'salah sama sekali' } });
    expect(page.status).to.equal(400);
    await portal.deliver();
    expect(mail.taken.filter(({ text }) => text?.includes('beberapa kali salah'))).to.have.length(1);
    expect((await admin.get('/staf/akun')).text).to.match(/konfirmasi yang gagal 4 kali/);
  });

  it('ends no session of somebody else by its id', async () => {
    const person = { name: 'Ani', email: 'ani@kantor.example', roles: ['auditor'] };
    const ani = await joinThroughPages(portal, admin, person, mail);
    const { sessions, members } = portal.services.accounts;
    const member = (await members.list()).find(({ email }) => email === person.email);
    const [victim] = await sessions.listOf(member?._id ?? '');
    await another();
    const page = await openConfirmed(admin, sessionsPath);
    await admin.submit(page, { form: '#main', values: { id: victim?.id ?? '' } });
    expect(await isIn(ani)).to.equal(true);
  });

  it('is signed out everywhere by an administrator, and comes back with the same password', async () => {
    const person = { name: 'Ani', email: 'ani@kantor.example', roles: ['auditor'] };
    const ani = await joinThroughPages(portal, admin, person, mail);
    const member = (await portal.services.accounts.members.list()).find(
      ({ email }) => email === person.email,
    );
    const act = `/staf/pengaturan/anggota/${member?._id ?? ''}/akhiri-sesi`;
    await admin.submit(await admin.get(act));
    expect(await isIn(ani)).to.equal(false);
    expect(pathOf(await signInAs(ani, person.email))).to.equal('/staf/audit');
  });

  it('has ten sessions at most; the first one ends', async () => {
    for (let more = 0; more < 10; more += 1) {
      portal.clock.advance({ seconds: 1 });
      await another();
    }
    expect(await isIn(admin)).to.equal(false);
  });

  it('confirms in one of ten sessions without ending another', async () => {
    portal.clock.advance({ seconds: 1 });
    for (let more = 0; more < 8; more += 1) await another();
    await openConfirmed(await another(), sessionsPath);
    expect(await isIn(admin)).to.equal(true);
  });

  it('ends twelve hours after signing in, however much it is used and whatever is confirmed', async () => {
    for (let half = 0; half < 23; half += 1) {
      portal.clock.advance({ seconds: 29 * 60 });
      await openConfirmed(admin, sessionsPath);
    }
    expect(await isIn(admin)).to.equal(true);
    for (let half = 0; half < 2; half += 1) {
      portal.clock.advance({ seconds: 29 * 60 });
      await admin.get('/staf/akun');
    }
    expect(await isIn(admin)).to.equal(false);
  });

  it('changes its password after the present one, ends other sessions and is told by mail', async () => {
    const other = await another();
    const before = admin.cookies.get('session');
    const page = await openConfirmed(admin, '/staf/akun/kata-sandi');
    expect(admin.cookies.get('session'), 'a new token once confirmed').not.to.equal(before);
    const values = { password: newPassword, passwordRepeat: newPassword };
    expect(pathOf(await admin.submit(page, { values }))).to.equal('/staf/akun');
    expect([await isIn(admin), await isIn(other)]).to.eql([true, false]);
    expect((await signInAs(other, administrator.email)).status).to.equal(400);
    expect(pathOf(await signInAs(other, administrator.email, newPassword))).to.equal(
      '/staf/pengaturan/anggota',
    );
    await portal.deliver();
    expect(mail.taken.map(({ text }) => text?.includes('baru saja diganti'))).to.eql([true]);
  });

  it('is asked again after ten minutes, and a wrong password opens nothing', async () => {
    await openConfirmed(admin, '/staf/akun/kata-sandi');
    expect(pathOf(await admin.get('/staf/akun/kata-sandi'))).to.equal('/staf/akun/kata-sandi');
    portal.clock.advance({ seconds: 11 * 60 });
    const asked = await admin.get('/staf/akun/kata-sandi');
    expect(pathOf(asked)).to.equal('/staf/akun/konfirmasi');
    const wrong = await admin.submit(asked, { values: { password: 'salah sama sekali' } });
    expect([wrong.status, pathOf(await admin.get('/staf/akun/kata-sandi'))]).to.eql([
      400,
      '/staf/akun/konfirmasi',
    ]);
  });

  it('forgotten the password, is opened by the printed code once, with the second step as ever', async () => {
    const { secret } = await setAppUp(admin, portal.clock, await openConfirmed(admin, appPath));
    const form = await admin.get('/staf/akun/kode-pemulihan');
    const shown = await admin.submit(form);
    const code = shown.root.querySelector('#codes li')?.text ?? '';
    expect(code).to.match(/^(?:[0-9A-Z]{4}-){5}[0-9A-Z]{4}$/);
    portal.clock.advance({ seconds: 60 });

    const client = portal.visitor();
    const use = await client.get('/staf/masuk/kode-pemulihan');
    const values = { code: code.toLowerCase(), password: newPassword, passwordRepeat: newPassword };
    const short = await client.submit(use, { values: { ...values, password: 'pendek' } });
    expect([short.status, short.errors.map(({ field }) => field)]).to.eql([400, ['password']]);
    expect((await client.submit(use, { values })).status).to.equal(200);
    expect(await isIn(admin), 'earlier sessions').to.equal(false);
    await portal.deliver();
    expect(texts()).to.include('baru saja dipakai');

    const step = await signInAs(client, administrator.email, newPassword);
    const inside = await client.submit(step, {
      form: '#main',
      values: { code: appCode(secret, portal.clock) },
    });
    expect(pathOf(inside)).to.equal('/staf/pengaturan/anggota');
    const again = await client.submit(use, { values });
    expect([again.status, again.errors.map(({ field }) => field)]).to.eql([400, ['code']]);
  });

  it('is told by mail of a recovery code and of backup codes that were made in it', async () => {
    await admin.submit(await openConfirmed(admin, '/staf/akun/kode-pemulihan'));
    await portal.deliver();
    expect(texts()).to.include('Kode pemulihan baru saja dibuat');
    const { codes } = await setAppUp(admin, portal.clock, await openConfirmed(admin, appPath));
    const factors = await openConfirmed(admin, '/staf/akun/langkah-kedua', codes[0]);
    await admin.submit(factors, { form: 'form[action$="/langkah-kedua/kode"]' });
    await portal.deliver();
    expect(texts()).to.include('Kode cadangan untuk langkah kedua akun Anda');
  });

  it('whose password was changed while mail was away, is told when it is there again, at the address of then', async () => {
    mail.refuseWith(451);
    const page = await openConfirmed(admin, '/staf/akun/kata-sandi');
    const values = { password: newPassword, passwordRepeat: newPassword };
    expect(pathOf(await admin.submit(page, { values }))).to.equal('/staf/akun');
    await portal.deliver();
    expect(mail.taken).to.eql([]);

    await portal.services.database
      .collection('members')
      .updateOne({ signInName: administrator.email }, { $set: { email: 'asing@kantor.example' } });
    mail.refuseWith(undefined);
    portal.clock.advance({ seconds: 3600 });
    await portal.deliver();
    expect(texts()).to.include('baru saja diganti');
    expect(mail.recipients).to.eql([[administrator.email]]);
    expect(await portal.countOf('mails', { 'letter.to': { $exists: true } }), 'kept').to.equal(0);
  });

  it('of which a second step is removed that it does not have, keeps its sessions, and nobody is told', async () => {
    const elsewhere = await another();
    const page = await openConfirmed(admin, '/staf/akun/langkah-kedua');
    for (const [path, id] of [
      ['aplikasi', ''],
      ['kunci-sandi', 'tidak ada'],
    ]) {
      const body = new URLSearchParams({ _csrf: page.value('_csrf') ?? '', id: id ?? '' });
      const answer = await admin.request(`/staf/akun/langkah-kedua/${path}/hapus`, { method: 'POST', body });
      expect(answer.status).to.equal(303);
    }
    expect(await isIn(elsewhere)).to.equal(true);
    await portal.deliver();
    expect(mail.taken).to.eql([]);
    expect(await portal.countOf('audit', { act: 'factor:remove' })).to.equal(0);
  });

  it('changes its e-mail once the new address answers, and the old one is told', async () => {
    const page = await openConfirmed(admin, '/staf/akun/surel');
    const wrong = await admin.submit(page, { values: { email: 'bukan surel' } });
    expect([wrong.status, wrong.value('email')]).to.eql([400, 'bukan surel']);
    const sent = await admin.submit(page, { values: { email: 'Baru@kantor.example' } });
    expect(sent.text).to.include('Periksa surel baru Anda');
    const to = mail.taken.map((one) => (Array.isArray(one.to) ? one.to[0]?.text : one.to?.text));
    expect(to).to.eql([administrator.email, 'Baru@kantor.example']);
    expect((await signInAs(portal.visitor(), 'baru@kantor.example')).status, 'not yet').to.equal(400);

    const link = /http\S+\/staf\/surel\/\S+/.exec(mail.taken[1]?.text ?? '')?.[0] ?? '';
    const reader = portal.visitor();
    const confirm = await reader.get(new URL(link).pathname);
    expect(confirm.text).to.include('Baru@kantor.example');
    expect((await reader.submit(confirm)).text).to.include('Surel sudah berganti');
    expect((await reader.get(new URL(link).pathname)).status).to.equal(404);
    expect(pathOf(await signInAs(reader, 'baru@kantor.example'))).to.equal('/staf/pengaturan/anggota');
    expect((await signInAs(portal.visitor(), administrator.email)).status).to.equal(400);
  });

  /** Asks for a change of e-mail. @returns the path of the link that the new address gets */
  async function askForEmail(email: string): Promise<string> {
    await admin.submit(await openConfirmed(admin, '/staf/akun/surel'), { values: { email } });
    const asked = mail.taken.findLast(({ text }) => text?.includes('/staf/surel/'));
    return new URL(/http\S+\/staf\/surel\/\S+/.exec(asked?.text ?? '')?.[0] ?? '').pathname;
  }

  it('changes no e-mail any more that was asked for before the password was changed', async () => {
    const codeShown = await admin.submit(await openConfirmed(admin, '/staf/akun/kode-pemulihan'));
    const code = codeShown.root.querySelector('#codes li')?.text ?? '';
    const values = { password: newPassword, passwordRepeat: newPassword };

    const first = await askForEmail('asing@kantor.example');
    expect((await portal.visitor().get(first)).status).to.equal(200);
    await admin.submit(await admin.get('/staf/akun/kata-sandi'), { values });
    expect((await portal.visitor().get(first)).status).to.equal(404);

    const second = await askForEmail('asing@kantor.example');
    const client = portal.visitor();
    await client.submit(await client.get('/staf/masuk/kode-pemulihan'), { values: { ...values, code } });
    expect((await client.get(second)).status).to.equal(404);
  });

  it('changes no e-mail any more that was asked for before its other sessions ended, or its second step changed', async () => {
    for (const form of ['#main', 'tbody form']) {
      await another();
      const first = await askForEmail('asing@kantor.example');
      expect((await portal.visitor().get(first)).status).to.equal(200);
      await admin.submit(await admin.get(sessionsPath), { form });
      expect((await portal.visitor().get(first)).status, form).to.equal(404);
    }

    const second = await askForEmail('asing@kantor.example');
    await setAppUp(admin, portal.clock, await openConfirmed(admin, appPath));
    expect((await portal.visitor().get(second)).status).to.equal(404);
  });

  it('tells when mail is away, and changes nothing', async () => {
    const page = await openConfirmed(admin, '/staf/akun/surel');
    mail.refuseWith(451);
    const away = await admin.submit(page, { values: { email: 'baru@kantor.example' } });
    expect([away.status, away.value('email')]).to.eql([400, 'baru@kantor.example']);
  });

  it('may ask for mail so often, and no stranger behind the same address uses that up', async () => {
    const environment = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@kantor.example' };
    await using limited = await startPortal({
      environment,
      onSharedStore: true,
      rateLimits: { signIn: 2, crowd: 1 },
    });
    const member = await setUpThroughPages(limited);
    const page = await openConfirmed(member, '/staf/akun/surel');
    for (let asked = 0; asked < 4; asked += 1) {
      const body = new URLSearchParams({ email: 'baru@kantor.example' });
      const answer = await limited.visitor().request('/staf/akun/surel', { method: 'POST', body });
      expect(answer.status).to.equal(401);
    }
    const statuses: number[] = [];
    for (let asked = 0; asked < 3; asked += 1)
      statuses.push((await member.submit(page, { values: { email: 'baru@kantor.example' } })).status);
    expect(statuses).to.eql([200, 200, 429]);
  });

  it('counts failed sign-ins, which the sweep tells the audit log', async () => {
    await signInAs(portal.visitor(), administrator.email, 'salah sama sekali');
    expect((await admin.get('/staf/akun')).text).to.include('1 kali dalam 7 hari terakhir');
    await portal.services.jobs.runNow('sweep-accounts');
    expect(portal.logged.filter((line) => line.includes('a job failed'))).to.eql([]);
  });

  it('in English, is shown in English wherever its member goes', async () => {
    const own = await admin.get('/staf/akun');
    await admin.submit(own, { values: { locale: 'en' } });
    const page = await admin.get('/staf/akun');
    expect(page.root.querySelector('html')?.getAttribute('lang')).to.equal('en');
    expect(page.root.querySelector('a.language')?.getAttribute('href')).to.equal('/en/staf/akun');
    const missing = await portal.visitor().get('/staf/masuk');
    expect(missing.root.querySelector('html')?.getAttribute('lang')).to.equal('id');
  });

  it('is not locked by a page that is asked for too early', async () => {
    for (let time = 0; time < 5; time += 1)
      await signInAs(portal.visitor(), administrator.email, 'salah sama sekali');
    const stranger = await signInAs(portal.visitor(), administrator.email);
    expect([stranger.status, stranger.headers.get('retry-after'), stranger.value('email')]).to.eql([
      429,
      '5',
      administrator.email,
    ]);
    const client = portal.visitor();
    for (const [name, value] of admin.cookies) if (name === 'device') client.cookies.set(name, value);
    expect(pathOf(await signInAs(client, administrator.email, goodPassword))).to.equal(
      '/staf/pengaturan/anggota',
    );
  });
});
