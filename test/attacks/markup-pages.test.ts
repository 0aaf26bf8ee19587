import { expect } from 'chai';
import type { HTMLElement } from 'node-html-parser';
import type { Client, Page } from '../support/http.ts';
import { openCheck, openFiles, openText, send, track } from '../support/sample-portal.ts';
import { casePath, formOf } from '../triage/support.ts';
import {
  crawl,
  hostileOffice,
  kindOf,
  type HostileOffice,
  liveMarkupIn,
  MARKUP,
  showsMarkup,
} from './hostile-office.ts';

/** Pages that show a name or a text of the office or a case, by who opens them. */
const shown = {
  officer: ['/staf/laporan', '/staf/laporan/:id', '/staf/akun', '/staf/akun/langkah-kedua'],
  investigator: ['/staf/laporan', '/staf/laporan/:id'],
  supervisor: ['/staf/laporan', '/staf/laporan/:id'],
  administrator: [
    '/staf/pengaturan',
    '/staf/pengaturan/jabatan',
    '/staf/pengaturan/anggota',
    '/staf/pengaturan/anggota/:id',
    '/staf/pengaturan/anggota/undang',
    '/staf/pengaturan/pemulihan',
  ],
  auditor: ['/staf/audit'],
} as const;

function expectText(page: Page, where: string): void {
  expect(liveMarkupIn(page), where).to.deep.equal([]);
}

describe('attacks: markup in what somebody wrote', () => {
  let hostile: HostileOffice;
  before(async () => {
    hostile = await hostileOffice();
  });
  after(async () => hostile?.close());

  for (const person of ['officer', 'investigator', 'supervisor', 'administrator', 'auditor'] as const)
    it(`kept, is text on every page that the ${person} is led to`, async () => {
      const pages = await crawl(hostile.clients[person], '/staf');
      for (const [path, page] of pages) expectText(page, path);
      const showing = [...pages].filter(([, page]) => showsMarkup(page)).map(([path]) => path);
      const kinds = showing.map(kindOf);
      expect(kinds).to.include.members([...shown[person]]);
    });

  it('kept, is text on every page of the public', async () => {
    const pages = await crawl(hostile.at.portal.visitor(), '/');
    expect(pages.size).to.be.greaterThan(8);
    for (const [path, page] of pages) {
      expectText(page, path);
      expect(page.text, path).to.include('<img src=x'); // the office's name
    }
  });

  it('typed into every field of a report, is text at every step and in the name of every file', async () => {
    const visitor = hostile.at.portal.visitor();
    for (const lane of ['protected', 'service'] as const) {
      const text = await openText(visitor, lane);
      expectText(await filledWith(visitor, text, '/lapor/isi'), lane);
    }
    const names = {
      who: MARKUP,
      where: MARKUP,
      when: MARKUP,
      how: MARKUP,
      identity: 'named',
      name: MARKUP.slice(0, 190),
    };
    const files = await openFiles(visitor, {
      category: 'corruption',
      what: MARKUP,
      ...names,
      contact: MARKUP,
    });
    const sent = [
      { name: MARKUP, bytes: Buffer.from('isi') },
      { name: `${MARKUP}.pdf`, bytes: Buffer.alloc(0) },
    ];
    const kept = await visitor.submit(files, { files: { files: sent }, button: 'button[name=add]' });
    const check = await openCheck(visitor, await visitor.submit(files));
    const code = await send(visitor, check);
    const wrong = await filledWith(visitor, code, '/lapor/kode');
    for (const page of [files, kept, check, code, wrong]) expectText(page, page.url);
    for (const page of [kept, check, wrong]) expect(showsMarkup(page), page.url).to.equal(true);
    expect(kept.errors.map(({ text }) => text).join(' ')).to.include('<img src=x');
    expect(check.text).to.include('__xss()');
  });

  it('typed in place of a code, and into a message, is text', async () => {
    const visitor = hostile.at.portal.visitor();
    const refused = await track(visitor, MARKUP);
    expect(refused.value('code')).to.equal(MARKUP);
    const tracked = await track(visitor, hostile.code);
    const warned = await filledWith(visitor, tracked, '/lacak/pesan');
    for (const page of [refused, tracked, warned]) expectText(page, page.url);
    expect(showsMarkup(tracked)).to.equal(true);
  });

  it('typed into a form that somebody else was quicker with, is text among what was kept', async () => {
    const { officer } = hostile.clients;
    const page = await officer.get(casePath(hostile.id));
    const values = {
      version: '0',
      assignee: hostile.at.office.accounts.officer.memberId,
      extra: `${MARKUP} a`,
    };
    const kept = await officer.submit(page, { form: formOf('tugaskan'), values });
    expect(kept.status).to.equal(409);
    expectText(kept, kept.url);
    expect(showsMarkup(kept)).to.equal(true);
  });

  it('in a link, an address or a query, is on no page', async () => {
    const odd = encodeURIComponent(MARKUP);
    for (const client of [hostile.clients.officer, hostile.clients.auditor, hostile.at.portal.visitor()])
      for (const path of [
        `/${odd}`,
        `/en/${odd}?${odd}`,
        `/lapor?${odd}=${odd}`,
        `/staf/masuk?ke=/staf/${odd}`,
        `/staf/laporan?status=${odd}&petugas=${odd}&urut=${odd}&halaman=${odd}&selesai=${odd}`,
        `/staf/laporan/${odd}`,
        `/staf/audit?dari=${odd}&tindakan=${odd}&oleh=${odd}&setelah=${odd}`,
        `/staf/undangan/${odd}`,
        `/siapkan/${odd}`,
      ])
        expectText(await client.get(path), path);
  });

  it('typed into every field of every form of staff, is text where the form comes back', async () => {
    const tried = new Set<string>();
    const { officer, administrator, auditor } = hostile.clients;
    for (const client of [officer, administrator, auditor])
      for (const [path, page] of await crawl(client, '/staf'))
        for (const action of formsOn(page).filter((each) => !tried.has(kindOf(each)))) {
          tried.add(kindOf(action));
          expectText(await filledWith(client, page, action), `${path} ${action}`);
        }
    expect(tried.size).to.be.greaterThan(12);
  });
});

/** The forms of a page that take text, by their addresses. */
function formsOn(page: Page): string[] {
  const forms = page.root.querySelectorAll('main form[action]');
  return forms
    .filter((form) => textFieldsOf(form).length > 0)
    .map((form) => form.getAttribute('action') ?? '');
}

function textFieldsOf(form: HTMLElement): string[] {
  const others = ['checkbox', 'radio', 'submit', 'file', 'hidden'];
  return form
    .querySelectorAll('textarea[name], input[name], select[name]')
    .filter((field) => !others.includes(field.getAttribute('type') ?? 'text'))
    .map((field) => field.getAttribute('name') ?? '');
}

/** A form of a page, sent with the markup in every field that takes text, and the rest as it was. */
async function filledWith(client: Client, page: Page, action: string): Promise<Page> {
  const form = page.root.querySelectorAll('main form').find((each) => each.getAttribute('action') === action);
  if (!form) throw new Error(`${page.url} has no form for ${action}`);
  const hidden = form.querySelectorAll('input[type=hidden]');
  const kept = hidden.map((field) => [field.getAttribute('name') ?? '', field.getAttribute('value') ?? '']);
  const typed = textFieldsOf(form).map((name) => [name, MARKUP]);
  const fields: Record<string, string> = Object.fromEntries([...kept, ...typed]);
  if (form.getAttribute('method') === 'post') return client.post(action, fields);
  return client.get(`${action}?${new URLSearchParams(fields).toString()}`);
}
