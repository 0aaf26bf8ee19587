import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { resealBundle } from '../../src/accounts/keys/recovery-bundle.ts';
import { createAsking, difference } from '../access/answers.ts';
import type { Client } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { testMailServer } from '../support/smtp.ts';
import {
  acceptLink,
  administrator,
  COMPARE_RECOVERY,
  compareRecoveryThroughPages,
  confirmKeyThroughPages,
  goodPassword,
  inviteThroughPages,
  joinThroughPages,
  letInThroughPages,
  linkOn,
  proveRecoveryThroughPages,
  readOutBy,
  setUpThroughPages,
  signInAs,
  typeFingerprint,
} from './pages.ts';

const ani = { name: 'Ani Verifikator', email: 'ani@kantor.example', roles: ['intake_officer'] };
const citra = { name: 'Citra Pimpinan', email: 'citra@kantor.example', roles: ['supervisor'] };
const budi = { name: 'Budi Penelaah', email: 'budi@kantor.example', roles: ['investigator'] };

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

/** Which of the steps that open reporting the administrator sees as done, from 1. */
async function stepsDone(admin: Client): Promise<number[]> {
  const { root } = await admin.get('/staf/pengaturan/pembukaan');
  return root
    .querySelectorAll('ol > li .tag')
    .flatMap((tag, index) => (tag.text === 'Selesai' ? [index + 1] : []));
}

