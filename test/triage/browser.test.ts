import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { accessibilityCheck } from '../browser/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { pageOn, signInOn, unfold } from '../support/in-browser.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

const sizes = [
  { width: 320, height: 700, colorScheme: 'light', javaScriptEnabled: false },
  { width: 1280, height: 900, colorScheme: 'dark', javaScriptEnabled: true },
] as const;

describe('triage: in a browser', function () {
  this.timeout(60_000);
  let at: OfficeAtWork;
  let browser: Browser;

  before(async function () {
    browser = await openBrowser(this);
    at = await officeAtWork();
  });
  after(async () => {
    await browser?.close();
    await at?.close();
  });

  async function signedIn(person: PersonName, size: (typeof sizes)[number]): Promise<Page> {
    const { width, height, ...options } = size;
    const viewport = { width, height };
    const tab = await pageOn(browser, at.portal.url, { viewport, bypassCSP: true, ...options });
    await signInOn(tab, at.office.accounts[person]);
    await tab.waitForURL('**/staf/laporan');
    return tab;
  }

  for (const size of sizes)
    it(`every page, at ${size.width} px, holds the whole work and is accessible`, async () => {
      const identity = { name: 'Melati Contoh', contact: 'melati@contoh.invalid' };
      const { id, code } = await at.report({
        identity,
        draft: { what: `Panjang${'x'.repeat(300)}` },
        files: [{ name: `${'nama-panjang'.repeat(20)}.pdf`, bytes: Buffer.from('x') }],
      });
      const expectSound = await accessibilityCheck(browser, size);
      const tab = await signedIn('officer', size);
      await expectSound(tab);
      await tab.click(`a[href="${casePath(id)}"]`);
      await expectSound(tab);
      await tab.fill('[name=reply]', 'Terima kasih, kami periksa.');
      await tab.click(`${formOf('balas')} button`);
      expect(await tab.textContent('.notice')).to.include('Balasan terkirim');
      await unfold(tab, formOf('status'));
      await tab.check('[name=status][value=referred]');
      await tab.click(`${formOf('status')} button`);
      await expectSound(tab);
      await tab.click('#error-summary a');
      expect(await tab.evaluate('document.activeElement.id')).to.equal('reason');
      await tab.fill('[name=reason]', 'Diteruskan kepada yang berwenang.');
      await tab.click(`${formOf('status')} button`);
      expect((await at.track(code)).case.status).to.equal('referred');
      await unfold(tab, formOf('identitas'));
      await tab.fill('[name=identityReason]', 'Perlu menghubungi pelapor.');
      await tab.click(`${formOf('identitas')} button`);
      expect(await tab.textContent('.notice')).to.include('Permintaan Anda dikirim');
      await expectSound(tab);
      const supervisor = await signedIn('supervisor', size);
      await supervisor.goto(casePath(id));
      await expectSound(supervisor);
    });

  it('a file, clicked, is saved under its name', async () => {
    const { id } = await at.report({ files: [{ name: 'kuitansi 📸.jpg', bytes: Buffer.from('gambar') }] });
    const tab = await signedIn('officer', sizes[1]);
    await tab.goto(casePath(id));
    const [saved] = await Promise.all([tab.waitForEvent('download'), tab.click('.files a')]);
    expect(saved.suggestedFilename()).to.equal('kuitansi 📸.jpg');
    expect(await readFile(await saved.path(), 'utf8')).to.equal('gambar');
  });
});
