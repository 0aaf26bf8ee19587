import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { expect } from 'chai';
import type { Page } from '../support/http.ts';

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