describe('the way of the keys through the pages', () => {
  it('two handlers and a recovery holder, open reporting, give and give back access', async () => {
    await using mail = await testMailServer();
    const environment = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@kantor.example' };
    await using portal = await startPortal({ environment, onSharedStore: true });
    const admin = await setUpThroughPages(portal);
    const { readers, members } = portal.services.accounts;
    expect(await stepsDone(admin)).to.eql([]);
    const first = await joinThroughPages(portal, admin, ani, mail);
    expect(await stepsDone(admin)).to.eql([1, 6]);
    expect(await readers.isReportingOpen()).to.equal(false);
    const secret = await proveRecoveryThroughPages(portal, admin);
    expect(await stepsDone(admin)).to.eql([1, 3, 6]);
    await compareRecoveryThroughPages(first, secret);
    expect([await readers.isReportingOpen('service'), await readers.isReportingOpen()]).to.eql([true, false]);
    const leader = await joinThroughPages(portal, admin, citra, mail);
    expect(await stepsDone(admin)).to.eql([1, 2, 3, 4]);
    expect((await admin.get('/staf')).text).to.include('4 dari 6 langkah selesai');
    const visitor = portal.visitor();
    expect((await visitor.get('/lapor')).text).to.include('masih diperiksa oleh orang kedua');
    expect((await visitor.get('/kunci')).text).to.include('Belum diperiksa oleh orang kedua');
    const wrong = await leader.submit(await leader.get('/staf/kunci'), { form: 'section form' });
    expect([wrong.status, wrong.errors.length]).to.eql([400, 1]);
    expect((await confirmKeyThroughPages(first, leader)).text).to.include('Dikonfirmasi oleh Citra');
    expect(await readers.isReportingOpen()).to.equal(true);
    expect(await stepsDone(admin)).to.eql([1, 2, 3, 4, 5]);
    expect((await admin.get('/staf')).text).not.to.include('langkah selesai');
    const told = mail.taken.filter(({ subject }) => subject?.includes('dikonfirmasi'));
    expect(told.flatMap(({ to }) => to ?? []).map(({ text }) => text)).to.have.members([
      administrator.email,
      ani.email,
    ]);

    const second = await joinThroughPages(portal, admin, budi, mail);
    expect((await second.get('/staf/akses')).text).to.include('belum memegang kunci unit');
    const waiting = await first.get('/staf/akses');
    const wrongly = await typeFingerprint(first, waiting, {
      name: budi.name,
      readOut: 'AAAA-AAAA-AAAA-AAAA',
    });
    expect([wrongly.status, wrongly.errors.length]).to.eql([400, 1]);
    expect(waiting.body.toString()).not.to.include(await readOutBy(second));
    await letInThroughPages(first, second);
    expect((await second.get('/staf/akses')).text).not.to.include('belum memegang kunci unit');

    for (const person of [ani, budi]) {
      const member = (await members.list()).find(({ email }) => email === person.email);
      const path = `/staf/pengaturan/anggota/${member?._id ?? ''}`;
      const refused = await admin.submit(await admin.get(`${path}/atur-ulang`));
      expect([refused.status, refused.errors.map(({ field }) => field)]).to.eql([400, ['proof']]);
      const done = await admin.submit(refused, { values: { proof: 'met' } });
      expect([done.status, done.text.includes(person.email), done.text.includes('/undangan/')]).to.eql([
        200,
        true,
        false,
      ]);
      const link = linkOn(done, mail);
      const client = portal.visitor();
      await acceptLink(client, link);
      await signInAs(client, person.email);
    }
    const anew = (await members.list()).find(({ email }) => email === ani.email);
    const path = `/staf/pengaturan/anggota/${anew?._id ?? ''}/kembalikan`;
    const restoreLink = linkOn(await admin.submit(await admin.get(path)));
    const holder = portal.visitor();
    const page = await holder.get(restoreLink);
    const bundle = JSON.parse(page.root.querySelector('#bundle')?.text ?? '');
    const resealed = JSON.stringify(await resealBundle(secret, bundle));
    const bad = await holder.submit(page, { values: { resealed: '[]' } });
    expect(bad.status).to.equal(400);
    const back = portal.visitor();
    await signInAs(back, ani.email);
    const unread = await holder.submit(bad, { values: { resealed } });
    expect([unread.status, unread.errors.map(({ field }) => field)]).to.eql([400, ['fingerprint']]);
    const fingerprint = await readOutBy(back);
    expect(page.body.toString()).not.to.include(fingerprint);
    expect((await holder.submit(unread, { values: { resealed, fingerprint } })).status).to.equal(200);
    const aboutAccess = mail.taken.filter(({ subject }) =>
      /diatur ulang|menerima kunci|dikembalikan/.test(subject ?? ''),
    );
    expect(
      aboutAccess.map(({ subject, to }) => [subject?.split(': ')[1], [to].flat()[0]?.text]),
    ).to.have.deep.members([
      [`${budi.name} menerima kunci unit`, budi.email],
      [`akun ${ani.name} diatur ulang`, ani.email],
      [`akun ${ani.name} diatur ulang`, budi.email],
      [`akun ${budi.name} diatur ulang`, budi.email],
      [`akses ${ani.name} dikembalikan`, ani.email],
    ]);
    const access = await back.get('/staf/akses');
    expect(access.text).to.include(ani.name).and.to.include('Kunci pemulihan');
    expect(access.root.querySelectorAll('section h3').map(({ text }) => text)).to.eql([
      budi.name,
      citra.name,
    ]);
  });

  it('an administrator who replaces the recovery key opens nothing until a handler has compared it', async () => {
    await using portal = await startPortal({ onSharedStore: true, withoutTimers: true });
    const admin = await setUpThroughPages(portal);
    const handler = await joinThroughPages(portal, admin, ani);
    await compareRecoveryThroughPages(handler, await proveRecoveryThroughPages(portal, admin));
    const secret = await proveRecoveryThroughPages(portal, admin);
    await handler.get('/staf/akses');

    await joinThroughPages(portal, admin, budi);
    const account = (await portal.services.accounts.members.list()).find(({ email }) => email === budi.email);
    const path = `/staf/pengaturan/anggota/${account?._id ?? ''}/kembalikan`;
    const link = linkOn(await admin.submit(await admin.get(path)));
    const bundleAt = async () => {
      const { root } = await portal.visitor().get(link);
      return JSON.parse(root.querySelector('#bundle')?.text ?? '{"keys":[]}');
    };
    expect((await bundleAt()).keys).to.eql([]);

    const access = await handler.get('/staf/akses');
    expect(access.text).to.include('Kunci pemulihan menunggu');
    const form = COMPARE_RECOVERY;
    const values = { 'fingerprint-recovery': 'AAAA-AAAA-AAAA-AAAA' };
    const wrong = await handler.submit(access, { form, values });
    expect([wrong.status, (await bundleAt()).keys]).to.eql([400, []]);
    await compareRecoveryThroughPages(handler, secret);
    expect(await resealBundle(secret, await bundleAt())).not.to.eql([]);
  });

  it('a secret key that is pasted as the public half, is refused and not shown again', async () => {
    await using portal = await startPortal({ onSharedStore: true, withoutTimers: true });
    const admin = await setUpThroughPages(portal);
    const form = await admin.get('/staf/pengaturan/pemulihan');
    const link = linkOn(await admin.submit(form, { values: { holderName: 'Pemegang' } }));
    const holder = portal.visitor();
    const secret = 'AGE-SECRET-KEY-PQ-1QQQQ';
    const page = await holder.submit(await holder.get(link), { values: { recipient: secret } });
    expect([page.status, page.body.includes(secret)]).to.eql([400, false]);
    const short = await holder.submit(page, { values: { recipient: 'age1pq1abc' } });
    expect([short.status, short.value('recipient')?.trim()]).to.eql([400, 'age1pq1abc']);
  });
});

