import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { appCode } from '../accounts/second-step.ts';
import { openBrowser } from '../support/browser.ts';
import {
  follow,
  inBothLanguages,
  main,
  sendAndRead,
  typeAccount,
  unfold,
  write,
} from '../support/in-browser.ts';
import { protectedReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { torNetwork, type TorNetwork } from './tor-network.ts';

/** The Tor Project's own, which is sure to be sound. */
const onion = 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';
const exitUrl = 'http://cuaca.example/';

/** What Tor Browser tells of itself, and the size that it gives every window (letterboxing). */
const asTorBrowser = {
  baseURL: onion,
  javaScriptEnabled: false,
  locale: 'en-US',
  timezoneId: 'UTC',
  viewport: { width: 1000, height: 600 },
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0',
} as const;

describe('in Tor Browser at its level “Safest”, through the onion service', function () {
  this.timeout(180_000);
  let portal: SamplePortal;
  let tor: TorNetwork;
  let browser: Browser;
  const opened: BrowserContext[] = [];

  before(async function () {
    browser = await openBrowser(this);
    portal = await startSamplePortal({
      onSharedStore: true,
      environment: {
        BASE_URL: 'https://lapor.example.org',
        ONION_ADDRESS: onion,
        EXIT_URL: exitUrl,
        SHORTEST_WRITING_SECONDS: '60',
      },
    });
    tor = await torNetwork(portal.url, onion);
  });
  after(async () => {
    await browser?.close();
    await tor?.[Symbol.asyncDispose]();
    await portal?.close();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map(async (context) => context.close()));
    expect(tor?.withheld ?? [], 'what this level does not show').to.deep.equal([]);
  });

  async function newPage(): Promise<Page> {
    const context = await browser.newContext({ ...asTorBrowser, proxy: { server: tor.proxy } });
    opened.push(context);
    return context.newPage();
  }

  async function typePassword(person: PersonName): Promise<Page> {
    const page = await newPage();
    await page.goto('/staf');
    await typeAccount(page, portal.office.accounts[person]);
    return page;
  }

  async function signIn(person: PersonName): Promise<Page> {
    const page = await typePassword(person);
    expect(await page.locator('nav.member').count(), `${person} is signed in`).to.equal(1);
    return page;
  }

  it('a reporter writes, waits, changes the language, cleans a photo, sends and keeps the code', async () => {
    const page = await newPage();
    await page.goto('/lapor');
    await write(page, 'protected', { ...protectedReport, how: 'Lewat wa saya 0812-0000-1122' });
    await page.click('#main button.button:not(.hidden)');
    await page.locator('[data-challenge]').waitFor();
    await page.click('button.language');
    expect(await page.getAttribute('html', 'lang')).to.equal('en');
    for (const [name, value] of Object.entries(protectedReport))
      if (name !== 'category' && name !== 'how')
        expect(await page.inputValue(`[name=${name}]`)).to.equal(value);
    await page.click('button.language');
    portal.clock.advance({ seconds: 20 });
    await page.click('#main button.button:not(.hidden)');
    const photo = { name: 'kuitansi.jpg', mimeType: 'image/jpeg' };
    await page.setInputFiles('#files', [{ ...photo, buffer: await sampleFileBytes('receipt-photo') }]);
    await page.click('button[formaction="/lapor/periksa"]');
    expect(await main(page)).to.match(/GPS/);
    expect(await main(page)).to.include('0812-0000-1122');
    await page.click('.warning button[formaction="/lapor/isi#how"]');
    await page.fill('#how', 'Diminta langsung');
    portal.clock.advance({ seconds: 60 });
    await page.click('#main button.button:not(.hidden)');
    await page.click('button[formaction="/lapor/periksa"]');
    await page.click('button[name=clean] >> nth=0');
    expect(await main(page)).to.not.match(/GPS/);
    const code = await sendAndRead(page);
    await page.fill('[name=typed]', code);
    await page.click('#main button');
    expect(await page.locator('.notice.good').count()).to.equal(1);
    expect(await page.context().cookies()).to.deep.equal([]);

    const officer = await signIn('officer');
    await officer.goto('/staf/laporan?jalur=protected');
    await officer.locator('main th a').first().click();
    await officer.click('form[action$="/pernyataan"] button');
    expect(await main(officer)).to.include('Diminta langsung');
  });

  it('both sides read, answer, and look at files; the report is withdrawn and taken back', async () => {
    const reporter = await newPage();
    await reporter.goto('/en/lapor');
    await write(reporter, 'service', { category: 'complaint', what: 'The queue is too long.' });
    portal.clock.advance({ seconds: 60 });
    await reporter.click('#main button.button');
    const photo = await sampleFileBytes('receipt-photo');
    await reporter.setInputFiles('#files', [{ name: 'queue.jpg', mimeType: 'image/jpeg', buffer: photo }]);
    await reporter.click('button[name=add]');
    await reporter.click('button[formaction="/en/lapor/periksa"]');
    const code = await sendAndRead(reporter);

    const officer = await signIn('officer');
    await officer.goto('/staf/laporan?jalur=service');
    await officer.locator('main th a').first().click();
    expect(await main(officer)).to.include('The queue is too long.');
    const address = officer.url();
    await officer.locator('main').getByRole('link', { name: 'pratinjau' }).first().click();
    const preview = officer.locator('.preview img');
    expect(await preview.getAttribute('alt')).to.not.equal('');
    await officer.waitForLoadState('load');
    const pixels = await officer.evaluate<number>('document.querySelector(".preview img").naturalWidth');
    expect(pixels, 'a picture of pixels is shown').to.be.above(1);
    await officer.goto(address);
    const [download] = await Promise.all([
      officer.waitForEvent('download'),
      officer.click('.files a[download]'),
    ]);
    expect((await readFile(await download.path())).equals(photo), 'byte for byte').to.equal(true);
    await officer.fill('[name=reply]', 'Which counter?');
    await officer.click('form[action$="/balas"] button');
    await unfold(officer, 'form[action$="/status"]');
    await officer.check('input[name=status] >> nth=0');
    await officer.click('form[action$="/status"] button');

    await follow(reporter, code);
    expect(await main(reporter)).to.include('Which counter?');
    await reporter.fill('[name=text]', 'Counter 3. Call me: 0812-0000-1122');
    await reporter.setInputFiles('#files', [{ name: 'again.jpg', mimeType: 'image/jpeg', buffer: photo }]);
    await reporter.click('#main .actions button');
    expect(
      await reporter.locator('.warning li').count(),
      'the number, and where the photo was taken',
    ).to.be.above(1);
    await reporter.click('#main .actions button');
    await reporter.locator('.notice.good').waitFor();

    await reporter.click('details summary');
    await reporter.click('form[action="/lacak/tarik"] button');
    await reporter.click('button[name=confirm]');
    await follow(reporter, code);
    await reporter.click('form[action="/lacak/batal-tarik"] button');
    await reporter.locator('.notice.good').waitFor();
    expect(await reporter.locator('form[action="/lacak/batal-tarik"]').count()).to.equal(0);
  });

  it('the way out leads to the other site, which is told nothing', async () => {
    const page = await newPage();
    await page.goto('/lapor');
    await page.check('input[value=protected]');
    await page.click('main form button');
    await page.click('#exit');
    await page.waitForURL(exitUrl);
    const { headers } = tor.elsewhere.at(-1) ?? {};
    expect(headers).to.not.have.any.keys('referer', 'origin', 'cookie');
  });

  it('what informs the public shows every word', async () => {
    const page = await newPage();
    const paths = ['/', '/bantuan', '/privasi', '/aksesibilitas', '/kunci', '/lacak', '/tidak-ada'];
    for (const address of inBothLanguages(paths)) await page.goto(address);
    await page.goto('/bantuan');
    expect(await main(page)).to.include(onion);
  });

  it('a member sets up a second step by the secret in letters, and signs in with it', async () => {
    const page = await signIn('investigator');
    await page.goto('/staf/akun/langkah-kedua/aplikasi');
    if (await page.locator('[type=password]').count()) {
      await page.fill('[type=password]', portal.office.accounts.investigator.password);
      await page.click('#main button.button');
    }
    const secret = await page.locator('#totp-secret').innerText();
    await page.fill('[name=code]', appCode(secret, portal.clock));
    await page.click('#main button');
    expect(await page.locator('#codes li').count()).to.be.above(1);
    portal.clock.advance({ seconds: 60 });
    const again = await typePassword('investigator');
    await again.fill('[name=code]', appCode(secret, portal.clock));
    await again.click('main form button');
    expect(await again.locator('nav.member').count()).to.equal(1);
  });

  it('every page of staff that a menu leads to shows every word', async () => {
    for (const person of ['administrator', 'officer', 'supervisor', 'auditor'] as const) {
      const page = await signIn(person);
      const links = await page.locator('nav.member a, main a[href^="/staf"]').all();
      const paths = await Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
      for (const path of new Set(paths.filter((link) => !link.includes('/ekspor.'))))
        expect((await page.goto(path))?.status(), path).to.equal(200);
    }
  });
});
