import { expect } from 'chai';
import type { Client } from '../support/http.ts';
import { type Fault, type FaultyMailServer, faultyMailServer } from '../support/faulty-smtp.ts';
import { hourOfMails } from '../support/mails.ts';
import { sendReport, type SamplePortal, serviceReport, startSamplePortal } from '../support/sample-portal.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';

const MAIL_PAGE = '/staf/pengaturan/surel';

describe('the mail server', function () {
  let mail: FaultyMailServer;
  let portal: SamplePortal;

  before(async () => {
    mail = await faultyMailServer();
    const environment = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@contoh.example' };
    portal = await startSamplePortal({ onSharedStore: true, withoutTimers: true, environment });
  });
  after(async () => {
    await portal.close();
    await mail[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    mail.fail(undefined);
    await mail.comeBack();
    portal.clock.advance({ hours: 25 });
    await portal.services.jobs.runNow('mail-check', 'outbox', 'mail');
    portal.clock.advance({ hours: 1 });
  });

  /** A report comes in, and then the hour at which its notice leaves. */
  async function reportComes(): Promise<void> {
    await sendReport(portal.visitor(), serviceReport);
    await portal.deliver();
    portal.clock.set((await hourOfMails(portal.services)) ?? portal.clock.now());
    await portal.deliver();
  }

  async function signedIn(person: PersonName): Promise<Client> {
    const { email, password } = portal.office.accounts[person];
    const client = portal.visitor();
    await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
    return client;
  }

  /** What stands of mail above a page of somebody who signs in now: the clock was moved, and sessions idle out. */
  async function warningsOf(person: PersonName, path: string): Promise<string> {
    const page = await (await signedIn(person)).get(path);
    expect(new URL(page.url).pathname).to.equal(path);
    return page.root
      .querySelectorAll('main .warning')
      .map(({ text }) => text.trim())
      .filter((text) => /surel/i.test(text))
      .join('\n');
  }

  async function shownToAdministrators(): Promise<unknown> {
    const admin = await signedIn('administrator');
    const pages = [await admin.get(MAIL_PAGE), await admin.get('/staf/pengaturan')];
    return [...pages.map(({ text }) => text), await readiness()];
  }

  async function readiness(): Promise<unknown> {
    return (await fetch(`${portal.url}/readyz`)).json();
  }

  it('that works, is said to work, and takes a test mail to the administrator and nobody else', async () => {
    const admin = await signedIn('administrator');
    const page = await admin.get(MAIL_PAGE);
    expect(page.text).to.include('Server surel bekerja');
    expect(await readiness()).to.deep.equal({ status: 'ok', database: 'ok', mail: 'ok' });
    const taken = mail.server.taken.length;
    const sent = await admin.submit(page, { form: '#main' });
    expect(sent.text).to.include('Server menerima surel uji');
    const mails = mail.server.taken.slice(taken);
    expect(mails.map(({ subject }) => subject)).to.deep.equal(['Bawaslu Kabupaten Contoh: surel uji']);
    expect(JSON.stringify(mails[0]?.to)).to.include(portal.office.accounts.administrator.email);
    const lines = portal.services.database.collection('audit');
    expect(await lines.countDocuments({ act: 'mail:test' })).to.equal(1);
  });

  const checked: readonly (readonly [says: string, fault: Fault | undefined])[] = [
    ['Tidak ada yang menjawab di alamat itu', undefined],
    ['Server memutus koneksi', { at: 'EHLO', with: 'hang-up' }],
    ['Server menolak nama pengguna atau kata sandi', { at: 'AUTH', with: 535 }],
    ['Server meminta dicoba lagi nanti', { at: 'connect', with: 421 }],
    ['bukan server surel', { at: 'connect', with: 554 }],
  ];
  it('that fails, is told to administrators on every page, with since when, why and what to do, and to the log', async () => {
    const logged = portal.logged.length;
    const admin = await signedIn('administrator');
    const warningsOn = async (path: string) =>
      (await admin.get(path)).root.querySelectorAll('main .warning').join();
    for (const [says, fault] of checked) {
      await mail.comeBack();
      if (fault) mail.fail(fault);
      else await mail.leave();
      portal.clock.advance({ seconds: 61 });
      await portal.services.jobs.runNow('mail-check');
      expect(await warningsOn(MAIL_PAGE))
        .to.include(says)
        .and.match(/sejak .* pukul \d\d\.\d\d/);
      expect(await warningsOn('/staf/pengaturan')).to.include('Server surel tidak menerima surel sejak');
      expect(await readiness()).to.deep.include({ status: 'ok', mail: 'unavailable' });
    }
    expect(await warningsOf('auditor', '/staf/audit')).to.equal('');
    mail.fail(undefined);
    portal.clock.advance({ seconds: 61 });
    await portal.services.jobs.runNow('mail-check');
    const told = portal.logged.slice(logged).filter((line) => /mail server (?:does not )?work/.test(line));
    expect(
      told.filter((line) => line.includes('does not work')),
      'each problem once',
    ).to.have.length(5);
    expect(told.slice(5).map((line) => JSON.parse(line)))
      .to.have.length(1)
      .and.to.have.nested.property('[0].level', 'info');
  });

  const tested: readonly (readonly [says: string, fault: Fault])[] = [
    ['Server menolak alamat pengirim', { at: 'MAIL', with: 550 }],
    ['Server menolak alamat Anda', { at: 'RCPT', with: 550 }],
    ['Server menolak isi surel', { at: 'content', with: 554 }],
    ['Server belum mau menerima', { at: 'RCPT', with: 451 }],
    ['Server memutus koneksi', { at: 'DATA', with: 'hang-up' }],
  ];
  it('that refuses a test mail, is told of with what to do', async () => {
    const admin = await signedIn('administrator');
    const page = await admin.get(MAIL_PAGE);
    for (const [says, fault] of tested) {
      mail.fail(fault);
      const answer = await admin.submit(page, { form: '#main' });
      expect(answer.root.querySelectorAll('main .warning').join()).to.include(says);
    }
  });

  it('that fails, is shown to administrators alike whether a report waits to be told of or not', async () => {
    await mail.leave();
    await portal.services.jobs.runNow('mail-check');
    portal.clock.advance({ hours: 1 });
    await portal.services.jobs.runNow('mail-check');
    const before = await shownToAdministrators();
    await reportComes();
    portal.clock.advance({ seconds: 3_700 });
    await portal.deliver();
    expect(await shownToAdministrators()).to.deep.equal(before);
  });

  it('away for an hour, is told of to whom mail is late, and to nobody else; its return ends that', async () => {
    await mail.leave();
    await reportComes();
    expect(await warningsOf('supervisor', '/staf/laporan')).to.equal('');
    portal.clock.advance({ seconds: 3_700 });
    await portal.deliver();
    expect(await warningsOf('supervisor', '/staf/laporan')).to.match(/tertunda sejak \d+ \w+ 20\d\d/);
    expect(await warningsOf('officer', '/staf/laporan')).to.equal('');
    expect(await warningsOf('administrator', '/staf/pengaturan')).to.equal('');
    await mail.comeBack();
    const taken = mail.server.taken.length;
    portal.clock.advance({ seconds: 900 });
    await portal.services.jobs.runNow('mail-check', 'mail');
    expect(mail.server.taken.length).to.equal(taken + 1);
    expect(await warningsOf('supervisor', '/staf/laporan')).to.equal('');
  });

  it('away for an hour while mail comes in, has the late mails read once a minute, however many pages are asked for', async () => {
    await mail.leave();
    await reportComes();
    portal.clock.advance({ seconds: 3_700 });
    const supervisor = await signedIn('supervisor');
    let reads = 0;
    portal.services.database.getClient().on('commandStarted', ({ commandName, command }) => {
      const isOfLate = command['find'] === 'mails' && JSON.stringify(command['filter']).includes('"date"');
      if (commandName === 'find' && isOfLate) reads += 1;
    });
    await supervisor.get('/staf/laporan');
    const first = reads;
    await sendReport(portal.visitor(), serviceReport);
    await portal.deliver();
    await supervisor.get('/staf/laporan');
    expect([first <= 1, reads - first]).to.deep.equal([true, 0]);
    portal.clock.advance({ seconds: 60 });
    await supervisor.get('/staf/laporan');
    expect(reads - first).to.equal(1);
  });

  it('that refuses the sender, is told of in the log as what somebody has to mend', async () => {
    mail.fail({ at: 'MAIL', with: 553 });
    await reportComes();
    expect(portal.logged.join('\n')).to.match(/"level":"error".*refuses the sender of every mail/);
  });

  it('that refuses the address of a member, has that member told to look at it', async () => {
    mail.fail({ at: 'RCPT', with: 550 });
    await reportComes();
    portal.clock.advance({ seconds: 3_700 });
    expect(await warningsOf('supervisor', '/staf/laporan')).to.include('ditolak server surel');
  });

  it('away for a day, is given what waited a quarter of an hour after its return at the latest', async () => {
    await mail.leave();
    await reportComes();
    for (let times = 0; times < 8; times += 1) {
      await portal.deliver();
      portal.clock.advance({ hours: 1 });
    }
    await portal.deliver();
    await mail.comeBack();
    const taken = mail.server.taken.length;
    await portal.deliver();
    expect(mail.server.taken.length).to.equal(taken);
    portal.clock.advance({ seconds: 901 });
    await portal.deliver();
    expect(mail.server.taken.length).to.equal(taken + 1);
  });
});
