import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { accessibilityCheck } from '../browser/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { pageOn, signInOn } from '../support/in-browser.ts';
import { startSamplePortal } from '../support/sample-portal.ts';

const shapes = [
  { width: 320, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const;

describe('The audit page in a browser without JavaScript', function () {
  this.timeout(120_000);
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
  });
  after(async () => browser?.close());

  for (const { width, colorScheme } of shapes)
    it(`at ${width} px verifies, filters and shows its mistakes, and breaks no rule of axe`, async () => {
      await using portal = await startSamplePortal({ onSharedStore: true });
      const { accounts } = portal.office;
      const { services } = portal;
      await services.jobs.runNow();
      const check = await accessibilityCheck(browser, { width, colorScheme });
      const viewport = { width, height: 900 };
      const page = await pageOn(browser, portal.url, { viewport, javaScriptEnabled: false, colorScheme });
      await signInOn(page, accounts.auditor);
      await page.goto('/staf/audit');
      await check(page);

      await page.click('summary');
      await page.fill('[name=kepala]', 'bukan kepala');
      await page.click('form[action$="/periksa"] button');
      expect(await page.textContent('#error-summary')).to.include('nomor baris');
      await check(page);

      await page.fill('[name=kepala]', (await page.textContent('#chain-head')) ?? '');
      await page.click('form[action$="/periksa"] button');
      await services.jobs.runNow('audit-verification');
      await page.goto('/staf/audit');
      expect(await page.textContent('main')).to.include('cocok dengan ujung');
      await check(page);

      await page.click('summary >> nth=1');
      await page.selectOption('[name=tindakan]', 'case:read');
      await page.click('form.filters button');
      expect(await page.textContent('main')).to.include('Tidak ada baris yang cocok.');
      await check(page);
      await page.context().close();
    });
});
