import { expect } from 'chai';
import { resealBundle } from '../../src/accounts/keys/recovery-bundle.ts';
import type { Client } from '../support/http.ts';
import { testMailServer } from '../support/smtp.ts';
import { startPortal } from '../support/portal.ts';
import {
  acceptLink,
  administrator,
  COMPARE_RECOVERY,
  compareRecoveryThroughPages,
  confirmKeyThroughPages,
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
    await portal.deliver();
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
    await portal.deliver();
    expect((await second.get('/staf/akses')).text).not.to.include('belum memegang kunci unit');

    for (const person of [ani, budi]) {
      const member = (await members.list()).find(({ email }) => email === person.email);
      const path = `/staf/pengaturan/anggota/${member?._id ?? ''}`;
      const refused = await admin.submit(await admin.get(`${path}/atur-ulang`));
      expect([refused.status, refused.errors.map(({ field }) => field)]).to.eql([400, ['proof']]);
      const done = await admin.submit(refused, { values: { proof: 'met' } });
      await portal.deliver();
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
    await portal.deliver();
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
