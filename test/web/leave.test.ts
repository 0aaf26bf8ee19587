import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../support/browser.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

describe('the way out of a page', function () {
  this.timeout(60_000);
  const seenElsewhere: IncomingHttpHeaders[] = [];
  let elsewhere: Server;
  let exitUrl = '';
  let portal: SamplePortal;

  before(async () => {
    elsewhere = createServer((req, res) => {
      if (req.url === '/cuaca') seenElsewhere.push(req.headers);
      res.setHeader('Content-Type', 'text/html').end('<title>Cuaca</title>');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const address = elsewhere.address();
    exitUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/cuaca`;
    portal = await startSamplePortal({ onSharedStore: true, environment: { EXIT_URL: exitUrl } });
  });
  after(async () => {
    await portal.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  it('leads where the setting says, in both languages, and has the browser forget this site but no cookie', async () => {
    const visitor = portal.visitor();
    for (const path of ['/keluar', '/en/keluar']) {
      const answer = await visitor.request(path);
      expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, exitUrl]);
      expect(answer.headers.get('clear-site-data')).to.equal('"cache", "storage"');
    }
  });

  describe('in a browser', () => {
    let browser: Browser;
    before(async function () {
      browser = await openBrowser(this);
    });
    after(async () => browser?.close());

    for (const javaScriptEnabled of [false, true])
      it(`with${javaScriptEnabled ? '' : 'out'} scripts, tells nobody where one came from and leaves nothing in the cache`, async () => {
        const context = await browser.newContext({ javaScriptEnabled });
        const page = await context.newPage();
        await page.goto(`${portal.url}/bantuan`);
        seenElsewhere.length = 0;
        await page.click('#exit');
        await page.waitForURL(exitUrl);
        expect(seenElsewhere).to.have.lengthOf(1);
        expect(seenElsewhere[0]).to.not.have.any.keys('referer', 'origin', 'cookie');
        const devtools = await context.newCDPSession(page);
        const fromCache: string[] = [];
        devtools.on('Network.requestServedFromCache', ({ requestId }) => fromCache.push(requestId));
        devtools.on('Network.responseReceived', ({ response }) => {
          if (response.fromDiskCache === true) fromCache.push(response.url);
        });
        await devtools.send('Network.enable');
        await page.goto(`${portal.url}/bantuan`);
        expect(fromCache).to.deep.equal([]);
        await page.goto(`${portal.url}/privasi`);
        expect(fromCache, 'the stylesheet is kept while one stays').to.not.deep.equal([]);
        await context.close();
      });
  });
});
