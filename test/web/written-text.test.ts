import { expect } from 'chai';
import type { Page } from '../support/http.ts';
import {
  codeOn,
  openCheck,
  openText,
  protectedReport,
  send,
  startSamplePortal,
  track,
  type SamplePortal,
} from '../support/sample-portal.ts';

/** What a tab, a history or a glance at the screen may show of any page of a reporter. */
const neutralTitles =
  /^(?:(?:Kesalahan|Error): )?(?:Beranda|Home|Bantuan|Help|Privasi|Privacy|Aksesibilitas|Accessibility|Formulir|Form|Lacak|Track|Halaman ini tidak ada|This page does not exist) – [^–]+$/;

const unassisted = { autocomplete: 'off', spellcheck: 'false', autocorrect: 'off' };

/** Every page that a reporter meets, by what leads to it. */
async function pagesOfReporter(portal: SamplePortal): Promise<ReadonlyMap<string, Page>> {
  const visitor = portal.visitor();
  const pages = new Map<string, Page>();
  const keep = async (name: string, page: Promise<Page>) => {
    pages.set(name, await page);
    return page;
  };
  for (const path of ['/', '/bantuan', '/privasi', '/aksesibilitas', '/lapor', '/lacak', '/tidak-ada'])
    for (const address of [path, path === '/' ? '/en' : `/en${path}`])
      await keep(address, visitor.get(address));
  const text = await keep('text', openText(visitor));
  await keep('text, service', openText(visitor, 'service'));
  await keep('text, mistaken', visitor.submit(text, { values: { ...protectedReport, what: '' } }));
  await keep('text, held up', visitor.submit(text, { values: { ...protectedReport, subject: 'x' } }));
  const files = await keep('files', visitor.submit(text, { values: protectedReport }));
  const check = await keep('check', openCheck(visitor, files));
  const sent = await keep('code', send(visitor, check));
  await keep('lost', visitor.post('/lapor/kirim', { token: 'x', what: 'Baris satu.\nBaris dua.' }));
  await keep('lacak, mistaken', visitor.post('/lacak', { code: 'salah' }));
  const tracked = await keep('tracked', track(visitor, codeOn(sent)));
  await keep('tracked, warned', visitor.submit(tracked, { values: { text: 'WA 081234567890' } }));
  await keep('withdraw', visitor.submit(tracked, { form: 'form[action$="/tarik"]' }));
  const destroy = 'form[action$="/hapus-kode"]';
  const confirm = await keep('destroy', visitor.submit(tracked, { form: destroy }));
  await keep('destroyed', visitor.submit(confirm, { button: 'button[name=confirm]' }));
  return pages;
}

describe('what people write', function () {
  this.timeout(60_000);

  it('is given to no service for spelling, translation or filling in, no page tells of it, and a way out stands on each, on every page that a reporter meets', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const pages = await pagesOfReporter(portal);
    for (const [name, { root, headers, status }] of pages) {
      expect(status, name).to.be.oneOf([200, 400, 404, 429]);
      const html = root.querySelector('html');
      expect(html?.getAttribute('translate'), name).to.equal('no');
      const wayOut = html?.getAttribute('lang') === 'en' ? '/en/keluar' : '/keluar';
      expect(root.querySelector('#exit')?.getAttribute('href'), name).to.equal(wayOut);
      expect(root.querySelector('meta[name=google]')?.getAttribute('content'), name).to.equal('notranslate');
      expect(root.querySelector('title')?.text, name).to.match(neutralTitles);
      expect(headers.get('referrer-policy'), name).to.equal('same-origin');
      expect(headers.get('cache-control'), name).to.equal('no-store');
      for (const header of ['etag', 'last-modified', 'set-cookie'])
        expect(headers.get(header), `${name}: ${header}`).to.equal(null);
      for (const link of root.querySelectorAll('a[href^=http]'))
        expect(link.getAttribute('rel'), `${name}: ${link.getAttribute('href')}`).to.include('noreferrer');
      for (const form of root.querySelectorAll('form')) {
        expect(form.getAttribute('method'), name).to.equal('post');
        expect(form.getAttribute('action') ?? '', name).to.match(/^(?:\/en)?\/[a-z-]+(?:\/[a-z-]+)?$|^$/);
      }
      for (const field of root.querySelectorAll('textarea, input[type=text], input:not([type])')) {
        if (field.closest('[aria-hidden=true]')) continue; // the field that people do not see
        expect(field.attributes, `${name}: ${field.id}`).to.include(unassisted);
      }
    }
    for (const name of ['text, held up', 'lost'])
      expect(pages.get(name)?.root.querySelector('textarea'), name).to.not.equal(null);
    expect(pages.get('destroyed')?.root.querySelector('form'), 'nothing left').to.equal(null);
  });

  it('is given to none either on the page of an error, to be sent again or to be copied', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const visitor = portal.visitor();
    const text = 'dua kata';
    const pages = [
      await visitor.post('/lacak/pesan?gagal=away', { text, language: 'id' }),
      await visitor.post('/lapor/periksa', { text, token: 'tidak ada' }),
    ];
    for (const { root, url } of pages) {
      const area = root.querySelector('textarea');
      expect(area?.textContent.trim(), url).to.equal(text);
      expect(area?.attributes, url).to.include(unassisted);
    }
  });

  it('of the staff leaves no page in the browser that they sign out of', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const browser = portal.visitor();
    const { email, password } = portal.office.accounts.officer;
    const queue = await browser.submit(await browser.get('/staf/masuk'), { values: { email, password } });
    const answer = await browser.request('/staf/keluar', {
      method: 'POST',
      body: new URLSearchParams({ _csrf: queue.value('_csrf') ?? '' }),
      redirect: 'manual',
    });
    expect(answer.headers.get('clear-site-data')).to.equal('"cache", "storage"');
  });
});
