import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { expect } from 'chai';
import express from 'express';
import { parse } from 'node-html-parser';
import { informationPaths } from '../../src/information/information-paths.ts';
import { informationRoutes } from '../../src/information/information-routes.ts';
import { createCatalogue } from '../../src/language/catalogue.ts';
import { createEntrances } from '../../src/web/entrances.ts';
import { language } from '../../src/web/language.ts';
import { createPublicPages } from '../../src/web/public-page.ts';
import { createSite } from '../../src/web/site.ts';
import { createStaticAssets } from '../../src/web/static-assets.ts';

const mostBytes = 14 * 1024;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

describe('information: the pages for everyone', () => {
  let server: Server;
  let officeName = 'Kantor <Contoh> & Rekan';

  /** One request whose body is left as it came over the wire. */
  async function ask(path: string, encoding = 'br', method = 'GET'): Promise<Answer> {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    return new Promise((resolve, reject) => {
      const headers = { 'accept-encoding': encoding };
      const sent = request({ port, path, method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      });
      sent.on('error', reject).end();
    });
  }

  async function documentAt(path: string) {
    const { body } = await ask(path, 'identity');
    return parse(body.toString('utf8'));
  }

  before((done) => {
    const entrances = createEntrances({
      baseUrl: 'http://localhost',
      onionAddress: undefined,
      onionPort: undefined,
      subdomainsInsistOnHttps: true,
      trustedProxies: 0,
    });
    const assets = createStaticAssets({ entrances });
    const site = createSite({
      catalogue: createCatalogue(),
      assets: assets.urls,
      officeName: () => officeName,
    });
    const app = express();
    const publicPages = createPublicPages({ site, version: () => officeName, entrances });
    const exitUrl = 'https://www.example.org/';
    app.use(
      assets.first,
      language,
      site.middleware,
      informationRoutes({ publicPages, publishedKeys: async () => [], exitUrl }),
    );
    server = app.listen(0, '127.0.0.1', done);
  });

  after((done) => {
    server.close(done);
  });

  for (const path of Object.values(informationPaths))
    for (const [address, locale] of [
      [path, 'id'],
      [path === '/' ? '/en' : `/en${path}`, 'en'],
    ] as const) {
      it(`${address}, asked for, is a page in its language with one heading and no cookie`, async () => {
        const { status, headers } = await ask(address);
        const document = await documentAt(address);
        expect(status).to.equal(200);
        expect(headers).to.include({ 'cache-control': 'no-store', 'content-language': locale });
        expect(headers['set-cookie']).to.equal(undefined);
        expect(document.querySelector('html')?.getAttribute('lang')).to.equal(locale);
        expect(document.querySelectorAll('h1')).to.have.lengthOf(1);
      });

      it(`${address}, with all that it loads, weighs at most 14 KB and loads from nowhere else`, async () => {
        const document = await documentAt(address);
        const loaded = document.querySelectorAll('link[rel=stylesheet], link[rel=icon], [src]');
        const addresses = loaded.map((part) => part.getAttribute('href') ?? part.getAttribute('src') ?? '');
        const answers = await Promise.all([address, ...addresses].map(async (each) => ask(each)));
        expect(addresses.filter((each) => !each.startsWith('/assets/'))).to.deep.equal([]);
        expect(answers.map(({ status }) => status)).to.deep.equal(answers.map(() => 200));
        const weight = answers.reduce((sum, { body }) => sum + body.length, 0);
        expect(weight).to.be.lessThan(mostBytes);
      });

      it(`${address}, read as markup, has no style and no script of its own`, async () => {
        const document = await documentAt(address);
        expect(document.querySelectorAll('style, [style], script:not([src]), [onclick]')).to.deep.equal([]);
      });
    }

  it('a page, in every encoding, is the same document', async () => {
    const plain = (await ask('/bantuan', 'identity')).body;
    expect(brotliDecompressSync((await ask('/bantuan', 'gzip, br')).body)).to.deep.equal(plain);
    expect(gunzipSync((await ask('/bantuan', 'gzip, br;q=0')).body)).to.deep.equal(plain);
  });

  it('a page, asked for with HEAD, has its headers alone', async () => {
    const { body, headers } = await ask('/', 'identity', 'HEAD');
    expect(body).to.have.lengthOf(0);
    expect(Number(headers['content-length'])).to.be.greaterThan(1000);
  });

  it('the name of the office, once changed, is on the next page and escaped', async () => {
    await ask('/');
    officeName = 'Kantor <Baru>';
    const { body } = await ask('/', 'identity');
    expect(body.toString('utf8')).to.include('Kantor &lt;Baru&gt;').and.not.include('Contoh');
  });

  it('the help page, for whoever will not report here, leads to five other bodies', async () => {
    const document = await documentAt('/bantuan');
    const links = document.querySelectorAll('#content dt a').map((link) => link.getAttribute('href'));
    expect(links).to.have.lengthOf(5);
  });

  it('an asset, named after its content, may be kept by the browser for a visit, and by no proxy', async () => {
    const document = await documentAt('/');
    const style = document.querySelector('link[rel=stylesheet]')?.getAttribute('href') ?? '';
    const { headers } = await ask(style);
    expect(headers['cache-control']).to.equal('private, max-age=3600, immutable');
    expect(headers['content-type']).to.match(/^text\/css/);
  });

  it('an asset that there is none of, is not found', async () => {
    expect((await ask('/assets/none.css')).status).to.equal(404);
  });
});
