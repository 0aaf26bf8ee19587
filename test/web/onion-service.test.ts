import { once } from 'node:events';
import { expect } from 'chai';
import express from 'express';
import { onionOriginOf } from '../../src/onion-address.ts';
import { createEntrances } from '../../src/web/entrances.ts';
import { createCallers } from '../../src/web/callers.ts';
import { createRateLimits, DEFAULT_RATE_LIMITS, isCrowded } from '../../src/web/rate-limits.ts';
import { isWait } from '../abuse/support.ts';
import { createClient, type Page } from '../support/http.ts';
import { namedHost, type NamedHost } from '../support/named-host.ts';
import {
  addFiles,
  codeOn,
  openCheck,
  openFiles,
  openText,
  send,
  startSamplePortal,
  track,
  type SamplePortal,
} from '../support/sample-portal.ts';

/** The Tor Project's own, which is sure to be sound. */
const onion = 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';
const publicName = 'https://lapor.example.org';

describe('the address of an onion service', () => {
  it('is taken in either case and with a slash, and not with one letter changed', () => {
    expect(onionOriginOf(`${onion.toUpperCase().replace('HTTP', 'http')}/`)).to.equal(onion);
    for (const wrong of [
      onion.replace('2g', '3g'),
      onion.replace('wid.', 'wie.'),
      onion.replace('http:', 'https:'),
      `${onion}/lapor`,
      'http://expyuzz4wqqyqhjn.onion',
      'http://example.org',
    ])
      expect(onionOriginOf(wrong), wrong).to.equal(undefined);
  });
});

async function onionLocation({ url }: { url: string }, path: string): Promise<string | null> {
  return (await createClient(url).get(path)).headers.get('onion-location');
}

function saysLineIsFull(page: Page | undefined): boolean {
  return /antrean.*penuh/iu.test(page?.text ?? '');
}

