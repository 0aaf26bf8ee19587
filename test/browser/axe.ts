import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Result } from 'axe-core';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';

/** What it found wrong: axe-core then works out no selector for the thousands of elements that pass, nor has to send them. */
const run = `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`;
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * A check of pages against axe-core's rules (WCAG 2.2 AA and its best practices) and that nothing scrolls sideways. The
 * markup is shown once more in a page of its own that may run scripts, since axe-core is one and a visitor's page
 * may have none; those of the page stay away.
 */
export async function accessibilityCheck(
  browser: Browser,
  shape: { width: number; colorScheme: 'light' | 'dark' },
) {
  const { width, colorScheme } = shape;
  const context = await browser.newContext({
    colorScheme,
    bypassCSP: true,
    viewport: { width, height: 900 },
  });
  await context.addInitScript(source);
  const subject = await context.newPage();
  // What scripts did is in the markup already; run again, that of a wait would send the form.
  await subject.route('**/assets/*.js', (route) => route.abort());
  return async (page: Page): Promise<void> => {
    const [address, body, name] = [page.url(), await page.content(), await page.title()];
    await subject.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
    await subject.goto(address);
    await subject.unroute(address);
    const found = await subject.evaluate<Result[]>(run);
    const problems = found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(problems, `${name} at ${width}`).to.deep.equal([]);
    const scrolled = await subject.evaluate<number>('document.documentElement.scrollWidth');
    expect(scrolled, `${name} is wider than ${width}`).to.be.at.most(width);
  };
}
