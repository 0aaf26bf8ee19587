import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { write } from '../support/in-browser.ts';
import { protectedReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

describe('a report in a flood, in a browser', function () {
  this.timeout(120_000);
  let portal: SamplePortal;
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
    portal = await startSamplePortal({
      onSharedStore: true,
      environment: { SHORTEST_WRITING_SECONDS: '60' },
    });
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
  });

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
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 320, height: 640 },
    });
    const page = await context.newPage();
    await post(page);
    await page.waitForSelector('form[data-challenge]');
    expect(await page.inputValue('[name=what]')).to.equal(protectedReport['what']);
    const shot = await page.evaluate('document.documentElement.scrollWidth');
    expect(shot).to.be.at.most(320);
    portal.clock.advance({ seconds: 20 });
    await page.click('#main button.button:not(.hidden)');
    await page.waitForSelector('#files');
    await context.close();
  });
});
