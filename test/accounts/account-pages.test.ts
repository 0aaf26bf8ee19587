import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { createAsking, difference } from '../access/answers.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import {
  acceptLink,
  administrator,
  goodPassword,
  inviteThroughPages,
  setUpThroughPages,
  signInAs,
} from './pages.ts';

const ani = { name: 'Ani Verifikator', email: 'ani@kantor.example', roles: ['intake_officer'] };
const citra = { name: 'Citra Pimpinan', email: 'citra@kantor.example', roles: ['supervisor'] };

describe('the pages of the accounts', () => {
  let portal: TestPortal;
  before(async () => {
    portal = await startPortal({ onSharedStore: true, withoutTimers: true });
    await setUpThroughPages(portal);
  });
  after(async () => portal.close());

  async function administratorClient() {
    const client = portal.visitor();
    await signInAs(client, administrator.email);
    return client;
  }

  it('a password, is typed into a masked field that a password manager fills in, on every page that asks for one', async () => {
    const admin = await administratorClient();
    const invited = await inviteThroughPages(admin, ani);
    const asked = [
      [portal.visitor(), '/staf/masuk', 'current-password'],
      [admin, '/staf/akun/konfirmasi', 'current-password'],
      [portal.visitor(), invited, 'new-password'],
    ] as const;
    for (const [client, path, autocomplete] of asked) {
      const fields = (await client.get(path)).root.querySelectorAll('input[name^=password]');
      expect(fields, path).to.not.have.length(0);
      for (const { attributes } of fields) {
        expect(attributes, path).to.include({ type: 'password', autocomplete });
        expect(attributes, path).to.not.have.any.keys('readonly', 'maxlength', 'onpaste');
      }
    }
  });

  it('a wrong password and an unknown e-mail, get the same answer', async () => {
    const wrong = await signInAs(portal.visitor(), administrator.email, 'salah sama sekali');
    const unknown = await signInAs(portal.visitor(), 'siapa@kantor.example', 'salah sama sekali');
    expect([wrong.status, unknown.status]).to.eql([400, 400]);
    expect(wrong.errors).to.eql(unknown.errors);
    expect(wrong.value('password')).to.equal('');
  });

  it('a wrong password of somebody and of nobody, are told apart by nothing, the work of the database included', async () => {
    const answerTo = createAsking(portal.services.database);
    const ask = async (email: string) =>
      answerTo(
        portal.visitor(),
        {
          route: 'POST /staf/masuk',
          method: 'POST',
          path: '/staf/masuk',
          fields: { email, password: 'salah sama sekali' },
        },
        { [email]: 'surel' },
      );
    const nobody = administrator.email.replace('a', 'b');
    for (const email of [administrator.email, nobody]) await ask(email); // the first of a day begins its count
    const [one, other] = [await ask(administrator.email), await ask(nobody)];
    expect(one.commands).to.include('members');
    expect(difference(one, other)).to.equal(undefined);
  });

  it('a page asked for before signing in, is shown after it; another site is not', async () => {
    const client = portal.visitor();
    const form = await client.get('/staf/pengaturan/pemulihan');
    const page = await client.submit(form, {
      values: { email: administrator.email, password: goodPassword },
    });
    expect(new URL(page.url).pathname).to.equal('/staf/pengaturan/pemulihan');
    const other = await portal.visitor().get('/staf/masuk?ke=//evil.example/');
    expect(other.value('ke')).to.equal('');
  });

  it('signing out, ends the session on the server too', async () => {
    const client = await administratorClient();
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await client.submit(await client.get('/staf/akun'), { form: 'nav form' });
    const answer = await client.request('/staf/akun', { headers: { cookie } });
    expect([answer.status, answer.headers.get('location')]).to.eql([303, '/staf/masuk?ke=%2Fstaf%2Fakun']);
  });

  it('half an hour without a request, ends the session', async () => {
    const client = await administratorClient();
    portal.clock.advance({ seconds: 29 * 60 });
    expect(new URL((await client.get('/staf/akun')).url).pathname).to.equal('/staf/akun');
    portal.clock.advance({ seconds: 31 * 60 });
    expect(new URL((await client.get('/staf/akun')).url).pathname).to.equal('/staf/masuk');
  });

  it('a form without the session’s token, is refused', async () => {
    const client = await administratorClient();
    const { members } = portal.services.accounts;
    const before = await members.list();
    const page = await client.post('/staf/pengaturan/anggota/undang', { ...citra, roles: 'auditor' });
    expect(page.status).to.equal(403);
    expect(await members.list()).to.have.length(before.length);
  });

  it('an administrator, is shown no case and may not give access', async () => {
    const client = await administratorClient();
    expect(new URL((await client.get('/staf')).url).pathname).to.equal('/staf/pengaturan/anggota');
    expect((await client.get('/staf/akses')).status).to.equal(403);
    const refused = portal.logged.filter((line) =>
      line.includes('a member asked for what their role may not'),
    );
    const everybody = await portal.services.accounts.members.list();
    const memberId = everybody.find(({ email }) => email === administrator.email)?._id ?? 'nobody';
    expect(refused.some((line) => line.includes(memberId) && line.includes('access:grant'))).to.equal(true);
  });

  it('an invitation with mistakes, keeps what was typed', async () => {
    const client = await administratorClient();
    const form = await client.get('/staf/pengaturan/anggota/undang');
    const values = { name: 'Cici', email: administrator.email, roles: ['administrator', 'investigator'] };
    const page = await client.submit(form, { values });
    expect([page.status, page.errors.map(({ field }) => field)]).to.eql([400, ['roles', 'unitId']]);
    expect(page.value('name')).to.equal('Cici');
    const taken = await client.submit(page, { values: { roles: ['auditor'] } });
    expect(taken.errors.map(({ field }) => field)).to.eql(['email']);
  });

  it('a common or short password, is refused with a sentence', async () => {
    const client = await administratorClient();
    const person = { name: 'Dedi', email: 'dedi@kantor.example', roles: ['supervisor'] };
    const link = await inviteThroughPages(client, person);
    const visitor = portal.visitor();
    for (const password of [
      'pendek',
      'bawaslubintan123',
      'aaaaaaaaaaaaaaaa',
      'dedi@kantor.example1',
      'Bawaslu Uji 2026',
    ]) {
      const page = await visitor.submit(await visitor.get(link), {
        values: { password, passwordRepeat: password },
      });
      expect([page.status, page.errors.map(({ field }) => field)], password).to.eql([400, ['password']]);
    }
    expect((await acceptLink(visitor, link)).status).to.equal(200);
    expect((await visitor.get(link)).status).to.equal(404);
  });

  it('an invitation answered while too many passwords are checked, still works afterwards', async () => {
    const person = { name: 'Eka', email: 'eka@kantor.example', roles: ['supervisor'] };
    const link = await inviteThroughPages(await administratorClient(), person);
    const visitor = portal.visitor();
    const form = await visitor.get(link);
    const { passwordWork } = portal.services.accounts;
    const flow = new EventEmitter();
    const ebb = new Promise<void>((resolve) => flow.once('ebb', resolve));
    const flood = Array.from({ length: 34 }, async () => passwordWork.run(async () => ebb));
    const values = { password: goodPassword, passwordRepeat: goodPassword };
    const refused = await visitor.submit(form, { values });
    flow.emit('ebb');
    await Promise.all(flood);
    expect([refused.status, refused.headers.get('retry-after')]).to.eql([503, '5']);
    expect((await visitor.submit(refused, { values })).text).to.include('Kata sandi tersimpan');
  });
});
