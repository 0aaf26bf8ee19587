import { expect } from 'chai';
import { createClient } from '../support/http.ts';
import { namedHost } from '../support/named-host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';

const publicName = 'https://lapor.example.org';
const onion = 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';

/** What a proxy says of how a request came to it. */
const told = (proto: string) => ({ 'x-forwarded-proto': proto });

describe('a portal that people reach by https', function () {
  this.timeout(60_000);
  let portal: TestPortal;
  before(async () => {
    const environment = { BASE_URL: publicName, ONION_ADDRESS: onion, TRUST_PROXY: '1' };
    portal = await startPortal({ onSharedStore: true, environment });
  });
  after(async () => portal.close());

  const ask = async (path: string, headers: Readonly<Record<string, string>>, init: RequestInit = {}) =>
    createClient(portal.url, headers).request(path, init);

  it('sends whoever asks its proxy for a page without TLS to the same page with it', async () => {
    for (const path of ['/', '/en/bantuan', '/staf/laporan?urut=terbaru', '/nothing']) {
      const answer = await ask(path, told('http'));
      expect(answer.status, path).to.equal(307);
      expect(answer.headers.get('location')).to.equal(publicName + path);
    }
    const evil = await ask(`${portal.url}//evil.example/`, told('http'));
    expect(evil.headers.get('location')).to.equal(`${publicName}/evil.example/`);
  });

  it('believes its own proxy, and not what a caller had told that one', async () => {
    expect((await ask('/lapor', told('https, http'))).status).to.equal(307);
  });

  it('tells whoever came without TLS in a header to use it from now on', async () => {
    const answer = await ask('/lapor', told('http'));
    expect(answer.headers.get('strict-transport-security')).to.match(/^max-age=\d{8}/);
  });

  it('refuses a form that came to its proxy without TLS, in words, and gives nothing of it back', async () => {
    const body = new URLSearchParams({ what: 'Kotak suara dibuka' });
    for (const path of ['/lapor', '/en/lacak', '/staf/masuk']) {
      const answer = await ask(path, told('http'), { method: 'POST', body });
      expect(answer.status, path).to.equal(403);
      expect(answer.headers.get('location')).to.equal(null);
      const page = await answer.text();
      expect(page).to.match(path.startsWith('/en') ? /not encrypted/ : /tidak terenkripsi/);
      expect(page).not.to.include('Kotak suara');
    }
  });

  it('answers whoever looks after its health, however they come', async () => {
    expect((await createClient(portal.url).get('/healthz')).status).to.equal(200);
    expect((await createClient(portal.url, told('http')).get('/readyz')).status).to.equal(200);
  });

  it('answers what came with TLS, and what its proxy says nothing of', async () => {
    for (const headers of [told('https'), told('http, https'), {}])
      expect((await ask('/lapor', headers)).status).to.equal(200);
  });

  it('answers under its onion name, where Tor encrypts the way', async () => {
    await using tor = await namedHost(portal.url, onion);
    expect((await createClient(tor.url, told('http')).get('/')).status).to.equal(200);
  });
});

describe('a portal without a proxy of its own', function () {
  this.timeout(60_000);

  it('heeds nothing that a caller says of how the request came', async () => {
    await using portal = await startPortal({ onSharedStore: true, environment: { BASE_URL: publicName } });
    const answer = await createClient(portal.url, told('http')).request('/');
    expect(answer.status).to.equal(200);
  });
});
