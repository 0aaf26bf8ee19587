import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { sampleFile, sampleFileBytes } from '../../src/sample/sample-files.ts';
import { openSampleOffice, type PersonName, type SampleOffice } from '../../src/sample/sample-office.ts';
import { openBrowser } from '../support/browser.ts';
import { follow, inBothLanguages, pageOn, typeAccount } from '../support/in-browser.ts';
import { tellsOfEvent } from '../support/mails.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import { accessibilityCheck } from './axe.ts';

const account = 'Petugas meminta “uang terima kasih” di loket.\n\nSaya diminta Rp50.000 <tanpa kuitansi>.';
const question = 'Di loket nomor berapa hal itu terjadi?';
const reply = 'Loket 3, dekat pintu masuk.';

const shapes = [
  { title: 'without JavaScript at 320 px', width: 320, javaScriptEnabled: false, colorScheme: 'light' },
  { title: 'with JavaScript at 1280 px', width: 1280, javaScriptEnabled: true, colorScheme: 'dark' },
] as const;

for (const { title, width, javaScriptEnabled, colorScheme } of shapes) {
  describe(`the whole story, ${title}`, function () {
    this.timeout(120_000);
    let portal: TestPortal;
    let mail: TestMailServer;
    let office: SampleOffice;
    let browser: Browser;
    let check: Awaited<ReturnType<typeof accessibilityCheck>>;

    before(async function () {
      browser = await openBrowser(this);
      mail = await testMailServer();
      portal = await startPortal({
        environment: { SMTP_URL: mail.url, MAIL_FROM: 'Kanal <kanal@kantor.example>' },
        refuseScans: true,
      });
      office = await openSampleOffice(portal.services.accounts);
      check = await accessibilityCheck(browser, { width, colorScheme });
    });

    after(async () => {
      await browser?.close();
      await portal?.close();
      await mail?.close();
    });

    async function visitor(): Promise<Page> {
      const viewport = { width, height: 900 };
      return pageOn(browser, portal.url, { viewport, javaScriptEnabled, colorScheme });
    }

    async function signedIn(person: PersonName): Promise<Page> {
      const page = await visitor();
      await page.goto('/staf');
      await check(page);
      await typeAccount(page, office.accounts[person]);
      return page;
    }

    it('the pages that inform, in both languages, are accessible and set no cookie', async () => {
      const page = await visitor();
      const paths = ['/', '/lapor', '/lacak', '/bantuan', '/privasi', '/aksesibilitas', '/kunci'];
      for (const address of inBothLanguages(paths)) {
        await page.goto(address);
        await check(page);
      }
      expect(await page.context().cookies()).to.deep.equal([]);
    });

    it('a report with a photo, sent, answered and answered back, is read by both sides', async () => {
      const reporter = await visitor();
      await reporter.goto('/lapor');
      await reporter.check('input[value=protected]');
      await reporter.click('main form button');
      await reporter.click('#main button.button');
      expect(await reporter.locator('#error-summary a').count()).to.be.greaterThan(3);
      await check(reporter);
      await reporter.check('input[value=extortion]');
      const answers = {
        what: account,
        who: 'Petugas loket',
        where: 'Loket',
        when: 'Pagi tadi',
        how: 'Diminta langsung, lalu lewat wa sy 0812-0000-1122',
      };
      for (const [name, value] of Object.entries(answers)) await reporter.fill(`[name=${name}]`, value);
      await reporter.click('button.language');
      expect(await reporter.inputValue('[name=what]')).to.equal(account);
      expect(await reporter.getAttribute('html', 'lang')).to.equal('en');
      await check(reporter);
      await reporter.click('button.language');
      await reporter.click('#main button.button');

      const photo = sampleFile('traversal-photo');
      const bytes = await sampleFileBytes('traversal-photo');
      await check(reporter);
      await reporter.setInputFiles('input[type=file]', [
        { name: 'kuitansi 📸.jpg', mimeType: photo.mediaType, buffer: bytes },
      ]);
      await reporter.click('button[name=add]');
      await reporter.getByText('kuitansi 📸.jpg').first().waitFor();
      await check(reporter);
      await reporter.click('button[formaction="/lapor/periksa"]');
      await reporter.locator('form[action="/lapor/kirim"]').waitFor();
      expect(await reporter.locator('main').innerText()).to.contain('GPS');
      await check(reporter);
      await reporter.click('.warning button[formaction="/lapor/isi#how"]');
      expect(await reporter.locator('textarea#how:target').inputValue()).to.equal(answers.how);
      await reporter.click('#main button.button');
      await reporter.click('button[formaction="/lapor/periksa"]');
      await reporter.locator('form[action="/lapor/kirim"]').waitFor();
      await reporter.locator('form[action="/lapor/kirim"] button').last().click();
      const code = await reporter.locator('#report-code').innerText();
      expect(code.replaceAll(/\s/g, '')).to.match(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){4}$/);
      await check(reporter);
      await reporter.fill('[name=typed]', code.toLowerCase());
      await reporter.locator('form[action="/lapor/kode"] button').last().click();
      expect(await reporter.locator('#report-code').innerText()).to.equal(code);
      await check(reporter);

      const officer = await signedIn('officer');
      await check(officer);
      await officer.locator('main a[href*="/staf/laporan/"]').first().click();
      await check(officer);
      expect(await officer.locator('main').innerText()).not.to.contain('<tanpa kuitansi>');
      await officer.locator('form[action$="/pernyataan"] button').click();
      await check(officer);
      expect(await officer.locator('main').innerText()).to.contain('<tanpa kuitansi>');
      const [download] = await Promise.all([
        officer.waitForEvent('download'),
        officer.getByText('kuitansi 📸.jpg').first().click(),
      ]);
      const stream = await download.createReadStream();
      const received: Buffer[] = [];
      for await (const chunk of stream) received.push(Buffer.from(chunk));
      expect(Buffer.concat(received).equals(bytes), 'the photo, byte for byte').to.equal(true);
      await officer.locator('form[action$="/balas"] [name=reply]').fill(question);
      await officer.locator('form[action$="/balas"] button').first().click();
      await officer.locator('.notice').waitFor();
      await check(officer);

      const returned = await visitor();
      await follow(returned, code);
      expect(await returned.locator('main').innerText()).to.contain(question);
      expect(await returned.locator('main').innerText(), 'the first report is not shown').not.to.contain(
        'Rp50.000',
      );
      await check(returned);
      await returned.fill('[name=text]', reply);
      await returned.click('#main .actions button');
      await returned.locator('.notice').waitFor();
      await check(returned);
      expect(await returned.context().cookies()).to.deep.equal([]);

      await officer.reload();
      expect(await officer.locator('main').innerText()).to.contain(reply);

      await portal.deliver();
      portal.clock.advance({ days: 1 });
      await portal.deliver();
      const { email } = office.accounts.supervisor;
      const toSupervisor = mail.taken
        .filter(tellsOfEvent)
        .filter(({ to }) => JSON.stringify(to).includes(email));
      expect(toSupervisor.length, 'a notice of the report and one of the message').to.equal(2);
      for (const { text = '', subject = '' } of toSupervisor)
        expect(`${subject} ${text}`).not.to.match(/loket|terima kasih|kuitansi/i);
    });

    it('a report that is withdrawn, with its confirmation, says so to whoever has the code', async () => {
      const reporter = await visitor();
      await reporter.goto('/en/lapor');
      await reporter.check('input[value=service]');
      await reporter.click('main form button');
      await reporter.check('input[value=suggestion]');
      await reporter.fill('[name=what]', 'More chairs, please.');
      await reporter.click('#main button.button');
      await reporter.click('button[formaction="/en/lapor/periksa"]');
      await reporter.locator('form[action="/en/lapor/kirim"] button').last().click();
      const code = await reporter.locator('#report-code').innerText();
      await reporter.goto('/en/lacak');
      await reporter.fill('[name=code]', code);
      await reporter.click('main form button');
      await reporter.locator('summary').last().click();
      await reporter.locator('form[action="/en/lacak/tarik"] button').click();
      await check(reporter);
      await reporter.click('button[name=confirm]');
      await check(reporter);
      await reporter.goto('/en/lacak');
      await reporter.fill('[name=code]', code);
      await reporter.click('main form button');
      expect(await reporter.locator('main').innerText()).to.contain('This report is being withdrawn');
      await check(reporter);
    });

    it('every staff page, as each member finds it, is accessible', async () => {
      const pages: Readonly<Record<string, readonly string[]>> = {
        administrator: [
          '/staf/pengaturan/anggota',
          '/staf/pengaturan/anggota/undang',
          '/staf/akun',
          '/staf/pengaturan',
        ],
        officer: ['/staf/laporan', '/staf/akses', '/staf/akun'],
        auditor: ['/staf/audit'],
        supervisor: ['/staf/laporan'],
      };
      for (const person of ['administrator', 'officer', 'auditor', 'supervisor'] as const) {
        const page = await signedIn(person);
        for (const path of pages[person] ?? []) {
          const answer = await page.goto(path);
          expect(answer?.status(), path).to.equal(200);
          await check(page);
        }
        await page.goto('/staf/tidak-ada');
        await check(page);
        await page.context().close();
      }
    });
  });
}