describe('a portal with an onion service', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let tor: NamedHost;
  let proxy: NamedHost;
  before(async () => {
    const environment = { BASE_URL: publicName, ONION_ADDRESS: onion, TRUST_PROXY: '1' };
    portal = await startSamplePortal({ onSharedStore: true, environment });
    [tor, proxy] = await Promise.all([namedHost(portal.url, onion), namedHost(portal.url, publicName)]);
  });
  after(async () => {
    await tor[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
    await portal.close();
  });

  const torVisitor = (headers: Readonly<Record<string, string>> = {}) => createClient(tor.url, headers);

  it('announces it under its public name on pages for the public, and nowhere else', async () => {
    for (const path of ['/', '/en', '/lapor', '/en/bantuan', '/lacak'])
      expect(await onionLocation(proxy, path), path).to.equal(`${onion}${path}`);
    expect(await onionLocation(proxy, '/bantuan/')).to.equal(`${onion}/bantuan`);
    for (const path of ['/staf/masuk', '/healthz', '/nothing'])
      expect(await onionLocation(proxy, path), path).to.equal(null);
    for (const other of [tor, portal]) expect(await onionLocation(other, '/')).to.equal(null);
  });

  it('answers no post with it: Tor Browser would follow it and lose what was typed', async () => {
    const page = await openText(createClient(proxy.url));
    expect(page.root.querySelector('textarea')).to.not.equal(null);
    expect(page.headers.get('onion-location')).to.equal(null);
  });

  it('tells it on the page of help, and no other portal has anything to tell', async () => {
    const help = await torVisitor().get('/bantuan');
    expect(help.root.querySelector('[aria-labelledby=tor]')?.text).to.include(onion);
    expect(help.root.querySelector(`a[href^="${onion}"]`)).to.equal(null);
    await using without = await startSamplePortal({ onSharedStore: true });
    expect((await without.visitor().get('/bantuan')).text).to.not.include('.onion');
  });

  it('takes a whole report there and answers it, without a word of https or of its public name', async () => {
    const visitor = torVisitor();
    const pages: Page[] = [await openFiles(visitor)];
    const step = async (next: (page: Page) => Promise<Page>) => {
      const last = pages.at(-1);
      if (last) pages.push(await next(last));
    };
    await step(async (page) => addFiles(visitor, page, [{ name: 'bukti.txt', bytes: Buffer.from('x') }]));
    await step(async (page) => openCheck(visitor, page));
    await step(async (page) => send(visitor, page));
    await step(async (page) => track(visitor, codeOn(page)));
    await step(async (page) => visitor.submit(page, { values: { text: 'Pesan lewat Tor' } }));
    expect(pages.at(-1)?.text).to.include('Pesan lewat Tor');
    for (const { status, headers, body } of pages) {
      expect(status).to.equal(200);
      expect(headers.get('strict-transport-security')).to.equal(null);
      expect(headers.get('content-security-policy')).to.not.include('upgrade');
      expect(body.toString()).to.not.include('lapor.example.org');
    }
  });

  it('signs staff in there with a cookie that no other name may set', async () => {
    const visitor = torVisitor();
    const { email, password } = portal.office.accounts.officer;
    await visitor.submit(await visitor.get('/staf/masuk'), { values: { email, password } });
    expect([...visitor.cookies.keys()]).to.include('__Host-session');
    expect((await visitor.get('/staf')).status).to.equal(200);
  });

  it('has a line of its own there, so that a flood from elsewhere takes nobody in Tor their place', async () => {
    const environment = { BASE_URL: publicName, ONION_ADDRESS: onion, TRUST_PROXY: '1', BUDGET_TEXTS: '1' };
    const rateLimits = { signIn: 9, code: 9, send: 1, crowd: 1 };
    await using flooded = await startSamplePortal({ onSharedStore: true, environment, rateLimits });
    await using elsewhere = await namedHost(flooded.url, publicName);
    await using inTor = await namedHost(flooded.url, onion);
    let last: Page | undefined;
    for (let count = 1; count < 9 && !saysLineIsFull(last); count += 1)
      last = await openFiles(createClient(elsewhere.url, { 'x-forwarded-for': `198.51.100.${count}` }));
    expect(saysLineIsFull(last), 'elsewhere').to.equal(true);

    const visitor = createClient(inTor.url);
    const waiting = await openFiles(visitor);
    expect([isWait(waiting), saysLineIsFull(waiting)]).to.deep.equal([true, false]);
    flooded.clock.advance({ seconds: Number(waiting.headers.get('retry-after')) });
    expect((await visitor.submit(waiting, { form: '#main' })).status).to.equal(200);
  });

  it('refuses there what a page of another name posts, also of its own public one', async () => {
    for (const origin of [publicName, 'null', 'http://example.org'])
      expect((await torVisitor({ origin }).post('/lapor', {})).status, origin).to.equal(403);
  });
});

/** How many of so many posts are let through before the first is held up. */
async function letThrough(at: { url: string }, path: string, posts: number): Promise<number> {
  const visitor = createClient(at.url, { 'x-forwarded-for': '203.0.113.9' });
  for (let count = 0; count < posts; count += 1)
    if ((await (await visitor.request(path, { method: 'POST' })).json()) === true) return count;
  return posts;
}

describe('limits by address', () => {
  it('hold up none of 300 reporters who come through the onion service, and one address of its own as ever', async () => {
    const app = express().set('trust proxy', 1);
    const entrances = createEntrances({
      baseUrl: publicName,
      onionAddress: onion,
      onionPort: undefined,
      subdomainsInsistOnHttps: true,
      trustedProxies: 1,
    });
    const limits = createRateLimits(DEFAULT_RATE_LIMITS, {
      callers: createCallers({ entrances }),
      memberIdOf: () => '',
    });
    app.post('/send', limits.send, (req, res) => void res.json(isCrowded(req)));
    app.post('/code', limits.code, (req, res) => void res.json(isCrowded(req)));
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    {
      await using tor = await namedHost(url, onion);
      await using proxy = await namedHost(url, publicName);
      const stepsOfAReport = 3;
      expect(await letThrough(tor, '/send', 300 * stepsOfAReport)).to.equal(900);
      expect(await letThrough(tor, '/code', 300)).to.equal(300);
      // What comes through Tor takes nothing from an address that it only says it has.
      expect(await letThrough(proxy, '/send', 300)).to.equal(DEFAULT_RATE_LIMITS.send);
    }
    server.closeAllConnections();
    server.close();
  });
});
