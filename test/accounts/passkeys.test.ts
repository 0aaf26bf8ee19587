import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { administrator, goodPassword, setUpThroughPages } from './pages.ts';

const factors = '/staf/akun/langkah-kedua';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Chromium's own virtual authenticator: a security key that answers without a touch. */
async function plugIn(page: Page): Promise<{ session: CDPSession; id: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, id: authenticatorId };
}

describe('passkeys in a browser', () => {
  let browser: Browser;
  let portal: TestPortal;
  before(async function () {
    this.timeout(60_000);
    browser = await openBrowser(this);
    // Passkeys are bound to the address that the portal says it has.
    const port = await freePort();
    const environment = { PORT: String(port), BASE_URL: `http://localhost:${port}` };
    portal = await startPortal({ environment, onSharedStore: true });
    await setUpThroughPages(portal);
  });
  after(async () => {
    await browser?.close();
    await portal?.close();
  });

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${portal.url}/staf/masuk`);
    await page.fill('#email', administrator.email);
    await page.fill('#password', goodPassword);
    await page.click('main form .button');
  }

  it('are made, used to sign in and to confirm, and removed', async function () {
    this.timeout(120_000);
    const context = await browser.newContext();
    const page = await context.newPage();
    const key = await plugIn(page);
    await signIn(page);
    await page.goto(`${portal.url}${factors}/kunci-sandi`);
    await page.fill('#password', goodPassword);
    await page.click('main form .button:not(.secondary)');
    await page.fill('#name', 'Kunci uji');
    await page.click('[data-passkey] button');
    await page.waitForSelector('#codes');
    expect(await page.locator('#codes li').count()).to.equal(10);
    const made = await key.session.send('WebAuthn.getCredentials', { authenticatorId: key.id });
    expect(made.credentials).to.have.length(1);

    await context.clearCookies();
    await signIn(page);
    expect(new URL(page.url()).pathname).to.equal('/staf/masuk/langkah-kedua');
    await page.click('[data-passkey] button');
    await page.waitForURL('**/staf/pengaturan/anggota');

    await page.goto(`${portal.url}${factors}`);
    await page.fill('#password', goodPassword);
    await page.click('[data-passkey] button');
    await page.waitForURL(`**${factors}`);
    expect(await page.textContent('main')).to.include('Kunci uji');
    await page.click('form[action$="/kunci-sandi/hapus"] button');
    await page.waitForFunction('!document.querySelector("main").textContent.includes("Kunci uji")');
    const [member] = await portal.services.accounts.members.list();
    expect([member?.passkeys, member?.factorCodes]).to.eql([undefined, undefined]);
    await context.close();
  });

  it('that sign another challenge, or belong to somebody who wrote them into the database, open nothing', async function () {
    this.timeout(120_000);
    const context = await browser.newContext();
    const page = await context.newPage();
    await plugIn(page);
    await signIn(page);
    await page.goto(`${portal.url}${factors}/kunci-sandi`);
    await page.fill('#password', goodPassword);
    await page.click('main form .button:not(.secondary)');
    await page.click('[data-passkey] button');
    await page.waitForSelector('#codes');

    await context.clearCookies();
    await signIn(page);
    const posted = page.waitForRequest((request) => request.method() === 'POST');
    await page.click('[data-passkey] button');
    const replayed = new URLSearchParams((await posted).postData() ?? '').get('passkey') ?? '';
    await page.waitForURL('**/staf/pengaturan/anggota');
    expect(replayed).to.include('signature');
    await context.clearCookies();
    await signIn(page);
    await page.evaluate(`document.querySelector('input[name=passkey]').value = ${JSON.stringify(replayed)}`);
    await page.click('main form .button:not(.secondary)');
    expect(await page.getAttribute('#error-summary a', 'href')).to.equal('#code');

    const members = portal.services.database.collection('members');
    await members.updateMany({}, { $set: { 'passkeys.0.mac': 'made up' } });
    await page.click('[data-passkey] button');
    await page.waitForSelector('#error-summary');
    expect(new URL(page.url()).pathname).to.equal('/staf/masuk/langkah-kedua');
    await context.close();
  });
});
