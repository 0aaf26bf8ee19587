import { expect } from 'chai';
import { photo } from '../../src/sample/files/photo.ts';
import type { Page } from '../support/http.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

interface StoredCase {
  readonly _id: string;
  readonly version: number;
  readonly draft?: object;
  readonly owed: readonly { readonly kind: string }[];
}

const warningsOn = (page: Page) => page.root.querySelector('.warning')?.text ?? '';

describe('sending a report', function () {
  this.timeout(60_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  after(async () => portal.close());

  async function stored(code: string) {
    const { case: found } = await portal.services.tracking.open(code);
    const document = await portal.services.database
      .collection<StoredCase>('cases')
      .findOne({ _id: found._id });
    if (!document) throw new Error('the case is not there');
    return document;
  }

  async function countSent(): Promise<number> {
    return portal.services.database.collection('cases').countDocuments({ state: 'sent' });
  }

  it('ten times at once, makes one case with one code and one notice', async () => {
    const visitor = portal.visitor();
    const before = await countSent();
    await portal.services.jobs.stop(); // so that the notice is still owed when it is counted
    const check = await openCheck(visitor, await openFiles(visitor));
    const pages = await Promise.all(Array.from({ length: 10 }, async () => send(visitor, check)));
    const codes = new Set(pages.map(codeOn));
    expect([...codes]).to.have.length(1);
    expect(await countSent()).to.equal(before + 1);
    const { owed } = await stored([...codes][0] ?? '');
    expect(owed.filter(({ kind }) => kind === 'notice')).to.have.length(1);
    expect(owed.filter(({ kind }) => kind === 'audit')).to.have.length(1);
  });

  it('twice one after the other, and with every older page of it, shows the same code', async () => {
    const visitor = portal.visitor();
    const files = await openFiles(visitor);
    const check = await openCheck(visitor, files);
    const code = codeOn(await send(visitor, check));
    const before = await countSent();
    const again: Page[] = [
      await send(visitor, check),
      await openCheck(visitor, files),
      await addFiles(visitor, files, [{ name: 'terlambat.txt', bytes: Buffer.from('terlambat') }]),
      await visitor.submit(check, { form: '#text' }),
      await visitor.post('/lapor/isi', { token: check.value('token') ?? '', lane: 'protected' }),
      await visitor.post('/lapor/kode', { token: check.value('token') ?? '' }),
    ];
    for (const page of again) {
      expect(page.status).to.equal(200);
      expect(codeOn(page)).to.equal(code);
    }
    expect(await countSent()).to.equal(before);
    expect((await stored(code)).version).to.equal(1);
  });

  it('begun ten times at once with the same page, makes one draft', async () => {
    const visitor = portal.visitor();
    const before = await portal.services.database.collection('cases').countDocuments();
    const text = await openText(visitor);
    const pages = await Promise.all(
      Array.from({ length: 10 }, async () => visitor.submit(text, { values: protectedReport })),
    );
    for (const page of pages) expect(page.url).to.match(/isi$/);
    const faults = portal.logged.filter((line) => line.includes('"err"')).join('\n');
    for (const page of pages) expect(page.status, faults).to.equal(200);
    expect(await portal.services.database.collection('cases').countDocuments()).to.equal(before + 1);
  });

  it('keeps what stands in the newest page, whichever of two saves came last', async () => {
    const visitor = portal.visitor();
    const files = await openFiles(visitor);
    const edit = await visitor.submit(files, { form: '#back', button: '[name=edit]' });
    const saves = await Promise.all(
      Array.from({ length: 4 }, async (_, n) => visitor.submit(edit, { values: { what: `Simpan ${n}` } })),
    );
    for (const page of saves) expect(page.status).to.equal(200);
    expect((await openCheck(visitor, files)).text).to.match(/Simpan [0-3]/);
  });

  it('types the code back without ever blocking', async () => {
    const visitor = portal.visitor();
    const page = await sendReport(visitor);
    const code = codeOn(page);
    const right = await visitor.submit(page, { values: { typed: code.toLowerCase().replaceAll('-', ' ') } });
    expect(right.root.querySelector('.notice.good')).to.not.equal(null);
    const wrong = await visitor.submit(page, { values: { typed: 'ABCD' } });
    expect(wrong.status).to.equal(200);
    expect(wrong.root.querySelector('main .notice')?.classNames).to.not.include('good');
    for (const answer of [right, wrong]) expect(codeOn(answer)).to.equal(code);
  });

  it('with a token that leads to nothing, is 404 and stores nothing', async () => {
    const visitor = portal.visitor();
    const before = await countSent();
    for (const token of ['', 'x', 'A'.repeat(43)])
      for (const path of ['/lapor/berkas', '/lapor/periksa', '/lapor/kirim', '/lapor/kode'])
        expect((await visitor.post(path, { token })).status, path).to.equal(404);
    expect(await countSent()).to.equal(before);
  });

  it('opens the code again for a day, and no more after the sweep of the second', async () => {
    const visitor = portal.visitor();
    const check = await openCheck(visitor, await openFiles(visitor));
    const code = codeOn(await send(visitor, check));
    portal.clock.advance({ days: 1 });
    await portal.services.sweep.sweep();
    expect(codeOn(await send(visitor, check))).to.equal(code);
    portal.clock.advance({ days: 1 });
    await portal.services.sweep.sweep();
    expect((await send(visitor, check)).status).to.equal(404);
    expect(await stored(code)).to.not.have.property('draft');
  });

  it('done with, shows neither report nor code from any older page, and begins no second report', async () => {
    const visitor = portal.visitor();
    const text = await openText(visitor);
    const files = await visitor.submit(text, { values: protectedReport });
    const check = await openCheck(visitor, files);
    const shown = await send(visitor, check);
    const code = codeOn(shown);
    const count = async () => portal.services.database.collection('cases').countDocuments();
    const before = await count();
    const again: Page[] = [
      await visitor.submit(shown, { form: '#done' }),
      await visitor.submit(text, { values: protectedReport }),
      await visitor.submit(text, { values: { ...protectedReport, who: '' } }),
      await visitor.submit(text, { values: protectedReport, button: 'button.language' }),
      await openCheck(visitor, files),
      await addFiles(visitor, files, [{ name: 'terlambat.txt', bytes: Buffer.from('terlambat') }]),
      await visitor.submit(check, { form: '#text' }),
      await send(visitor, check),
      await visitor.submit(shown, { values: { typed: code } }),
      await visitor.submit(shown, { form: '#done' }),
    ];
    for (const page of again) {
      expect(new URL(page.url).pathname).to.match(/^(?:\/en)?\/lapor\/selesai$/);
      expect(page.body.toString()).to.not.include(code).and.not.include('Kuitansi');
    }
    expect(await count()).to.equal(before);
    expect((await stored(code)).draft).to.not.have.property('sentCode');
    portal.clock.advance({ days: 2 });
    await portal.services.sweep.sweep();
    expect(await stored(code)).to.not.have.property('draft');
  });

  it('done with before it is sent, changes nothing', async () => {
    const visitor = portal.visitor();
    const files = await openFiles(visitor);
    await visitor.post('/lapor/selesai', { token: files.value('token') ?? '' });
    expect(codeOn(await send(visitor, await openCheck(visitor, files)))).to.match(/-/);
  });

  it('never done, leaves nothing once a day has passed: no draft, no file, no chunk', async () => {
    const visitor = portal.visitor();
    const { database, sweep } = portal.services;
    const files = await openFiles(visitor);
    await addFiles(visitor, files, [{ name: 'a.txt', bytes: Buffer.alloc(700_000, 1) }]);
    const counts = async () =>
      Promise.all([
        database.collection('cases').countDocuments({ state: 'draft' }),
        database.collection('files').countDocuments(),
        database.collection('chunks').countDocuments(),
      ]);
    portal.clock.advance({ days: 1 });
    await sweep.sweep();
    expect((await counts()).every((count) => count > 0)).to.equal(true);
    portal.clock.advance({ days: 1 });
    await sweep.sweep();
    expect(await counts()).to.deep.equal([0, 0, 0]);
    expect((await openCheck(visitor, files)).status).to.equal(404);
  });

  it('warns on the check page of what could identify the reporter, and sends it all the same', async () => {
    const visitor = portal.visitor();
    const what = 'Hubungi saya di 0812-3456-7890 atau saya@contoh.example.';
    const check = await openCheck(visitor, await openFiles(visitor, { ...protectedReport, what }));
    const warnings = check.root.querySelector('.warning')?.text ?? '';
    expect(warnings).to.include('0812-3456-7890').and.include('saya@contoh.example');
    expect(codeOn(await send(visitor, check))).to.match(/-/);
  });

  describe('with a name and a contact to be sealed apart', () => {
    const named = { identity: 'named', name: 'Sekar Ayu Contoh', contact: 'surel sekar88@contoh.example' };

    it('that the answers repeat, warns where, and leads to each', async () => {
      const visitor = portal.visitor();
      const values = {
        ...protectedReport,
        ...named,
        who: 'Bendahara menyuruh bu sekar',
        how: 'lewat Sekar88',
      };
      const check = await openCheck(visitor, await openFiles(visitor, values));
      expect(warningsOn(check))
        .to.include('“sekar”')
        .and.include('“Sekar88”')
        .and.include('disegel terpisah');
      const changes = check.root.querySelectorAll('.warning button');
      expect(changes.map((button) => button.getAttribute('formaction'))).to.deep.equal([
        '/lapor/isi#who',
        '/lapor/isi#how',
      ]);
      const text = await visitor.submit(check, {
        form: '#text',
        button: '.warning button[formaction="/lapor/isi#who"]',
      });
      expect(text.root.querySelector('#who')?.text).to.include('bu sekar');
    });

    it('that the name of a file or its hidden properties repeat, warns of the file until it is cleaned', async () => {
      const visitor = portal.visitor();
      const bytes = photo({ artist: 'Sekar Ayu' });
      let page = await openFiles(visitor, { ...protectedReport, ...named });
      page = await addFiles(visitor, page, [
        { name: 'foto.jpg', bytes },
        { name: 'bukti_SekarAyu.txt', bytes: Buffer.from('x') },
      ]);
      let check = await openCheck(visitor, page);
      expect(warningsOn(check)).to.include('Nama berkas ini memuat nama Anda: “SekarAyu”');
      expect(warningsOn(check)).to.include('Data di dalam berkas ini memuat nama Anda: “Sekar Ayu”');
      check = await visitor.submit(check, { button: 'button[name=clean]' });
      expect(warningsOn(check)).to.include('SekarAyu').and.not.include('Data di dalam berkas');
      const files = await visitor.submit(check, { form: '#files', button: '.warning button' });
      expect(filesOn(files)).to.have.length(2);
    });

    it('that nothing else repeats, warns of nothing', async () => {
      const visitor = portal.visitor();
      const check = await openCheck(visitor, await openFiles(visitor, { ...protectedReport, ...named }));
      expect(warningsOn(check)).to.equal('');
    });
  });
});
