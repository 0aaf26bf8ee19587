import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { expect } from 'chai';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { follow, sendAndRead, write } from '../support/in-browser.ts';
import { protectedReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

const written = String(protectedReport['what']).slice(0, 20);

for (const javaScriptEnabled of [false, true])
  describe(`the browser’s own Back, with${javaScriptEnabled ? '' : 'out'} scripts`, function () {
    this.timeout(120_000);
    let elsewhere: Server;
    let exitUrl = '';
    let portal: SamplePortal;
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;

    before(async function () {
      browser = await openBrowser(this);
      elsewhere = createServer((_req, res) => {
        res.setHeader('Content-Type', 'text/html').end('<title>Cuaca</title>Cerah');
      }).listen(0, '127.0.0.1');
      await once(elsewhere, 'listening');
      const address = elsewhere.address();
      exitUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
      portal = await startSamplePortal({ onSharedStore: true, environment: { EXIT_URL: exitUrl } });
    });
    after(async () => {
      await browser?.close();
      await portal?.close();
      elsewhere?.closeAllConnections();
      elsewhere?.close();
    });
    beforeEach(async () => {
      context = await browser.newContext({ javaScriptEnabled, baseURL: portal.url });
      page = await context.newPage();
    });
    afterEach(async () => context.close());

    async function sent(): Promise<string> {
      await page.goto('/lapor');
      await write(page, 'protected', protectedReport);
      await page.click('#main button.button:not(.hidden)');
      await page.click('button[formaction="/lapor/periksa"]');
      await page.getByText(written).waitFor();
      return sendAndRead(page);
    }

    /** Goes back one page of the history. @returns what is then on the screen; the browser's own warning has no words of ours */
    async function back(): Promise<string> {
      try {
        await page.goBack();
      } catch (error) {
        if (!String(error).includes('ERR_CACHE_MISS')) throw error;
        await page.waitForURL(/^chrome-error:/);
      }
      return page.locator('body').innerText();
    }

    /** Does what the browser's warning offers: sends the form of that page again. */
    async function sendAgain(): Promise<string> {
      await page.reload();
      return page.locator('body').innerText();
    }

    it('after sending, shows nothing by itself, and sent again the code for a day, never the report', async () => {
      const code = await sent();
      for (let pages = 0; pages < 3; pages += 1) {
        expect(await back())
          .to.not.include(written)
          .and.not.include(code);
        expect(await sendAgain()).to.not.include(written);
        expect(await page.locator('#report-code').count()).to.equal(pages < 2 ? 1 : 0);
      }
    });

    it('after the code was taken off the browser, shows neither, also when sent again', async () => {
      const code = await sent();
      await page.click('#done button');
      await page.waitForURL('**/lapor/selesai');
      for (let pages = 0; pages < 3; pages += 1) {
        expect(await back())
          .to.not.include(written)
          .and.not.include(code);
        const shown = await sendAgain();
        expect(shown).to.not.include(written).and.not.include(code);
      }
      await follow(page, code);
      expect(await page.locator('#status').count(), 'the code goes on to open the report').to.equal(1);
    });

    it('after leaving quickly, shows nothing of the report that was open', async () => {
      const code = await sent();
      await follow(page, code);
      await page.fill('[name=text]', written);
      await page.click('#exit');
      await page.waitForURL(exitUrl);
      const shown = await back();
      expect(shown).to.not.include(written).and.not.include(code);
      expect(await page.locator('#status').count(), 'the page of the report').to.equal(0);
    });
  });
