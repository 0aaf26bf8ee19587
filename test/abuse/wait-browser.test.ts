import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { accessibilityCheck } from '../browser/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { pageOn, write } from '../support/in-browser.ts';
import { protectedReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { fewTexts, fillLine, visitorFrom } from './support.ts';

describe('in a browser', function () {
  this.timeout(120_000);
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
  });
  after(async () => browser?.close());

  describe('a report in a flood', () => {
    let portal: SamplePortal;
    before(async () => {
      portal = await startSamplePortal({
        onSharedStore: true,
        environment: { SHORTEST_WRITING_SECONDS: '60' },
      });
    });
    after(async () => portal?.close());

    async function post(page: Page): Promise<void> {
      await page.goto(`${portal.url}/lapor`);
      await write(page, 'protected', protectedReport);
      await page.click('main button.button');
    }

    it('with scripts, is proven by a worker and goes on by itself, within the content security policy', async () => {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('429')) problems.push(message.text());
      });
      await post(page);
      await page.waitForSelector('#files', { timeout: 60_000 });
      expect(problems).to.deep.equal([]);
      await page.close();
    });

    it('without scripts, waits with every word on the page, at 320 px, and is then taken', async () => {
      const viewport = { width: 320, height: 640 };
      const page = await pageOn(browser, portal.url, { javaScriptEnabled: false, viewport });
      await post(page);
      await page.waitForSelector('form[data-challenge]');
      expect(await page.inputValue('[name=what]')).to.equal(protectedReport['what']);
      const shot = await page.evaluate('document.documentElement.scrollWidth');
      expect(shot).to.be.at.most(320);
      const folded = await page.evaluate('document.documentElement.scrollHeight');
      expect(folded, 'what was written is folded').to.be.at.most(2 * viewport.height);
      portal.clock.advance({ seconds: 20 });
      await page.click('#main button.button:not(.hidden)');
      await page.waitForSelector('#files');
      await page.context().close();
    });
  });

  describe('the page of a line that is full, without scripts', () => {
    const crowd = '198.51.100.7';
    let portal: SamplePortal;
    before(async () => {
      portal = await startSamplePortal({
        onSharedStore: true,
        environment: fewTexts,
      });
      await fillLine(() => visitorFrom(portal, crowd));
    });
    after(async () => portal?.close());

    for (const { width, colorScheme } of [
      { width: 320, colorScheme: 'light' },
      { width: 1280, colorScheme: 'dark' },
    ] as const)
      it(`is accessible at ${width} px, ${colorScheme}, in both languages, and keeps what was written`, async () => {
        const check = await accessibilityCheck(browser, { width, colorScheme });
        const page = await pageOn(browser, portal.url, {
          javaScriptEnabled: false,
          viewport: { width, height: 640 },
          extraHTTPHeaders: { 'X-Forwarded-For': crowd },
        });
        await page.goto('/lapor');
        await write(page, 'protected', protectedReport);
        await page.click('#main button.button:not(.hidden)');
        for (const language of ['id', 'en']) {
          expect(await page.getAttribute('html', 'lang')).to.equal(language);
          await page.locator('[aria-labelledby=other-ways]').waitFor();
          await check(page);
          expect(await page.inputValue('[name=what]')).to.equal(protectedReport['what']);
          await page.click('button.language');
        }
        await page.context().close();
      });
  });
});
