import type { Browser } from 'playwright-core';
import { accessibilityCheck } from '../browser/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { pageOn, signInOn } from '../support/in-browser.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const sizes = [
  { width: 320, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const;

describe('the dashboard in a browser', function () {
  this.timeout(60_000);
  let at: OfficeAtWork;
  let browser: Browser;

  before(async function () {
    browser = await openBrowser(this);
    at = await officeAtWork();
    const [ended] = [await at.report(), await at.report({ draft: { category: 'ethics' } })];
    const officer = await at.signedIn('officer');
    const values = { status: 'not_actionable', reason: 'Bukan wewenang.' };
    await officer.submit(await officer.get(casePath(ended.id)), { form: formOf('status'), values });
    at.portal.clock.advance({ days: 1 });
  });
  after(async () => {
    await browser?.close();
    await at?.close();
  });

  for (const { width, colorScheme } of sizes)
    it(`at ${width} px, ${colorScheme}, is accessible and no wider than the screen`, async () => {
      const expectSound = await accessibilityCheck(browser, { width, colorScheme });
      const tab = await pageOn(browser, at.portal.url, { viewport: { width, height: 900 } });
      await signInOn(tab, at.office.accounts.supervisor);
      await tab.click('.member a[href="/staf/dasbor"]');
      await tab.waitForURL('**/staf/dasbor');
      await expectSound(tab);
      await tab.context().close();
    });
});
