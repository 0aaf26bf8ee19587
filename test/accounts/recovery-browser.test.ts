import { expect } from 'chai';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { recipientFingerprint } from '../../src/vault/key-pairs.ts';
import { openBrowser } from '../support/browser.ts';
import type { Client } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import {
  acceptLink,
  administrator,
  compareRecoveryThroughPages,
  goodPassword,
  inviteThroughPages,
  joinThroughPages,
  linkOn,
  setUpThroughPages,
} from './pages.ts';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds wrong with the page that is open. */
async function mistakesIn(page: Page): Promise<string[]> {
  // Through the protocol and not as a script element, which the page's own policy would rightly refuse.
  await page.evaluate(await readFile(axePath, 'utf8'));
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe('the accounts in a browser', () => {
  let browser: Browser;
  let portal: TestPortal;
  let admin: Client;
  before(async function () {
    browser = await openBrowser(this);
    portal = await startPortal({ onSharedStore: true });
    admin = await setUpThroughPages(portal);
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
  });

  async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await page.goto(`${portal.url}${path}`);
    return page;
  }

  async function signedInPage(email: string): Promise<Page> {
    const page = await open('/staf/masuk');
    await page.fill('#email', email);
    await page.fill('#password', goodPassword);
    await page.click('main .button');
    return page;
  }

  it('the recovery key is made, proven and used on the pages, and never sent', async () => {
    const ani = { name: 'Ani', email: 'ani@kantor.example', roles: ['intake_officer'] };
    const settings = await admin.get('/staf/pengaturan/pemulihan');
    const link = linkOn(await admin.submit(settings, { values: { holderName: 'Pemegang' } }));
    const page = await open(link);
    const sent: string[] = [];
    page.context().on('request', (request) => sent.push(request.postData() ?? ''));
    await page.click('[data-do=make]');
    await until(async () => (await page.inputValue('#recipient')).startsWith('age1pq1'));
    const secret = await page.inputValue('#secret');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-do=download]')]);
    expect(await readFile(await download.path(), 'utf8')).to.equal(secret);
    expect(await mistakesIn(page)).to.eql([]);
    await page.click('main form .button');

    await page.fill('#key', secret);
    await page.click('[data-do=open]');
    await until(async () => (await page.inputValue('#answer')) !== '');
    expect(await mistakesIn(page)).to.eql([]);
    await page.click('main form .button');
    expect(await page.textContent('h1')).to.equal('Kunci pemulihan terbukti');
    expect(await page.textContent('main')).to.match(/sidik jari kunci ini: [\dA-Z]{4}-/);

    await compareRecoveryThroughPages(await joinThroughPages(portal, admin, ani), secret);
    const member = (await portal.services.accounts.members.list()).find(({ email }) => email === ani.email);
    const path = `/staf/pengaturan/anggota/${member?._id ?? ''}`;
    const reset = linkOn(
      await admin.submit(await admin.get(`${path}/atur-ulang`), { values: { proof: 'called' } }),
    );
    await acceptLink(portal.visitor(), reset);
    const restore = linkOn(await admin.submit(await admin.get(`${path}/kembalikan`)));
    await page.goto(`${portal.url}${restore}`);
    await page.fill('#key', 'AGE-SECRET-KEY-PQ-1QQQ');
    await page.click('[data-do=restore]');
    await page.waitForSelector('[data-part=problem]:not([hidden])');
    await page.fill('#key', secret);
    await page.click('[data-do=restore]');
    await until(async () => (await page.inputValue('#resealed')).startsWith('{'));
    const { keyPair } = (await portal.services.accounts.members.find(member?._id ?? '')) ?? {};
    await page.fill('#fingerprint', recipientFingerprint(keyPair?.recipient ?? ''));
    expect(await mistakesIn(page)).to.eql([]);
    await page.click('main form .button');
    expect(await page.textContent('h1')).to.equal('Akses dikembalikan');

    const line = secret.split('\n').find((text) => text.startsWith('AGE-SECRET-KEY')) ?? '';
    expect(line).to.have.length.greaterThan(50);
    expect(sent.filter((body) => body.toUpperCase().includes(line))).to.eql([]);
    const warned = await signedInPage(ani.email);
    await warned.goto(`${portal.url}/staf/akses`);
    expect(await warned.textContent('main')).to.include('Kunci pemulihan');
    expect(await mistakesIn(warned)).to.eql([]);
    await warned.goto(`${portal.url}/staf/kunci`);
    expect(await mistakesIn(warned)).to.eql([]);
  });

  it('every page of the accounts, has nothing that axe-core finds and fits 320 px', async function () {
    this.timeout(180_000);
    const page = await signedInPage(administrator.email);
    await page.goto(`${portal.url}/staf/akun/sesi`);
    expect(await mistakesIn(page)).to.eql([]);
    await page.fill('#password', goodPassword);
    await page.click('main form .button');
    const id = (await portal.services.accounts.members.list())[0]?._id ?? '';
    for (const path of [
      '/staf/akun',
      '/staf/akun/kata-sandi',
      '/staf/akun/surel',
      '/staf/akun/sesi',
      '/staf/akun/kode-pemulihan',
      '/staf/akun/langkah-kedua',
      '/staf/akun/langkah-kedua/aplikasi',
      '/staf/akun/langkah-kedua/kunci-sandi',
      '/staf/masuk/kode-pemulihan',
      '/staf/kunci',
      '/staf/pengaturan',
      '/staf/pengaturan/jabatan',
      '/staf/pengaturan/pemulihan',
      '/staf/pengaturan/anggota',
      '/en/staf/pengaturan/anggota/undang',
      `/staf/pengaturan/anggota/${id}`,
    ]) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${portal.url}${path}`);
      expect(await mistakesIn(page), path).to.eql([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), path).to.be.at.most(320);
    }
  });

  it('the pages behind a link, work without scripts at 320 px', async () => {
    const link = await inviteThroughPages(admin, {
      name: 'Budi',
      email: 'budi@kantor.example',
      roles: ['supervisor'],
    });
    const page = await open(link, { javaScriptEnabled: false, viewport: { width: 320, height: 640 } });
    await page.fill('#password', goodPassword);
    await page.fill('#passwordRepeat', 'bukan itu juga');
    await page.click('main form .button');
    expect(await page.getAttribute('#error-summary a', 'href')).to.equal('#passwordRepeat');
    await page.fill('#password', goodPassword);
    await page.fill('#passwordRepeat', goodPassword);
    await page.click('main form .button');
    expect(await page.textContent('h1')).to.equal('Kata sandi tersimpan');
  });
});
