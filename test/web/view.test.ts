import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import express from 'express';
import { checkViews } from '../../scripts/check-views.ts';
import { createCatalogue } from '../../src/language/catalogue.ts';
import { language } from '../../src/web/language.ts';
import { createSite, siteOf } from '../../src/web/site.ts';
import { renderToString, view, type Page } from '../../src/web/view.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const assets = {
  style: '/assets/style.css',
  icon: '/assets/icon.svg',
  script: (name: string) => `/assets/${name}.js`,
};

function siteService() {
  return createSite({
    catalogue: createCatalogue(),
    assets,
    officeName: () => 'Kantor <Contoh>',
  });
}

async function problemsOf(template: string): Promise<string> {
  const views = await mkdtemp(join(tmpdir(), 'views-'));
  const output = join(root, 'build', `views-test-${Math.random().toString(36).slice(2)}`);
  try {
    await mkdir(join(views, 'partials'));
    await writeFile(
      join(views, 'partials/tag.ejs'),
      '<%# partial: src/web/partials.ts Tag -%>\n<%= part.text %>',
    );
    await writeFile(join(views, 'shown.ejs'), template);
    await checkViews(views, output);
    const config = { extends: '../../tsconfig.json', include: ['**/*.ts'] };
    await writeFile(join(output, 'tsconfig.json'), JSON.stringify(config));
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    return spawnSync(process.execPath, [tsc, '-p', output], { encoding: 'utf8' }).stdout;
  } finally {
    await rm(views, { recursive: true });
    await rm(output, { recursive: true, force: true });
  }
}

async function ask(path: string): Promise<unknown> {
  const app = express();
  app.use(language, siteService().middleware);
  app.use((req, res) => {
    const site = siteOf(res);
    res.json({
      url: req.url,
      locale: site.locale,
      other: site.otherLocale.href,
      help: site.path('/bantuan'),
    });
  });
  const server = app.listen(0);
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return await answer.json();
  } finally {
    server.close();
  }
}

describe('views: the type check', () => {
  const first = '<%# layout: src/web/view.ts Page -%>\n';

  it('a template that uses what its page has, is accepted', async () => {
    expect(
      await problemsOf(`${first}<h1><%= page.title %></h1>
<%- include('/partials/tag', { part: { text: 'a', tone: 'good' } }) %>`),
    ).to.equal('');
  });

  it('a template that names a field its page does not have, is refused', async () => {
    expect(await problemsOf(`${first}<%= page.titel %>`)).to.match(/'titel' does not exist/);
  });

  it('a partial that is given the wrong data, is refused', async () => {
    const wrong = `${first}<%- include('/partials/tag', { part: { text: 'a', tone: 'purple' } }) %>`;
    expect(await problemsOf(wrong)).to.match(/"purple"/);
  });

  it('text that would be put out without escaping, is refused', async () => {
    expect(await problemsOf(`${first}<%- page.title %>`)).to.match(/TS2345/);
  });
});

describe('views: the layout', () => {
  const shown = view<Page>('test');

  it('an unknown template, throws rather than showing half a page', () => {
    expect(() => renderToString(siteService().build('id', '/'), shown, { title: 'x' })).to.throw(/ENOENT/);
  });
});

describe('site: the language of an address', () => {
  it('an Indonesian address, keeps its path and offers the English one', async () => {
    expect(await ask('/lapor?a=1')).to.deep.equal({
      url: '/lapor?a=1',
      locale: 'id',
      other: '/en/lapor?a=1',
      help: '/bantuan',
    });
  });

  it('an English address, loses its prefix and offers the Indonesian one', async () => {
    expect(await ask('/en/lapor')).to.deep.equal({
      url: '/lapor',
      locale: 'en',
      other: '/lapor',
      help: '/en/bantuan',
    });
  });

  it('the English home with a query, becomes the home', async () => {
    expect(await ask('/en?x')).to.include({ url: '/?x', locale: 'en', other: '/?x' });
  });

  it('a path that only begins like the prefix, is left alone', async () => {
    expect(await ask('/enam')).to.include({ url: '/enam', locale: 'id' });
  });
});
