import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect } from 'chai';
import { BUDGET_WINDOW_MS } from '../../src/abuse/budget-service.ts';
import type { TestClock } from '../support/clock.ts';
import { type Client, createClient, type Page } from '../support/http.ts';
import { openFiles, type SamplePortal } from '../support/sample-portal.ts';

/** Behind a proxy, where a few reports are a flood. */
export const fewTexts = { TRUST_PROXY: '1', BUDGET_TEXTS: '4' };

/** Sends the form of a page once more as it is. */
export const again = { form: '#main' };

/** Whether a page is the one that asks to wait, with the form in it. */
export function isWait(page: Page): boolean {
  return page.status === 429 && page.root.querySelector('form[data-challenge]') !== null;
}

/** The proof of work that a page asks for, as a browser finds it. */
export async function proofFor(page: Page): Promise<string> {
  const asked = page.root.querySelector('form[data-challenge]')?.getAttribute('data-challenge');
  expect(asked).to.be.a('string');
  const challenge: Challenge = JSON.parse(asked ?? '');
  const solution = await solveChallenge({ challenge, deriveKey });
  return Buffer.from(JSON.stringify({ challenge, solution })).toString('base64');
}

/** A visitor from an address of their own, as a proxy of ours would say. */
export function visitorFrom(portal: { readonly url: string }, address: string): Client {
  return createClient(portal.url, { 'x-forwarded-for': address });
}

/** Lets the time pass that a page tells to wait. */
export function waitOut({ clock }: { readonly clock: TestClock }, held: Page): void {
  clock.advance({ seconds: Number(held.headers.get('retry-after')) });
}

/** Goes on to the next ten minutes of the budgets, so that they do not begin anew in the midst of a test. */
export function beginWindow({ clock }: { readonly clock: TestClock }): void {
  clock.set(new Date(Math.ceil(clock.now().getTime() / BUDGET_WINDOW_MS) * BUDGET_WINDOW_MS));
}

/** A test's next flood begins where no ticket of the one before is good any more. */
export function letTicketsRunOut(portal: { readonly clock: TestClock }): void {
  portal.clock.advance({ hours: 2 });
  beginWindow(portal);
}

/** Keeps drafts from one address after the other until the portal asks to wait. */
export async function floodWithDrafts(portal: SamplePortal, network = '198.51.100'): Promise<Page> {
  for (let count = 1; count < 30; count += 1) {
    const page = await openFiles(visitorFrom(portal, `${network}.${count}`));
    if (isWait(page)) return page;
  }
  throw new Error('the flood was never held up');
}

/** The account in the form of a page, with the line ends that were typed. */
export function textOn(page: Page): string | undefined {
  return page.value('what')?.replaceAll('\r\n', '\n');
}

/** Whether a page that asks to wait tells of no place in line. */
export function saysLineIsFull(page: Page): boolean {
  return /antrean sedang penuh|the line is full/iu.test(page.text);
}

/** Asks for a place again and again, as nobody waits for it, until there is none. */
export async function fillLine(visitorOf: (count: number) => Client): Promise<Page> {
  for (let count = 1; count < 40; count += 1) {
    const page = await openFiles(visitorOf(count));
    if (isWait(page) && saysLineIsFull(page)) return page;
  }
  throw new Error('the line was never full');
}
