import { expect } from 'chai';
import type { ParsedMail } from 'mailparser';
import { createSmtpMailer } from '../../src/notifications/mailer.ts';
import type { Client } from '../support/http.ts';
import { hourOfMails } from '../support/mails.ts';
import { sendReport, serviceReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';

/** Addresses that hide a second one, a header, or another server than they show. */
const hostile = [
  'a@b.example\r\nBcc: evil@evil.example',
  'a@b.example\nRCPT TO:<evil@evil.example>',
  'a@b.example, evil@evil.example',
  'a@b.example;evil@evil.example',
  'a@b.example evil@evil.example',
  'Sari <evil@evil.example>',
  '<a@b.example>',
  'a@b.example>\r\nDATA',
  '"a@b.example"@evil.example',
  'a@evil.example@b.example',
  'a:evil@evil.example;',
  'a(x)@b.example',
  'a\\@b.example',
  'a@[127.0.0.1]',
  'a\0@b.example',
  'a\u0001@b.example',
  'a@b.example\u2028evil@evil.example',
  'a@b.example\u200b',
  'a\u202e@b.example',
  'a@b.example＠evil.example',
  'a＠evil.example@b.example',
  'a@b.example，evil@evil.example',
  'a@b。example',
  'a@ｂ.example',
  'a@bücher.example',
  'a@b.example?cc=evil@evil.example',
  'a%0d%0aBcc:evil@evil.example',
];
const office = 'Kantor\r\nBcc: evil@evil.example\r\nX-Injected: a\r\n\r\nIsi \u202ekeyword\u2028baru';
const onOneLine = 'Kantor Bcc: evil@evil.example X-Injected: a Isi keyword baru';

function expectPlain(message: ParsedMail, subject: string): void {
  expect(new Set(message.headerLines.map(({ key }) => key))).to.deep.equal(
    new Set([
      'auto-submitted',
      'from',
      'to',
      'subject',
      'message-id',
      'date',
      'content-transfer-encoding',
      'mime-version',
      'content-type',
    ]),
  );
  expect(message.headerLines).to.have.lengthOf(9);
  expect(message.subject).to.include(subject);
}

describe('attacks: a line, or a second address, in a mail (ASVS 1.3.11)', () => {
  let mail: TestMailServer;
  let portal: SamplePortal;
  let administrator: Client;
  /** How many mails setting the office up brought about. */
  let first: number;
  before(async () => {
    mail = await testMailServer();
    const environment = { SMTP_URL: mail.url, MAIL_FROM: 'Kanal <kanal@kantor.example>' };
    portal = await startSamplePortal({ onSharedStore: true, environment, withoutTimers: true });
    administrator = portal.visitor();
    const { email, password } = portal.office.accounts.administrator;
    await administrator.submit(await administrator.get('/staf/masuk'), { values: { email, password } });
    first = mail.taken.length;
  });
  after(async () => {
    await portal.close();
    await mail.close();
  });

  async function confirmed(path: string) {
    const asked = await administrator.get(path);
    const { password } = portal.office.accounts.administrator;
    return asked.url.includes('konfirmasi') ? administrator.submit(asked, { values: { password } }) : asked;
  }

  for (const address of hostile)
    it(`${JSON.stringify(address)}, typed as an e-mail, is refused and told at its field`, async () => {
      const invite = await administrator.get('/staf/pengaturan/anggota/undang');
      const values = { name: 'Orang Baru', email: address, roles: 'auditor' };
      const refused = await administrator.submit(invite, { values });
      expect(refused.status).to.equal(400);
      expect(refused.errors.map(({ field }) => field)).to.deep.equal(['email']);
      const own = await administrator.submit(await confirmed('/staf/akun/surel'), {
        values: { email: address },
      });
      expect(own.status).to.equal(400);
      expect(mail.taken).to.have.length(first);
    });

  it('however a recipient is spelled in the database, a mail goes to one and never to another server', async () => {
    const mailer = createSmtpMailer(mail.url, 'Kanal <kanal@kantor.example>');
    for (const to of hostile) {
      const message = { to, subject: office, text: 'isi', messageId: '<a@b.example>', date: new Date() };
      await mailer.send(message).catch(() => undefined); // the server may refuse the recipient
    }
    mailer.close();
    expect(mail.recipients.every((to) => to.length === 1)).to.equal(true);
    expect(mail.recipients.flat()).not.to.include('evil@evil.example');
    const taken = mail.taken.slice(first);
    expect(taken).to.not.have.lengthOf(0);
    for (const message of taken) expectPlain(message, 'Kantor');
  });

  it('an office whose name holds line breaks and headers, has it on one line of the subject and the text', async () => {
    const settings = await administrator.get('/staf/pengaturan');
    const saved = await administrator.submit(settings, { values: { nameId: office, nameEn: office } });
    expect(saved.status, saved.text).to.equal(200);
    const before = mail.taken.length;
    const asked = await administrator.submit(await confirmed('/staf/akun/surel'), {
      values: { email: 'baru@contoh.example' },
    });
    expect(asked.status, asked.text).to.equal(200);
    await sendReport(portal.visitor(), serviceReport);
    await portal.deliver();
    portal.clock.set((await hourOfMails(portal.services)) ?? portal.clock.now());
    await portal.deliver();
    const later = mail.taken.slice(before);
    expect(later.length).to.be.greaterThan(2);
    for (const message of later) {
      expectPlain(message, onOneLine);
      expect(message.text).to.include(onOneLine);
      expect(message.text).not.to.match(/^(?:Bcc|X-Injected)/m);
    }
    const to = mail.recipients.slice(before);
    expect(to.every((recipients) => recipients.length === 1)).to.equal(true);
    expect(to.flat()).to.include('baru@contoh.example').and.not.to.include('evil@evil.example');
  });
});
