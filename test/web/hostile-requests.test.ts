import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { expectNoFailure } from '../support/failures.ts';
import { rawRequest } from '../support/raw-request.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { bodies, form, posts } from './hostile-bodies.ts';

const addresses = [
  '/nothing/here',
  '/en/nothing',
  '/lapor/x',
  '/lapor/kirim/',
  '/LAPOR',
  '//lapor',
  '/en//lapor',
  '/en/en/lapor',
  '/%',
  '/%E0%A4%A',
  '/lapor/%00',
  '/assets/%',
  '/assets/../../package.json',
  '/assets/%2e%2e/package.json',
  '/staf/laporan/%00',
  '/staf/laporan/x/berkas/%ff',
  '/lapor?__proto__[a]=1&a[b]=c&lane[$ne]=',
  '/?%',
  `/${'a'.repeat(8_000)}`,
  '/__proto__',
  '/constructor',
];

async function expectAnswer(response: Response): Promise<void> {
  expect(response.status, response.url).to.be.below(500);
  expect(response.headers.get('set-cookie')).to.equal(null);
  expect(await response.text()).to.not.match(/node_modules|\n\s+at /);
}

describe('what strangers send', function () {
  this.timeout(60_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  after(async () => portal.close());

  for (const { what, type, body } of bodies) {
    it(`${what}, to every address that takes a post, is answered without a failure`, async () => {
      for (const path of posts) {
        const request = {
          method: 'POST',
          headers: { 'content-type': type },
          body,
          redirect: 'manual',
        } as const;
        await expectAnswer(await fetch(portal.url + path, request));
      }
      expectNoFailure(portal);
    });
  }

  it('a compressed form, a bomb, and an encoding that nobody knows are refused unread', async () => {
    for (const [encoding, body] of [
      ['gzip', gzipSync('lane=protected')],
      ['gzip', gzipSync(Buffer.alloc(50_000_000))],
      ['gzip', Buffer.from('no gzip')],
      ['nonsense', Buffer.from('lane=protected')],
    ] as const) {
      const headers = { 'content-type': form, 'content-encoding': encoding };
      for (const path of ['/lapor', '/lacak', '/staf/masuk']) {
        const answer = await fetch(portal.url + path, { method: 'POST', headers, body });
        expect(answer.status, path).to.equal(415);
        await expectAnswer(answer);
      }
    }
    expectNoFailure(portal);
  });

  for (const address of addresses) {
    it(`${address.slice(0, 40)} is answered without a failure`, async () => {
      const head = `GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      expect(await rawRequest(portal.url, head)).to.match(/^HTTP\/1\.1 [234]\d\d /);
      expectNoFailure(portal);
    });
  }

  it('what is no HTTP is answered with 400 or cut', async () => {
    for (const line of [
      'nonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nA: ${'b'.repeat(100_000)}\r\n\r\n`,
    ])
      expect(await rawRequest(portal.url, line)).to.match(/^(?:HTTP\/1\.1 4\d\d |$)/);
    expectNoFailure(portal);
  });

  it('an unknown address is 404, in the language that was asked for', async () => {
    const visitor = portal.visitor();
    const page = await visitor.get('/en/nothing');
    expect(page.status).to.equal(404);
    expect(page.root.querySelector('html')?.getAttribute('lang')).to.equal('en');
    expect((await visitor.get('/tidak-ada')).status).to.equal(404);
  });

  it('other methods change nothing and are 404 or 405', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await fetch(`${portal.url}/lapor/kirim`, { method })).status).to.be.oneOf([403, 404, 405]);
  });
});
