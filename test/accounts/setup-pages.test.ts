import { expect } from 'chai';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { administrator, goodPassword, setUpThroughPages, signInAs } from './pages.ts';

describe('the set-up page', () => {
  let portal: TestPortal;
  beforeEach(async () => {
    portal = await startPortal({ onSharedStore: true });
  });
  afterEach(async () => portal.close());

  it('without the link of the console, tells where the link is and shows no form', async () => {
    const page = await portal.visitor().get('/siapkan');
    expect([page.status, page.root.querySelector('main form')]).to.eql([200, null]);
  });

  it('with mistakes, keeps what was typed but the password, and links to each field', async () => {
    const client = portal.visitor();
    const form = await client.get((await portal.services.accounts.setup.firstLink()) ?? '');
    const values = {
      nameId: 'Bawaslu <Uji>',
      email: 'tidak lengkap',
      password: 'pendek',
      passwordRepeat: 'pendek',
    };
    const page = await client.submit(form, { values });
    expect(page.status).to.equal(400);
    expect(page.errors.map(({ field }) => field)).to.eql(['nameEn', 'name', 'email', 'password']);
    expect(page.errors[0]?.text).to.equal('Isi nama kantor dalam bahasa Inggris');
    expect([page.value('nameId'), page.value('email'), page.value('password')]).to.eql([
      'Bawaslu <Uji>',
      'tidak lengkap',
      '',
    ]);
  });

  it('looked at by a scanner of links first, still works, and works once', async () => {
    const link = (await portal.services.accounts.setup.firstLink()) ?? '';
    const first = await portal.visitor().get(link);
    expect(first.headers.get('cache-control')).to.equal('no-store');
    await setUpThroughPages(portal);
    const again = await portal.visitor().get(link);
    expect(again.status).to.equal(404);
    expect(await portal.services.accounts.setup.firstLink()).to.equal(undefined);
    expect((await portal.visitor().get('/siapkan')).status).to.equal(404);
  });

  it('unless it is told otherwise, has everybody set a second step up at the first sign-in', async () => {
    const client = portal.visitor();
    const form = await client.get((await portal.services.accounts.setup.firstLink()) ?? '');
    const password = { password: goodPassword, passwordRepeat: goodPassword };
    const names = { nameId: 'Bawaslu Uji', nameEn: 'Test Bawaslu' };
    await client.submit(form, { values: { ...names, ...administrator, ...password } });
    const page = await signInAs(client, administrator.email);
    expect(new URL(page.url).pathname).to.equal('/staf/akun/langkah-kedua');
    expect(new URL((await client.get('/staf/pengaturan')).url).pathname).to.equal('/staf/akun/langkah-kedua');
  });

  it('replaced by the link of a later start, works no more', async () => {
    const link = (await portal.services.accounts.setup.firstLink()) ?? '';
    await portal.services.accounts.setup.firstLink();
    expect((await portal.visitor().get(link)).status).to.equal(404);
  });
});
