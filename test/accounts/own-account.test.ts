import { expect } from 'chai';
import type { Member } from '../../src/accounts/members/member.ts';
import type { Client } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import type { TestMailServer } from '../support/smtp.ts';
import {
  anotherAdministrator,
  goodPassword,
  isIn,
  mailingOffice,
  newPassword,
  pathOf,
  sessionOf,
  signInAs,
} from './pages.ts';
import { appCode, appPath, openConfirmed, setAppUp } from './second-step.ts';

const confirmPath = '/staf/akun/konfirmasi';

describe('a member’s own account', () => {
  let portal: TestPortal;
  let mail: TestMailServer;
  /** An administrator of the test's own, who is signed in. */
  let own: Member;
  let admin: Client;
  /** How many mails went before the test began. */
  let earlier: number;
  before(async () => ({ portal, mail } = await mailingOffice()));
  beforeEach(async () => {
    own = await anotherAdministrator(portal);
    admin = await sessionOf(portal, own);
    await portal.deliver();
    earlier = mail.taken.length;
  });
  after(async () => {
    await portal.close();
    await mail.close();
  });

  const taken = () => mail.taken.slice(earlier);
  const texts = () =>
    taken()
      .map(({ text }) => text)
      .join();

  it('shows its member, in the log and by one mail, that somebody goes on confirming wrongly', async () => {
    let page = await admin.get(confirmPath);
    for (let time = 0; time < 4; time += 1)
      page = await admin.submit(page, { form: 'main form', values: { password: 'salah sama sekali' } });
    expect(page.status).to.equal(400);
    await portal.deliver();
    expect(taken().filter(({ text }) => text?.includes('beberapa kali salah'))).to.have.length(1);
    expect((await admin.get('/staf/akun')).text).to.match(/konfirmasi yang gagal 4 kali/);
  });

  it('changes its password after the present one, ends other sessions and is told by mail', async () => {
    const other = await sessionOf(portal, own);
    const before = admin.cookies.get('session');
    const page = await openConfirmed(admin, '/staf/akun/kata-sandi');
    expect(admin.cookies.get('session'), 'a new token once confirmed').not.to.equal(before);
    const values = { password: newPassword, passwordRepeat: newPassword };
    expect(pathOf(await admin.submit(page, { values }))).to.equal('/staf/akun');
    expect([await isIn(admin), await isIn(other)]).to.eql([true, false]);
    expect((await signInAs(other, own.email)).status).to.equal(400);
    expect(pathOf(await signInAs(other, own.email, newPassword))).to.equal('/staf/pengaturan/anggota');
    await portal.deliver();
    expect(taken().map(({ text }) => text?.includes('baru saja diganti'))).to.eql([true]);
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

    const step = await signInAs(client, own.email, newPassword);
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
    expect(taken()).to.eql([]);

    await portal.services.database
      .collection('members')
      .updateOne({ signInName: own.email }, { $set: { email: 'asing@kantor.example' } });
    mail.refuseWith(undefined);
    portal.clock.advance({ seconds: 3600 });
    await portal.deliver();
    expect(texts()).to.include('baru saja diganti');
    expect(mail.recipients.slice(earlier)).to.eql([[own.email]]);
    expect(await portal.countOf('mails', { 'letter.to': { $exists: true } }), 'kept').to.equal(0);
  });

  it('of which a second step is removed that it does not have, keeps its sessions, and nobody is told', async () => {
    const elsewhere = await sessionOf(portal, own);
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
    expect(taken()).to.eql([]);
    expect(await portal.countOf('audit', { act: 'factor:remove' })).to.equal(0);
  });

  it('counts failed sign-ins, which the sweep tells the audit log', async () => {
    await signInAs(portal.visitor(), own.email, 'salah sama sekali');
    expect((await admin.get('/staf/akun')).text).to.include('1 kali dalam 7 hari terakhir');
    await portal.services.jobs.runNow('sweep-accounts');
    expect(portal.logged.filter((line) => line.includes('a job failed'))).to.eql([]);
  });

  it('in English, is shown in English wherever its member goes', async () => {
    const account = await admin.get('/staf/akun');
    await admin.submit(account, { values: { locale: 'en' } });
    const page = await admin.get('/staf/akun');
    expect(page.root.querySelector('html')?.getAttribute('lang')).to.equal('en');
    expect(page.root.querySelector('a.language')?.getAttribute('href')).to.equal('/en/staf/akun');
    const missing = await portal.visitor().get('/staf/masuk');
    expect(missing.root.querySelector('html')?.getAttribute('lang')).to.equal('id');
  });

  it('is not locked by a page that is asked for too early', async () => {
    for (let time = 0; time < 5; time += 1) await signInAs(portal.visitor(), own.email, 'salah sama sekali');
    const stranger = await signInAs(portal.visitor(), own.email);
    expect([stranger.status, stranger.headers.get('retry-after'), stranger.value('email')]).to.eql([
      429,
      '5',
      own.email,
    ]);
    const client = portal.visitor();
    for (const [name, value] of admin.cookies) if (name === 'device') client.cookies.set(name, value);
    expect(pathOf(await signInAs(client, own.email, goodPassword))).to.equal('/staf/pengaturan/anggota');
  });
});
