import { expect } from 'chai';
import type { Browser, Page, Route } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { write } from '../support/in-browser.ts';
import {
  codeOn,
  protectedReport,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

/** The page that redirects to another site; a redirect cannot be answered in its place. */
const wayOut = '**/keluar';
const bytes = (name: string, length: number) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(length, 7),
});

describe('what scripts add to the reporter’s pages', () => {
  let portal: SamplePortal;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  before(async function () {
    this.timeout(60_000);
    browser = await openBrowser(this);
    portal = await startSamplePortal({ onSharedStore: true });
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
  });
  beforeEach(async () => {
    problems.length = 0;
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/ 4(?:00|29) /.test(message.text())) problems.push(message.text());
    });
  });
  afterEach(async () => {
    await page.close();
    expect(problems, 'refused by the content security policy, or failed').to.deep.equal([]);
  });

  async function openText({ url }: Pick<SamplePortal, 'url'> = portal): Promise<void> {
    await page.goto(`${url}/lapor`);
    await write(page, 'protected', protectedReport);
  }

  async function openFiles(at?: SamplePortal): Promise<void> {
    await openText(at);
    await page.click('main button.button');
    await page.waitForSelector('#files');
  }

  async function pressEscapeTwice(): Promise<void> {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }

  /** A browser answers no question while it leaves: the page itself says when it shows nothing any more. */
  async function vanishBy(leave: () => Promise<void>): Promise<void> {
    await page.evaluate(
      "setInterval(() => console.debug(document.querySelector('h1').checkVisibility()), 10)",
    );
    await Promise.all([page.waitForRequest(wayOut), leave()]);
    await page.waitForEvent('console', (told) => told.text() === 'false');
  }

  it('the control for files, says in the language of the page what is chosen, and answers to the keyboard', async () => {
    await openFiles();
    expect(await page.innerText('.picker')).to.equal('Pilih berkas\n\nBelum ada berkas yang dipilih.');
    await page.setInputFiles('#files', [bytes('bukti.bin', 10), bytes('kuitansi \u202egpj.bin', 10)]);
    expect(await page.locator('.picker p').allInnerTexts()).to.deep.equal([
      'bukti.bin',
      'kuitansi \u202egpj.bin',
    ]);
    await page.setInputFiles('#files', []);
    expect(await page.innerText('.picker [role=status]')).to.equal('Belum ada berkas yang dipilih.');
    await page.getByRole('button', { name: 'Kembali' }).focus();
    for (let tabs = 0; tabs < 3 && !(await page.locator('#files:focus').count()); tabs += 1)
      await page.keyboard.press('Tab');
    const outline = "getComputedStyle(document.querySelector('.chosen')).outlineStyle";
    expect(await page.evaluate(outline)).to.equal('solid');
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Space')]);
    expect(chooser.isMultiple()).to.equal(true);
    await Promise.all([page.waitForEvent('filechooser'), page.click('text=Pilih berkas', { force: true })]);
  });

  it('an upload, with one file that cannot be kept, ends on the page that says so and has the focus there', async () => {
    await openFiles();
    await page.setInputFiles('#files', [bytes('bukti.bin', 500_000), bytes('kosong.txt', 0)]);
    await page.click('button[name=add]');
    await page.waitForSelector('#error-summary');
    expect(await page.textContent('.files')).to.include('bukti.bin');
    expect(await page.evaluate('document.activeElement.id')).to.equal('error-summary');
  });

  it('an upload sent again after it failed, shows how far it has got and not the failure', async () => {
    await openFiles();
    await page.setInputFiles('#files', bytes('bukti.bin', 5000));
    await page.route('**/lapor/berkas', async (route) => route.abort());
    await page.click('button[name=add]');
    await page.waitForSelector('#upload-progress.error');
    expect(problems.splice(0).join()).to.include('ERR_FAILED');
    await page.unroute('**/lapor/berkas');
    await page.route('**/lapor/berkas', () => undefined); // under way, and never answered
    await page.click('button[name=add]');
    await page.waitForSelector('#upload-progress progress');
    expect(await page.getAttribute('#upload-progress', 'class')).to.not.include('error');
    expect(await page.innerText('#upload-progress')).to.equal('');
  });

  it('a message whose connection broke, stays on its page with its files, which says so, and is sent by the same button', async () => {
    const code = codeOn(await sendReport(portal.visitor()));
    await page.goto(`${portal.url}/lacak`);
    await page.fill('[name=code]', code);
    await page.click('main form button');
    await page.fill('#text', 'Bersama bukti');
    await page.setInputFiles('#files', bytes('bukti.bin', 5000));
    await page.route('**/lacak/pesan', async (route) => route.abort());
    await page.click('#main .actions button');
    await page.waitForSelector('#upload-progress.error');
    expect(problems.splice(0).join()).to.include('ERR_FAILED');
    const told = await page.innerText('#upload-progress');
    expect(told)
      .to.include('tekan tombol yang sama')
      .and.not.match(/muat ulang/iu);
    await page.unroute('**/lacak/pesan');
    await page.click('#main .actions button');
    await page.waitForSelector('.message .text');
    expect(await page.innerText('.message'))
      .to.include('Bersama bukti')
      .and.include('bukti.bin');
  });

  it('files that were chosen but not uploaded, go along with Continue', async () => {
    await openFiles();
    await page.setInputFiles('#files', bytes('kuitansi.bin', 5000));
    await page.click('[formaction$="/periksa"]');
    await page.waitForSelector('#text');
    expect(await page.textContent('.files')).to.include('kuitansi.bin');
  });

  it('an upload that has to wait, is proven by the script of the page that says so', async () => {
    const rateLimits = { signIn: 100, code: 100, send: 1, crowd: 1 };
    await using crowded = await startSamplePortal({ onSharedStore: true, rateLimits });
    await openFiles(crowded);
    const title = await page.title();
    await page.setInputFiles('#files', bytes('bukti.bin', 5000));
    await page.click('button[name=add]');
    await page.waitForSelector('input[name=proof]:not([value=""])', { state: 'attached' });
    expect(await page.title()).to.equal(title);
    expect(await page.getAttribute('form[data-challenge]', 'data-ready')).to.equal(
      await page.textContent('#progress'),
    );
  });

  it('Esc pressed twice after an upload, leaves for another site too', async () => {
    await page.route(wayOut, async (route) => route.fulfill({ body: 'cuaca' }));
    await openFiles();
    await page.setInputFiles('#files', bytes('bukti.bin', 5000));
    await page.click('button[name=add]');
    await page.waitForSelector('.files .name');
    await pressEscapeTwice();
    await page.waitForURL(wayOut);
  });

  it('Esc pressed twice, leaves for another site and is not in the history', async () => {
    await page.route(wayOut, async (route) => route.fulfill({ body: 'cuaca' }));
    await page.goto(`${portal.url}/lapor`);
    await pressEscapeTwice();
    await page.waitForURL(wayOut);
    expect(await page.evaluate('history.length')).to.be.at.most(2);
  });

  describe('leaving for a site that is slow to answer', () => {
    let asked: Route | undefined;
    beforeEach(async () => page.route(wayOut, (route) => (asked = route)));

    async function arrive(): Promise<void> {
      await asked?.fulfill({ body: 'cuaca' });
      await page.waitForURL(wayOut);
    }

    for (const { how, leave } of [
      { how: 'by its link', leave: async () => page.click('#exit', { noWaitAfter: true }) },
      { how: 'by Esc pressed twice', leave: pressEscapeTwice },
    ])
      it(`${how}, takes the report off the screen at once`, async () => {
        await openText();
        await vanishBy(leave);
        await arrive();
      });

    it('while files are under way, ends that, so that no answer brings the page back', async () => {
      await openFiles();
      await page.route('**/lapor/berkas', () => undefined);
      await page.setInputFiles('#files', bytes('bukti.bin', 5000));
      await Promise.all([page.waitForRequest('**/lapor/berkas'), page.click('button[name=add]')]);
      const ended = page.waitForEvent('requestfailed');
      await vanishBy(pressEscapeTwice);
      await ended;
    });

    it('goes on where the page would send its form by itself, as that of a wait does once it is proven', async () => {
      await openText();
      await page.evaluate(
        "addEventListener('keyup', () => addEventListener('keyup', () => document.querySelector('#main').requestSubmit()), { once: true })",
      );
      await vanishBy(pressEscapeTwice);
      await arrive();
    });
  });

  it('Enter in a field, goes on and does not change the language', async () => {
    await openText();
    await page.check('input[value=named]');
    await page.fill('#name', 'Pelapor');
    await page.press('#name', 'Enter');
    await page.waitForSelector('#files');
    expect(await page.getAttribute('html', 'lang')).to.equal('id');
  });

  it('a change of language, half way through the text, keeps every field', async () => {
    await openText();
    await page.click('.language');
    await page.waitForSelector('html[lang=en]');
    expect(await page.inputValue('#what')).to.equal(protectedReport['what']);
    expect(await page.isChecked('input[value=corruption]')).to.equal(true);
  });

  it('the button that copies the code, puts it on the clipboard and says so', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await openFiles();
    await page.click('[formaction$="/periksa"]');
    await page.click('#main button.button');
    await page.click('#copy-code');
    await page.waitForSelector('#copy-code + [role=status]:not(:empty)');
    const code = (await page.textContent('#report-code')) ?? '';
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(code.trim());
  });
});
