import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { protectedReport } from './sample-portal.ts';

/** The addresses of these pages in Indonesian and in English. */
export const inBothLanguages = (paths: readonly string[]): string[] =>
  paths.flatMap((path) => [path, path === '/' ? '/en' : `/en${path}`]);

/** What a reader sees of a page. */
export const main = async (page: Page) => page.locator('main').innerText();

/** A page of somebody who comes to a portal with a browser of their own kind; addresses are paths of the portal. */
export async function pageOn(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  return (await browser.newContext({ ...options, baseURL: url })).newPage();
}

/** Unfolds what a selector finds in a folded part of a page, with the keyboard. */
export async function unfold(page: Page, folded: string): Promise<void> {
  await page
    .locator('details:not([open])', { has: page.locator(folded) })
    .locator('> summary')
    .press('Enter');
}

/** Signs a member of the staff in. */
export async function signInOn(page: Page, account: Parameters<typeof typeAccount>[1]): Promise<void> {
  await page.goto('/staf');
  await typeAccount(page, account);
}

/** Types who somebody is on the page where staff sign in, and sends it. */
export async function typeAccount(
  page: Page,
  { email, password }: { readonly email: string; readonly password: string },
): Promise<void> {
  await page.fill('[name=email]', email);
  await page.fill('[type=password]', password);
  await page.click('main form button');
}

/** Chooses a lane on the page `/lapor` and answers its questions; the form is left to be sent. */
export async function write(
  page: Page,
  lane: 'protected' | 'service',
  values: typeof protectedReport,
): Promise<void> {
  await page.check(`input[value=${lane}]`);
  await page.click('main form button');
  for (const [name, value] of Object.entries(values))
    if (name === 'category') await page.check(`input[value=${String(value)}]`);
    else await page.fill(`#${name}`, String(value));
}

/** Sends from the page of the check. @returns the code */
export async function sendAndRead(page: Page): Promise<string> {
  await page.click('#main .button:not(.secondary)');
  return page.locator('#report-code').innerText();
}

/** Opens a report by its code. */
export async function follow(page: Page, code: string): Promise<void> {
  await page.goto('/lacak');
  await page.fill('[name=code]', code);
  await page.click('main form button');
}
