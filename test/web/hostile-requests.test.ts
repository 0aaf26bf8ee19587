import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { rawRequest } from '../support/raw-request.ts';
import {
  codeOn,
  openFiles,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

const posts = [
  '/lapor',
  '/lapor/isi',
  '/lapor/berkas',
  '/lapor/periksa',
  '/lapor/kirim',
  '/lapor/kode',
  '/lapor/selesai',
  '/lacak',
  '/lacak/pesan',
  '/lacak/tarik',
  '/lacak/batal-tarik',
  '/lacak/hapus-kode',
  '/siapkan',
  '/siapkan/x',
  '/staf/masuk',
  '/staf',
];
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=x';

/** A part of a multipart form, with the lines as they are given. */
function part(disposition: string, content: string, more = ''): string {
  return `--x\r\nContent-Disposition: form-data; ${disposition}\r\n${more}\r\n${content}\r\n`;
}

const bodies: readonly { readonly what: string; readonly type: string; readonly body: string | Buffer }[] = [
  { what: 'nothing', type: form, body: '' },
  { what: 'bad percent encoding', type: form, body: 'token=%E0%A4%A&what=%&%=%zz&lane=%ff%fe' },
  {
    what: 'prototype names',
    type: form,
    body: '__proto__=a&constructor=b&toString=c&hasOwnProperty=d&__proto__[x]=e',
  },
  {
    what: 'operators of the database',
    type: form,
    body: 'token[$ne]=&code[$gt]=&lane[$in][]=protected&token[]=a&token[]=b',
  },
  {
    what: 'the same field often',
    type: form,
    body: 'token=a&token=b&code=a&code=b&lane=protected&lane=service&what=a&what=b&category=a&category=b',
  },
  {
    what: 'a thousand fields',
    type: form,
    body: Array.from({ length: 1000 }, (_, n) => `field${n}=${n}`).join('&'),
  },
  { what: 'more than the longest form', type: form, body: `what=${'a'.repeat(3_000_000)}` },
  { what: 'a code of a megabyte', type: form, body: `code=${'A'.repeat(1_000_000)}` },
  { what: 'bytes that are no text', type: form, body: Buffer.from([0, 255, 254, 61, 0, 38, 195, 40]) },
  { what: 'a lone surrogate and NUL', type: form, body: 'code=%ED%A0%80%00&token=%00&what=%00' },
  { what: 'an unknown charset', type: `${form}; charset=nonsense`, body: 'lane=protected' },
  { what: 'JSON', type: 'application/json', body: '{"lane":{"$ne":1}}' },
  { what: 'XML', type: 'text/xml', body: '<a/>' },
  { what: 'no boundary', type: 'multipart/form-data', body: 'x' },
  { what: 'garbage for a multipart form', type: multipart, body: 'garbage' },
  {
    what: 'a multipart form cut short',
    type: multipart,
    body: `${part('name="token"', 'a')}--x\r\nContent-Dispo`,
  },
  { what: 'a part without a name', type: multipart, body: `${part('', 'a')}--x--\r\n` },
  {
    what: 'parts with prototype names',
    type: multipart,
    body: `${part('name="__proto__"', 'a')}${part('name="constructor"', 'a')}${part('name="__proto__[a]"', 'b')}${part('name="token[a][__proto__]"', 'b')}--x--\r\n`,
  },
  {
    what: 'a file in a field of another name',
    type: multipart,
    body: `${part('name="other"; filename="a"', 'a')}--x--\r\n`,
  },
  {
    what: 'a file before the token',
    type: multipart,
    body: `${part('name="files"; filename="a"', 'a')}${part('name="token"', 'a')}--x--\r\n`,
  },
  {
    what: 'a file with a token and a code that lead nowhere',
    type: multipart,
    body: `${part('name="token"', 'A'.repeat(43))}${part('name="code"', 'AAAA')}${part('name="files"; filename="a"', 'a')}--x--\r\n`,
  },
  {
    what: 'a thousand parts',
    type: multipart,
    body: `${Array.from({ length: 1000 }, (_, n) => part(`name="f${n}"`, 'a')).join('')}--x--\r\n`,
  },
  {
    what: 'an endless header of a part',
    type: multipart,
    body: `${part('name="files"; filename="a"', 'a', `X-A: ${'a'.repeat(200_000)}\r\n`)}--x--\r\n`,
  },
  {
    what: 'an endless name of a field',
    type: multipart,
    body: `${part(`name="${'n'.repeat(50_000)}"`, 'a')}--x--\r\n`,
  },
  {
    what: 'a transfer encoding that nobody uses',
    type: multipart,
    body: `${part('name="token"', '=ZZ', 'Content-Transfer-Encoding: quoted-printable\r\n')}--x--\r\n`,
  },
];

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

  function expectNoFailure(): void {
    const failures = portal.logged.filter((line) => /"level":"(?:error|fatal)"|"status":5/.test(line));
    expect(failures).to.deep.equal([]);
  }

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
      expectNoFailure();
    });
  }

  it('a compressed form, a bomb, and an encoding that nobody knows are answered without a failure', async () => {
    for (const [encoding, body] of [
      ['gzip', gzipSync('lane=protected')],
      ['gzip', gzipSync(Buffer.alloc(50_000_000))],
      ['gzip', Buffer.from('no gzip')],
      ['nonsense', Buffer.from('lane=protected')],
    ] as const) {
      const headers = { 'content-type': form, 'content-encoding': encoding };
      await expectAnswer(await fetch(`${portal.url}/lapor/isi`, { method: 'POST', headers, body }));
    }
    expectNoFailure();
  });

  for (const address of addresses) {
    it(`${address.slice(0, 40)} is answered without a failure`, async () => {
      const head = `GET ${address} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`;
      expect(await rawRequest(portal.url, head)).to.match(/^HTTP\/1\.1 [234]\d\d /);
      expectNoFailure();
    });
  }

  it('what is no HTTP is answered with 400 or cut', async () => {
    for (const line of [
      'nonsense\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nA: ${'b'.repeat(100_000)}\r\n\r\n`,
    ])
      expect(await rawRequest(portal.url, line)).to.match(/^(?:HTTP\/1\.1 4\d\d |$)/);
    expectNoFailure();
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

  describe('a post from a page of another site', () => {
    const refused: readonly Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { origin: 'nonsense' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' },
    ];
    for (const headers of refused) {
      it(`with ${JSON.stringify(headers)} is refused and has no effect`, async () => {
        const visitor = portal.visitor();
        const page = await openFiles(visitor);
        const token = page.value('token') ?? '';
        for (const path of posts) {
          const body = new URLSearchParams({ token });
          expect((await fetch(portal.url + path, { method: 'POST', headers, body })).status).to.equal(403);
        }
        expect(await portal.services.drafts.state(token)).to.have.property('state', 'draft');
      });
    }

    it('is taken from our own pages, and from clients that are no browser', async () => {
      for (const headers of [
        { 'sec-fetch-site': 'same-origin' },
        { 'sec-fetch-site': 'none' },
        { origin: portal.url },
        {},
      ]) {
        const body = new URLSearchParams({ lane: 'service' });
        const sent = await fetch(`${portal.url}/lapor`, { method: 'POST', headers: { ...headers }, body });
        expect(sent.status).to.equal(200);
      }
    });
  });

  it('is never given a cookie, and what holds a token, a code or content is kept by no browser', async () => {
    const visitor = portal.visitor();
    const pages = [
      await visitor.get('/'),
      await visitor.get('/lapor'),
      await openFiles(visitor),
      await sendReport(visitor),
    ];
    const code = codeOn(pages[3] ?? (await visitor.get('/')));
    pages.push(
      await visitor.post('/lacak', { code }),
      await visitor.post('/lacak', { code: 'AAAA' }),
      await visitor.post('/lapor/isi', { what: 'a' }),
      await visitor.post('/lapor/berkas', { token: 'x' }),
    );
    for (const page of pages) {
      expect(page.headers.get('cache-control'), page.url).to.equal('no-store');
      expect(page.headers.getSetCookie()).to.deep.equal([]);
    }
  });

  it('is led on by redirects that no browser keeps', async () => {
    for (const path of ['/lapor/isi', '/lacak/pesan', '/staf', '/staf/laporan']) {
      const answer = await portal.visitor().request(path);
      expect(answer.status, path).to.equal(303);
      expect(answer.headers.get('cache-control'), path).to.equal('no-store');
    }
  });

  it('is told that a mail address of any length and kind signs nobody in', async () => {
    for (const email of ['a'.repeat(90_000), 'A1 b2-'.repeat(15_000), `\0${'x@y.example '.repeat(3_000)}`]) {
      const answer = await portal.visitor().post('/staf/masuk', { email, password: 'salah' });
      expect(answer.status).to.equal(400);
    }
    expectNoFailure();
  });

  it('finds no case whose id is none, and puts no such id into an address', async () => {
    const { email, password } = portal.office.accounts.officer;
    const officer = portal.visitor();
    await officer.submit(await officer.get('/staf/masuk'), { values: { email, password } });
    for (const id of ['..%2f..%2f%5celsewhere.example', '%2felsewhere.example', 'x%3fke=%2f'])
      for (const act of ['', '/balas', '/pernyataan', '/penahanan', '/identitas/buka']) {
        const answer = await officer.request(`/staf/laporan/${id}${act}`);
        expect(answer.status, act).to.equal(404);
        expect(answer.headers.get('location'), act).to.equal(null);
      }
  });

  it('changes no settings with a version that is no number, and is told that they were changed', async () => {
    const { email, password } = portal.office.accounts.administrator;
    const administrator = portal.visitor();
    await administrator.submit(await administrator.get('/staf/masuk'), { values: { email, password } });
    for (const path of ['/staf/pengaturan', '/staf/pengaturan/masa-simpan'])
      for (const version of ['NaN', 'Infinity', '-1', '', '\ud800']) {
        const page = await administrator.get(path);
        const answer = await administrator.submit(page, {
          form: `form[action="${path}"]`,
          values: { version },
        });
        expect(answer.status, `${path} ${version}`).to.equal(409);
      }
    expectNoFailure();
  });
});
