import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { openSampleOffice } from '../../src/sample/sample-office.ts';
import { withLeak } from '../access/planted-leak.ts';
import type { Client } from '../support/http.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { startSamplePortal } from '../support/sample-portal.ts';

/** Answers nothing, as a database that is away does. */
const never: RequestHandler = () => undefined;

async function fails(): Promise<never> {
  throw new Error('the database went away just now');
}

const addresses = ['/', '/bantuan', '/privasi', '/aksesibilitas', '/kunci', '/lapor', '/lacak'].flatMap(
  (path) => [path, path === '/' ? '/en' : `/en${path}`],
);

/** What helmet is told in header-lines.ts, as a browser gets it from a portal without https. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none';script-src 'self';style-src 'self';img-src 'self';connect-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none';require-trusted-types-for 'script';trusted-types own-worker",
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'permissions-policy':
    'accelerometer=(), attribution-reporting=(), autoplay=(), bluetooth=(), browsing-topics=(), camera=(), compute-pressure=(), display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), interest-cohort=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), window-management=(), xr-spatial-tracking=()',
  'referrer-policy': 'same-origin',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-frame-options': 'DENY',
  'x-permitted-cross-domain-policies': 'none',
};

/** Without those that tell of the time and the connection. */
function headersOf(response: Response): Record<string, string> {
  const {
    date: _date,
    connection: _connection,
    'keep-alive': _keepAlive,
    ...headers
  } = Object.fromEntries(response.headers);
  return headers;
}

describe('a page that is the same for everyone', () => {
  let work: OfficeAtWork;
  before(async function () {
    this.timeout(60_000);
    work = await officeAtWork();
  });
  after(async () => work.close());

  const ask = async (path: string, options?: RequestInit) => work.portal.visitor().request(path, options);

  for (const address of addresses) {
    it(`${address}, answered at once, has every header and byte that it has on the long way`, async () => {
      const atOnce = await ask(address);
      // Spelled so that only a route finds it, after the whole middleware.
      const long = await ask(address === '/' ? `${work.portal.url}//` : `${address}/`);
      expect([atOnce.status, long.status]).to.deep.equal([200, 200]);
      expect(headersOf(atOnce)).to.include(securityHeaders).and.to.deep.equal(headersOf(long));
      expect(await atOnce.text()).to.equal(await long.text());
    });

    it(`${address}, asked with a query or for its headers alone, is the same`, async () => {
      const plain = await ask(address);
      const queried = await ask(`${address}?selesai=1`);
      const head = await ask(address, { method: 'HEAD' });
      expect(headersOf(queried)).to.deep.equal(headersOf(plain));
      expect(headersOf(head)).to.deep.equal(headersOf(plain));
      expect(await queried.text()).to.equal(await plain.text());
      expect(await head.text()).to.equal('');
    });
  }

  it('first asked for in another spelling, leads to the other language by its own one', async () => {
    await using portal = await startPortal({ onSharedStore: true });
    const visitor = portal.visitor();
    await visitor.get('/BANTUAN/');
    const page = await visitor.get('/bantuan');
    expect(page.root.querySelector('a.language')?.getAttribute('href')).to.equal('/en/bantuan');
  });

  it('any other answer, also a mistake, has the same security headers', async () => {
    for (const path of ['/nothing', '/healthz', '/staf/masuk', '/assets/nothing.css', '/assets/%'])
      expect(headersOf(await ask(path)), path).to.include(securityHeaders);
    const posted = await ask('/lapor', { method: 'POST', body: new URLSearchParams() });
    expect(posted.status).to.equal(400);
    expect(headersOf(posted)).to.include(securityHeaders);
  });

  it('what it loads, has the headers of a script or a style sheet alone, and they are these', async () => {
    const { root } = await work.portal.visitor().get('/');
    const loaded = root.querySelectorAll('link[href^="/assets/"], script[src]');
    expect(loaded).to.have.lengthOf(3);
    for (const element of loaded) {
      const answer = await ask(element.getAttribute('href') ?? element.getAttribute('src') ?? '');
      const { 'content-type': type, 'content-length': length, ...rest } = headersOf(answer);
      expect(rest).to.deep.equal({
        'cache-control': 'private, max-age=3600, immutable',
        'content-encoding': 'gzip',
        'content-security-policy':
          "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
        'cross-origin-embedder-policy': 'require-corp',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'same-origin',
        vary: 'Accept-Encoding',
        'x-content-type-options': 'nosniff',
      });
      expect([type, Number(length)], answer.url).to.satisfy(
        ([shown, size]: [string, number]) =>
          /^(?:text\/css|text\/javascript|image\/svg\+xml)/.test(shown) && size > 0,
      );
    }
  });

  it('on https, insists on it at once and on the long way', async () => {
    await using portal = await startPortal({
      environment: { BASE_URL: 'https://lapor.example.org' },
      onSharedStore: true,
    });
    for (const path of ['/bantuan', '/bantuan/', portal.services.assets.urls.style]) {
      const { headers } = await portal.visitor().request(path);
      expect(headers.get('strict-transport-security')).to.equal('max-age=63072000; includeSubDomains');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy.includes('upgrade-insecure-requests'), path).to.equal(path.startsWith('/bantuan'));
    }
  });

  it('on https, leaves the names below its own alone where the office says so', async () => {
    const environment = { BASE_URL: 'https://example.org', HSTS_SUBDOMAINS: '0' };
    await using portal = await startPortal({ onSharedStore: true, environment });
    const { headers } = await portal.visitor().request('/bantuan');
    expect(headers.get('strict-transport-security')).to.equal('max-age=63072000');
  });
});

describe('the page that begins a report', () => {
  it('shown while reporting is closed, takes reports as soon as the office does', async () => {
    await using portal = await startPortal({ onSharedStore: true });
    const visitor = portal.visitor();
    expect((await visitor.get('/lapor')).root.querySelector('form')).to.equal(null);
    await openSampleOffice(portal.services.accounts);
    const page = await visitor.get('/lapor');
    expect(page.root.querySelectorAll('form input[name="lane"]')).to.have.lengthOf(2);
  });

  it('asked for while the database is away, says so until it is back', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const { database, config } = portal.services;
    const statusOfPage = async () => (await portal.visitor().request('/lapor')).status;
    await database.close();
    expect(await statusOfPage()).to.equal(503);
    await database.openUri(config.mongodbUri ?? '');
    expect(await statusOfPage()).to.equal(200);
  });
});

describe('what shows nothing of the office', () => {
  let portal: TestPortal;
  let client: Client;
  let close: () => void;
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
    const leak = { freshOffice: never, shownMailCheck: fails };
    ({ client, close } = await withLeak(portal.services, leak, portal.visitor()));
  });
  after(async () => {
    close();
    await portal.close();
  });

  const ask = async (path: string) => client.request(path, { signal: AbortSignal.timeout(5000) });

  it('a style sheet, is sent without waiting for its settings', async () => {
    expect((await ask(portal.services.assets.urls.style)).status).to.equal(200);
  });

  it('whether the portal is well, is told without waiting for its settings, also where the state of the mail cannot be read', async () => {
    expect((await ask('/healthz')).status).to.equal(200);
    const readiness = await ask('/readyz');
    expect(readiness.status).to.equal(200);
    expect(await readiness.json()).to.deep.equal({ status: 'ok', database: 'ok', mail: 'folder' });
  });

  it('whether the portal is well, is at one address whatever the language', async () => {
    expect((await portal.visitor().request('/en/healthz')).status).to.equal(404);
  });
});
