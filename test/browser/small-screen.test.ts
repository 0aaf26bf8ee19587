import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { openBrowser } from '../support/browser.ts';
import { inBothLanguages, pageOn, signInOn, unfold, write } from '../support/in-browser.ts';
import {
  protectedReport,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

const screen = { width: 320, height: 640 };
/** In pixels: what a fingertip meets. */
const leastTarget = 44;
/** Of an entry, with what parts it from the next; those not numbered yet say so in a word, which takes more room than a number. */
const fourLines = 110;

/**
 * What somebody presses, but for links within a sentence, and how high the area is that answers to it, in pixels; its label belongs to
 * it. Runs in the browser.
 */
const targets = `[...document.querySelectorAll('a, button, summary, select, input, textarea')].flatMap((control) => {
  const text = control.textContent.trim();
  const isInSentence = control.tagName === 'A' && getComputedStyle(control).display === 'inline'
    && control.parentElement.textContent.trim().length > text.length;
  control.scrollIntoView({ block: 'center' });
  const { left, top, width, height } = control.getBoundingClientRect();
  if (isInSentence || width < 2 || height < 2) return [];
  const answers = (y) => {
    const met = document.elementFromPoint(left + width / 2, y);
    return met !== null && (control.contains(met) || met.closest('label')?.control === control);
  };
  let [first, last] = [top + height / 2, top + height / 2];
  while (last - first < 60 && answers(first - 1)) first -= 1;
  while (last - first < 60 && answers(last + 1)) last += 1;
  return [{ name: text || control.name, height: Math.max(height, last - first + 1) }];
})`;

/** Whether there are fingerprints of keys, and how many of them take more than a line. Runs in the browser. */
const partedFingerprints = `(() => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const heights = [];
  while (texts.nextNode()) {
    const found = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(texts.currentNode.data);
    if (!found) continue;
    const range = new Range();
    range.setStart(texts.currentNode, found.index);
    range.setEnd(texts.currentNode, found.index + found[0].length);
    heights.push(range.getClientRects().length);
  }
  return [Math.min(1, heights.length), heights.filter((lines) => lines > 1).length];
})()`;

async function expectTargets(page: Page): Promise<void> {
  const found = await page.evaluate<{ name: string; height: number }[]>(targets);
  expect(found).to.not.have.lengthOf(0);
  const small = found.filter(({ height }) => height < leastTarget - 0.5);
  expect(small, page.url()).to.deep.equal([]);
}

describe('a screen of 320 by 640 pixels', function () {
  this.timeout(120_000);
  let portal: SamplePortal;
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
    portal = await startSamplePortal({ onSharedStore: true });
    await sendReport(portal.visitor());
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
  });

  const visitor = async () => pageOn(browser, portal.url, { viewport: screen, javaScriptEnabled: false });

  async function signedIn(person: PersonName): Promise<Page> {
    const page = await visitor();
    await signInOn(page, portal.office.accounts[person]);
    return page;
  }

  it('shows what protects a reporter and the choice of a lane on the first one and a half, in both languages', async () => {
    const page = await visitor();
    for (const address of inBothLanguages(['/lapor'])) {
      await page.goto(address);
      expect(await page.locator('main').innerText()).to.match(/B\.1[^]*110[^]*112[^]*Wi‑Fi/u);
      const choice = await page.locator('#lane').boundingBox();
      expect((choice?.y ?? Infinity) + (choice?.height ?? 0), address).to.be.at.most(1.5 * screen.height);
    }
  });

  it('never has lines of text beside the way out, which stays where it is', async () => {
    const page = await visitor();
    await page.goto('/bantuan');
    await page.evaluate('scrollTo(0, 1000)');
    const way = await page.locator('#exit').boundingBox();
    expect(way?.y).to.be.within(0, 20);
    const bar = await page.locator('.exit').boundingBox();
    expect(bar).to.include({ x: 0, width: screen.width });
    expect(bar?.height, 'the row covers what is beside the way out').to.be.at.least(way?.height ?? Infinity);
    expect(await page.evaluate("getComputedStyle(document.querySelector('.exit')).backgroundColor")).to.match(
      /^rgb\(/,
    );
  });

  it('has room for a fingertip on everything that a reporter presses', async () => {
    const page = await visitor();
    for (const address of ['/', '/lacak', '/bantuan', '/staf', '/tidak-ada', '/lapor']) {
      await page.goto(address);
      await expectTargets(page);
    }
    await write(page, 'protected', { ...protectedReport, who: '' });
    await page.click('#main button.button:not(.hidden)');
    await page.locator('#error-summary').waitFor();
    await expectTargets(page);
    await page.fill('[name=who]', 'Petugas loket');
    await page.click('#main button.button:not(.hidden)');
    await page.locator('#files').waitFor();
    await expectTargets(page);
    const chosen = page.locator('.chosen');
    expect(await chosen.count()).to.equal(1);
    expect(await chosen.isVisible(), 'without a script the browser says what is chosen').to.equal(false);
  });

  it('has room for a fingertip on everything that staff press', async () => {
    const officer = await signedIn('officer');
    for (const address of ['/staf/laporan', '/staf/dasbor', '/staf/akun']) {
      await officer.goto(address);
      await expectTargets(officer);
    }
    const administrator = await signedIn('administrator');
    await administrator.goto('/staf/pengaturan/anggota');
    await expectTargets(administrator);
  });

  it('has the menu of staff in one row for officers, and in two at most for an administrator', async () => {
    for (const [person, rows] of [
      ['officer', 1],
      ['auditor', 1],
      ['administrator', 2],
    ] as const) {
      const page = await signedIn(person);
      const menu = await page.locator('nav.member').boundingBox();
      expect((menu?.height ?? Infinity) / leastTarget, person).to.be.below(rows + 0.5);
      expect(await page.locator('nav.member [aria-current]').count(), person).to.equal(1);
    }
  });

  it('lists reports within the first screen, filtered too, and what is done with one before what it says', async () => {
    const page = await signedIn('officer');
    await page.goto('/staf/laporan?jalur=protected');
    const list = await page.locator('.list-head').boundingBox();
    expect(list?.y ?? Infinity).to.be.at.most(screen.height);
    await page.click('tbody a');
    await page.click('form[action$="/pernyataan"] button');
    const top = async (selector: string) => (await page.locator(selector).boundingBox())?.y ?? Infinity;
    expect(await top('.acts')).to.be.at.most(1.5 * screen.height);
    expect(await top('.contents')).to.be.above(await top('.acts'));
    expect(await page.evaluate('document.documentElement.scrollHeight')).to.be.at.most(7 * screen.height);
    await unfold(page, 'form[action$="/status"]');
    await page.check('[name=status] >> nth=0');
    await expectTargets(page);
  });

  it('folds nothing away on paper', async () => {
    const page = await visitor();
    await page.goto('/lapor');
    const folded = page.locator('details > :not(summary)').first();
    expect(await folded.isVisible()).to.equal(false);
    await page.emulateMedia({ media: 'print' });
    expect((await folded.boundingBox())?.height ?? 0).to.be.above(10);
    await page.emulateMedia({ media: 'screen' });
  });

  it('has on paper the notes and the steps of a case, and no act that nobody can do there', async () => {
    const page = await signedIn('officer');
    await page.goto('/staf/laporan?jalur=protected');
    await page.click('tbody a');
    const declare = page.locator('form[action$="/pernyataan"] button');
    if ((await declare.count()) > 0) await declare.click();
    await page.click('.contents > form > details:last-child > summary');
    await page.fill('#note', 'Periksa kuitansinya.');
    await page.click('[formaction$="/catatan"]');
    await page.emulateMedia({ media: 'print' });
    const isShown = async (selector: string) => page.locator(selector).first().isVisible();
    for (const selector of ['#notes', '#notes ~ .message', '#timeline', '.timeline li'])
      expect(await isShown(selector), selector).to.equal(true);
    for (const selector of ['#reply', '#note', '.contents .button', '.acts summary'])
      expect(await isShown(selector), selector).to.equal(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('parts no telephone number of a warning from line to line', async () => {
    const page = await visitor();
    await page.goto('/lapor');
    await write(page, 'protected', { ...protectedReport, how: 'Nomor saya yang baru 0812-0000-1122' });
    await page.click('#main button.button:not(.hidden)');
    await page.click('[formaction$="/periksa"]');
    const quoted = page.locator('.warning .whole', { hasText: '0812-0000-1122' });
    const { height } = (await quoted.boundingBox()) ?? { height: Infinity };
    expect(height).to.be.below(30);
  });

  it('parts no fingerprint from line to line', async () => {
    const page = await signedIn('officer');
    for (const address of ['/kunci', '/staf/akses', '/staf/akun']) {
      await page.goto(address);
      expect(await page.evaluate(partedFingerprints), address).to.deep.equal([1, 0]);
    }
  });

  it('shows the entries of the audit log in three or four lines each', async () => {
    const page = await signedIn('auditor');
    await page.goto('/staf/audit');
    const rows = await page.locator('tbody tr').count();
    const list = await page.locator('tbody').boundingBox();
    expect(rows).to.be.greaterThan(3);
    expect((list?.height ?? Infinity) / rows).to.be.at.most(fourLines);
  });
});

describe('a reader who sets letters and colours of their own', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let browser: Browser;
  before(async function () {
    browser = await openBrowser(this);
    portal = await startSamplePortal({ onSharedStore: true });
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
  });

  it('with letters of twice the size, scrolls no page sideways', async () => {
    const page = await pageOn(browser, portal.url, {
      viewport: { width: 640, height: 640 },
      bypassCSP: true,
    });
    for (const address of inBothLanguages(['/', '/lapor', '/lacak', '/bantuan', '/privasi'])) {
      await page.goto(address);
      await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
      expect(await page.evaluate('document.documentElement.scrollWidth'), address).to.be.at.most(640);
    }
  });

  it('with colours that the system forces, sees which answer is chosen', async () => {
    const page = await pageOn(browser, portal.url, { viewport: screen, forcedColors: 'active' });
    await page.goto('/lapor');
    const drawn = async () =>
      page.evaluate<number>(
        "parseFloat(getComputedStyle(document.querySelector('#lane'), '::after').borderTopWidth)",
      );
    expect(await drawn()).to.equal(0);
    await page.check('#lane');
    expect(await drawn()).to.be.above(4);
  });
});