describe('the settings page', () => {
  let portal: TestPortal;
  beforeEach(async () => {
    portal = await startPortal({ onSharedStore: true, withoutTimers: true });
  });
  afterEach(async () => portal.close());

  it('saved, shows the office’s new name at once and names the body above', async () => {
    const admin = await setUpThroughPages(portal);
    const values = {
      nameId: 'Bawaslu Baru',
      aboveId: 'Bawaslu Riau',
      aboveEn: 'Riau Bawaslu',
      noticeHours: '16, 9',
    };
    const page = await admin.submit(await admin.get('/staf/pengaturan'), { values });
    expect([page.status, page.value('nameId'), page.value('noticeHours')]).to.eql([
      200,
      'Bawaslu Baru',
      '9, 16',
    ]);
    expect(page.root.querySelector('.brand')?.text).to.include('Bawaslu Baru');
    const units = await portal.services.accounts.units.list();
    expect(units.map(({ name }) => name.en)).to.eql(['Complaint Handling Team', 'Riau Bawaslu']);
  });

  it('saved by two at once, tells the second, who loses nothing', async () => {
    const admin = await setUpThroughPages(portal);
    const [first, second] = [await admin.get('/staf/pengaturan'), await admin.get('/staf/pengaturan')];
    await admin.submit(first, { values: { nameEn: 'First' } });
    const refused = await admin.submit(second, { values: { nameEn: 'Second' } });
    expect([refused.status, refused.value('nameEn')]).to.eql([409, 'Second']);
    const saved = await admin.submit(refused);
    expect([saved.status, saved.value('nameEn')]).to.eql([200, 'Second']);
  });

  it('with wrong hours, links to the field', async () => {
    const admin = await setUpThroughPages(portal);
    const page = await admin.submit(await admin.get('/staf/pengaturan'), {
      values: { noticeHours: '8, 25' },
    });
    expect([page.status, page.errors.map(({ field }) => field)]).to.eql([400, ['noticeHours']]);
  });

  it('a position is added, and reporters can tick it', async () => {
    const admin = await setUpThroughPages(portal);
    const form = await admin.get('/staf/pengaturan/jabatan');
    const values = { positionId: 'Panitera', positionEn: 'Clerk' };
    expect((await admin.submit(form, { values })).text).to.include('Panitera');
    const { positions } = await portal.services.reportingOffice.concernable();
    expect(positions.map(({ name }) => name.en)).to.include('Clerk');
  });

  it('every act of the accounts, has a line in the audit log that auditors can read', async () => {
    const admin = await setUpThroughPages(portal);
    await admin.submit(await admin.get('/staf/pengaturan'));
    const auditor = await joinThroughPages(portal, admin, {
      name: 'Auditor',
      email: 'auditor@kantor.example',
      roles: ['auditor'],
    });
    await portal.deliver();
    const page = await auditor.get('/staf/audit');
    expect(page.status).to.equal(200);
    for (const act of [
      'Menyiapkan kantor',
      'Mengundang petugas',
      'Menerima undangan',
      'Masuk',
      'Mengubah pengaturan',
    ])
      expect(page.text).to.include(act);
  });
});
