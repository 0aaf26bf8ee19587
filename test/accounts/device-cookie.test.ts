import { expect } from 'chai';
import { openBrowser } from '../support/browser.ts';
import type { Client } from '../support/http.ts';
import { typeAccount } from '../support/in-browser.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { administrator, goodPassword, setUpThroughPages, signInAs } from './pages.ts';

describe('the cookie of a browser on which a member signed in before', () => {
  let portal: TestPortal;
  let own: string;
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
    own = (await setUpThroughPages(portal)).cookies.get('device') ?? '';
  });
  after(async () => portal.close());

  /** Whether this browser is kept waiting once strangers have failed too often. */
  async function mustWait(cookie: string): Promise<boolean> {
    const client: Client = portal.visitor();
    if (cookie !== '') client.cookies.set('device', cookie);
    return (await signInAs(client, administrator.email, 'salah sama sekali')).status === 429;
  }

  it('counts by itself only where its MAC is whole (ASVS 9.1.1)', async () => {
    for (let failures = 0; failures < 6; failures += 1) await mustWait('');
    expect(await mustWait(''), 'a stranger').to.equal(true);
    expect(await mustWait(own), 'the browser of the member').to.equal(false);
    const [token = '', mac = ''] = own.split('.');
    const changed = `${mac.slice(1)}${mac[0]}`;
    for (const forged of [
      token,
      `${token}.`,
      `${token}.${changed}`,
      `${mac}.${token}`,
      `${token.slice(1)}A.${mac}`,
    ])
      expect(await mustWait(forged), forged).to.equal(true);
  });

  it('outlives signing out, which ends the session', async function () {
    this.timeout(60_000);
    const browser = await openBrowser(this);
    try {
      await using other = await startPortal({ onSharedStore: true });
      await setUpThroughPages(other);
      const page = await browser.newPage({ baseURL: other.url });
      const cookies = async () => (await page.context().cookies()).map(({ name }) => name).toSorted();
      await page.goto('/staf/masuk');
      await typeAccount(page, { email: administrator.email, password: goodPassword });
      await page.waitForURL('**/staf/pengaturan/**');
      expect(await cookies()).to.deep.equal(['device', 'session']);
      await page.click('form[action="/staf/keluar"] button');
      await page.waitForURL('**/staf/masuk');
      expect(await cookies()).to.deep.equal(['device']);
    } finally {
      await browser.close();
    }
  });
});
