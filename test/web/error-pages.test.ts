import { expect } from 'chai';
import { createCatalogue } from '../../src/language/catalogue.ts';
import { locales } from '../../src/language/locale.ts';
import { type ErrorKind, errorPage } from '../../src/web/error-page.ts';
import { createSite, type NavigationLink } from '../../src/web/site.ts';
import { signInAs } from '../accounts/pages.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  sendReport,
  startSamplePortal,
  type SamplePortal,
  track,
} from '../support/sample-portal.ts';

const passing: readonly ErrorKind[] = ['tooMany', 'away', 'full', 'failure'];
const lasting: readonly ErrorKind[] = [
  'notFound',
  'crossSite',
  'inTheClear',
  'signIn',
  'unreadable',
  'tooLarge',
];
const sites = createSite({
  catalogue: createCatalogue(),
  assets: { style: '', icon: '', script: () => '' },
  officeName: () => 'Bawaslu',
});
const toldOf = (locale: 'id' | 'en', kind: ErrorKind, body?: Record<string, unknown>) =>
  errorPage(sites.build(locale, '/lacak/pesan'), kind, '/lacak/pesan', body && { body, hasFiles: false });

describe('the page of an error', () => {
  it('to whoever sent nothing, speaks of nothing sent and leads to the same page again', () => {
    for (const locale of locales)
      for (const kind of passing) {
        const page = toldOf(locale, kind);
        const text = page.paragraphs.join(' ');
        expect(text, kind).not.to.match(/kiriman|tersimpan|tulisan|\bsent\b|\bsaved\b|copy/iu);
        expect(page.again?.path, kind).to.equal('/lacak/pesan');
        expect(page.form, kind).to.equal(undefined);
      }
  });

  it('says what to do with what was written: to try again here, or to copy it first', () => {
    const text = 'Dua kata';
    for (const kind of passing) {
      const page = toldOf('id', kind, { text });
      expect(page.paragraphs.join(' '), kind).to.include('tetap ada di halaman ini');
      expect(page.form?.action, kind).to.equal('/lacak/pesan');
      expect(page.languageForm, kind).to.match(/^\/lacak\/pesan\?/);
    }
    for (const kind of lasting) {
      const page = toldOf('id', kind, { text });
      expect(page.paragraphs.join(' '), kind).to.include('Salin dulu');
      expect(page.form, kind).to.equal(undefined);
      expect(toldOf('id', kind, {}).paragraphs.join(' '), kind).not.to.include('Salin dulu');
    }
  });

  it('offers no form that would lack the password that was typed', () => {
    const page = toldOf('id', 'tooMany', { email: 'a@contoh.example', password: 'rahasia sekali' });
    expect(page.form).to.equal(undefined);
    expect(page.again?.path).to.equal('/lacak/pesan');
    expect(page.paragraphs.join(' ')).not.to.include('tetap ada');
  });

  it('keeps a form with what was written beside a password, which is typed anew', () => {
    const page = toldOf('id', 'away', {
      officeName: 'Kantor Contoh',
      email: 'a@contoh.example',
      password: 'rahasia',
    });
    expect(page.form?.texts.map(({ value }) => value)).to.deep.equal(['Kantor Contoh']);
    expect(page.form?.hidden).to.deep.equal([{ name: 'email', value: 'a@contoh.example' }]);
    expect(page.again).to.equal(undefined);
  });

  it('speaks of a menu only to a member who has one', () => {
    const member = { name: 'Budi', signOutPath: '/staf/keluar', warnings: [] };
    const told = (links: NavigationLink[]) =>
      errorPage({ ...sites.build('id', '/x'), staff: { ...member, links } }, 'notFound', '/x', undefined);
    expect(told([]).paragraphs.join()).not.to.include('menu');
    expect(told([{ text: 'Laporan', path: '/staf' }]).paragraphs.join()).to.include('menu');
  });

  it('does nothing in the other language: a report is sent by trying again alone', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const visitor = portal.visitor();
    const token = (await openCheck(visitor, await openFiles(visitor))).value('token') ?? '';
    const told = await visitor.post('/lapor/kirim?gagal=away', { token, language: 'id' });
    const english = await visitor.submit(told, { button: 'button.language' });
    const indonesian = await visitor.submit(english, { button: 'button.language' });
    expect(
      [told, english, indonesian].map(({ root }) => root.querySelector('html')?.getAttribute('lang')),
    ).to.deep.equal(['id', 'en', 'id']);
    expect((await portal.services.drafts.state(token)).state).to.equal('draft');
    expect(indonesian.root.querySelectorAll('#main [name=language]')).to.have.length(0);
    expect(codeOn(await visitor.submit(indonesian, { form: '#main' }))).to.match(/-/);
  });

  describe('of a portal', () => {
    let portal: SamplePortal;
    before(async () => {
      const rateLimits = { signIn: 9, code: 9, send: 7, crowd: 1 };
      portal = await startSamplePortal({ onSharedStore: true, rateLimits });
    });
    after(async () => portal?.close());

    it('has the menu of whoever is signed in where there is no page', async () => {
      const { email, password } = portal.office.accounts.officer;
      const visitor = portal.visitor();
      const stranger = await visitor.get('/staf/tidak-ada');
      expect(stranger.status).to.equal(404);
      expect(stranger.root.querySelector('nav.member')).to.equal(null);
      await signInAs(visitor, email, password);
      for (const address of ['/staf/tidak-ada', '/staf/laporan/tidak-ada', '/staf/pengaturan']) {
        const page = await visitor.get(address);
        expect(page.status, address).to.be.oneOf([403, 404]);
        expect(page.root.querySelector('nav.member')?.text, address).to.include('Laporan');
        expect(page.root.querySelector('.ways a')?.getAttribute('href'), address).to.equal('/staf');
      }
      expect((await visitor.get('/tidak-ada')).root.querySelector('nav.member')).to.equal(null);
    });

    it('leads whoever is signed in no more to the sign-in', async () => {
      const { email, password } = portal.office.accounts.officer;
      const visitor = portal.visitor();
      await signInAs(visitor, email, password);
      const form = await visitor.get('/staf/akun');
      visitor.cookies.clear();
      const refused = await visitor.submit(form, { form: 'main form' });
      expect(refused.status).to.equal(401);
      expect(refused.root.querySelector('.ways a')?.text).to.equal('Masuk lagi');
      expect((await visitor.get('/staf')).url).to.include('/staf/masuk');
    });

    it('takes what was written along to the other language', async () => {
      const visitor = portal.visitor();
      const page = await track(visitor, codeOn(await sendReport(visitor)));
      let refused = page;
      for (let time = 0; refused.status !== 429 && time < 9; time += 1)
        refused = await visitor.submit(page, { values: { text: `Pesan nomor ${time}` } });
      const text = refused.value('text');
      expect(text).to.include('Pesan nomor');
      const english = await visitor.submit(refused, { button: 'button.language' });
      expect(english.url).to.include('/en/lacak/pesan');
      expect(english.root.querySelector('html')?.getAttribute('lang')).to.equal('en');
      expect(english.value('text')).to.equal(text);
    });
  });
});
