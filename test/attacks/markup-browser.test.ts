import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import type { Client } from '../support/http.ts';
import { until } from '../support/until.ts';
import { casePath } from '../triage/support.ts';
import { hostileOffice, type HostileOffice, MARKUP } from './hostile-office.ts';

/** Tells of everything that should not have happened: a call of what the markup calls, a dialog, a breach of the policy. */
const WATCH = `for (const name of ['__xss', '__yss']) globalThis[name] = () => report(name);
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, sample }) =>
    report([violatedDirective, sourceFile, sample].join(' ')));`;
/** Elements that only the markup would make. */
const MADE = 'img, svg[onload], b.marked, main script, script:not([src]), [onerror], [onfocus], [style]';

const file = (name: string, length: number) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.alloc(length, 7),
});

async function expectText(page: Page): Promise<void> {
  // A breach of the policy is told in a task of its own.
  await page.evaluate('new Promise((done) => setTimeout(done))');
  expect(await page.locator(MADE).count(), page.url()).to.equal(0);
}

describe('attacks: markup in a browser with scripts', () => {
  let hostile: HostileOffice;
  let browser: Browser;
  const happened: string[] = [];
  before(async function () {
    browser = await openBrowser(this);
    hostile = await hostileOffice();
  });
  after(async () => {
    await browser?.close();
    await hostile?.close();
  });
  beforeEach(() => {
    happened.length = 0;
  });
  afterEach(() => {
    expect(happened).to.deep.equal([]);
  });

  async function watched(client?: Client): Promise<{ page: Page; context: BrowserContext }> {
    const { url } = hostile.at.portal;
    const context = await browser.newContext();
    await context.exposeBinding('report', (_source, what: string) => happened.push(what));
    await context.addInitScript(WATCH);
    if (client) await context.addCookies([...client.cookies].map(([name, value]) => ({ name, value, url })));
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => happened.push(message));
    page.on('dialog', (dialog) => {
      happened.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (/\/x$|__[xy]ss/.test(request.url())) happened.push(request.url());
    });
    return { page, context };
  }

  it('typed into a report, its files, its code and a message, runs at no step', async () => {
    const { page, context } = await watched();
    await page.goto(`${hostile.at.portal.url}/lapor`);
    await page.check('input[value=protected]');
    await page.click('main button.button');
    for (const field of await page.locator('main textarea, main input[type=text]').all())
      if (await field.isVisible()) await field.fill(MARKUP.slice(0, 190));
    await page.click('main button.button'); // without a category it comes back
    await page.waitForSelector('#error-summary');
    expect(await page.inputValue('#what')).to.equal(MARKUP.slice(0, 190));
    await expectText(page);
    await page.check('input[value=corruption]');
    await page.click('main button.button');
    await page.setInputFiles('#files', [file(`${MARKUP}.png`, 500), file(`${MARKUP}.txt`, 0)]);
    await page.click('button[name=add]'); // by the script, which puts the answer in this page's place
    await page.waitForSelector('#error-summary');
    expect(await page.textContent('.files')).to.include('<img src=x onerror=');
    expect(await page.textContent('#error-summary')).to.include('<img src=x onerror=');
    await expectText(page);
    await page.click('[formaction$="/periksa"]');
    await page.waitForSelector('#text');
    await expectText(page);
    await page.click('.language');
    await page.waitForSelector('html[lang=en]');
    await page.click('#main button.button:visible');
    const code = (await page.textContent('#report-code')) ?? '';
    await page.goto(`${hostile.at.portal.url}/lacak`);
    await page.fill('#code', MARKUP);
    await page.press('#code', 'Enter');
    await page.waitForSelector('#error-summary');
    await page.fill('#code', code);
    await page.press('#code', 'Enter');
    await page.fill('textarea[name=text]', MARKUP);
    await page.setInputFiles('#files', file(MARKUP, 500));
    await page.click('#main button.button:visible');
    await page.waitForFunction("document.body.textContent.includes('<img src=x')");
    await expectText(page);
    await context.close();
  });

  for (const [person, paths] of [
    [
      'officer',
      [
        '/staf/laporan',
        'the case',
        '/staf/akses',
        '/staf/akun/langkah-kedua',
        '/staf/akun/langkah-kedua/kunci-sandi',
      ],
    ],
    ['investigator', ['the case']],
    ['administrator', ['/staf/pengaturan', '/staf/pengaturan/anggota', '/staf/pengaturan/pemulihan']],
    ['auditor', ['/staf/audit']],
  ] as const)
    it(`kept, runs on no page of the ${person}`, async () => {
      const { page, context } = await watched(hostile.clients[person]);
      for (const path of paths) {
        const opened = path === 'the case' ? casePath(hostile.id) : path;
        await page.goto(hostile.at.portal.url + opened);
        expect(new URL(page.url()).pathname).to.equal(opened);
        expect(await page.textContent('body')).to.match(/<img src=x onerror=|<b class=marked/);
        await expectText(page);
      }
      await context.close();
    });

  it('that a script of ours would write, is refused by the browser, and noticed', async () => {
    const { page, context } = await watched();
    await page.goto(hostile.at.portal.url);
    const write = page.evaluate(`document.body.innerHTML = ${JSON.stringify(MARKUP)}`);
    expect(await write.catch(String)).to.include('TrustedHTML');
    await until(() => happened.some((what) => what.includes('require-trusted-types-for')));
    happened.splice(0);
    await context.close();
  });
});
