import { expect } from 'chai';
import { textDocument } from '../../src/sample/files/office-document.ts';
import { bomb, lines, locked, pagesOf, scanned, stream } from '../preview/pdf-support.ts';
import type { Client, Page, SentFile } from '../support/http.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCase,
  openCheck,
  openFiles,
  protectedReport,
  receivedFiles,
  type SamplePortal,
  send,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';

interface StoredChunk {
  readonly _id: string;
  readonly data: { readonly buffer: Uint8Array };
}

const nobody = { author: '', lastModifiedBy: '', company: '' };
const named = { ...protectedReport, identity: 'named', name: 'Sekar Ayu Lestari', contact: '' };
const letter = (...texts: readonly string[]) => pagesOf([stream(lines(...texts))]);
const inWords = 'Tulisan di dalam berkas ini memuat nama Anda';

/** What the list of files says of each. */
function toldOf(page: Page): Map<string, string> {
  return new Map(
    page.root
      .querySelectorAll('.files li')
      .map((item) => [item.querySelector('.name bdi')?.text ?? '', item.text]),
  );
}

/** By file, what the check page says of it above the report. */
function warningsOn(page: Page): Map<string, string> {
  return new Map(
    page.root
      .querySelectorAll('.warning h3')
      .map((place) => [place.text, place.nextElementSibling?.text ?? '']),
  );
}

describe('the words in files of a report', function () {
  this.timeout(120_000);
  let portal: SamplePortal;
  let visitor: Client;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  beforeEach(() => {
    visitor = portal.visitor();
  });

  after(async () => portal.close());

  async function textChunks(): Promise<number> {
    return portal.services.database.collection('chunks').countDocuments({ fileId: /\.text$/ });
  }

  it('of PDFs, are searched as they arrive, told before sending, and kept when hidden data is removed', async () => {
    const files: SentFile[] = [
      { name: 'surat.pdf', bytes: letter('Hubungi saya di 0812-3456-7890', 'NIK 3201234567890123') },
      { name: 'polos.pdf', bytes: pagesOf([stream(lines('nama saya Budi Santoso'), '', [])]) },
    ];
    const page = await addFiles(visitor, await openFiles(visitor), files);
    for (const shown of [page, await openCheck(visitor, page)]) {
      const told = toldOf(shown);
      expect(told.get('surat.pdf'))
        .to.include('Tertulis di dalam berkas ini. Nomor telepon: “0812-3456-7890”')
        .and.include('3201234567890123');
      expect(told.get('polos.pdf')).to.include('Mungkin nama Anda sendiri');
    }
    const clean = page.root.querySelector('button[name=clean][value=all]')?.getAttribute('value') ?? '';
    const cleaned = await visitor.submit(page, { button: `button[name=clean][value="${clean}"]` });
    expect([...toldOf(cleaned).values()].join('\n'))
      .to.include('0812-3456-7890')
      .and.include('Mungkin nama Anda sendiri');
    const code = codeOn(await send(visitor, await openCheck(visitor, cleaned)));
    expect((await receivedFiles(portal, code)).size).to.equal(2);
    expect(portal.logged.join('\n')).to.not.match(/0812|3201234567890123|Budi Santoso/);
  });

  it('that nobody can search, are told to be the reporter’s to read, and the files are kept', async () => {
    const files: SentFile[] = [
      { name: 'pindai.pdf', bytes: scanned('Scanned with CamScanner') },
      { name: 'kunci.pdf', bytes: locked() },
      { name: 'rusak.pdf', bytes: letter('isi').subarray(0, 150) },
      { name: 'bom.pdf', bytes: bomb(400) },
      { name: 'lama.doc', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
      { name: 'biasa.pdf', bytes: letter('Kuitansi sewa kendaraan') },
    ];
    const page = await addFiles(visitor, await openFiles(visitor), files);
    expect(page.status).to.equal(200);
    const check = await openCheck(visitor, page);
    const told = toldOf(check);
    expect(told.get('pindai.pdf')).to.include('halaman berkas ini berupa gambar');
    for (const name of ['kunci.pdf', 'rusak.pdf', 'bom.pdf', 'lama.doc'])
      expect(told.get(name), name).to.include('Tulisan di dalam berkas ini tidak dapat kami periksa');
    expect(told.get('biasa.pdf')).to.not.match(/periksa|gambar/);
    const received = await receivedFiles(portal, codeOn(await send(visitor, check)));
    for (const { name, bytes } of files) expect(received.get(name)?.equals(bytes), name).to.equal(true);
  });

  it('that come with a message, are searched before it is sent, in a PDF too', async () => {
    const code = codeOn(await send(visitor, await openCheck(visitor, await openFiles(visitor))));
    const files = { files: [{ name: 'susulan.pdf', bytes: letter('hub saya 0812-3456-7890') }] };
    const before = await textChunks();
    const page = await track(visitor, code);
    expect(page.text, 'what cannot be searched for').to.include('tidak kami kenali');
    const warned = await visitor.submit(page, { values: { text: 'Ini buktinya.' }, files });
    expect(warned.text).to.include('Pesan belum terkirim').and.include('0812-3456-7890');
    expect(await textChunks()).to.equal(before);
  });

  const texts: SentFile[] = [
    { name: 'a.pdf', bytes: letter('Catatan: sekar ayu hadir.') },
    { name: 'b.docx', bytes: textDocument(['Rapat dihadiri Sekar-Ayu'], nobody) },
    { name: 'c.txt', bytes: Buffer.from('ditulis LESTARI, Sekar') },
    { name: 'd.pdf', bytes: letter('Rapat dihadiri Budi') },
  ];

  it('are compared with a name that was given before the files, to be sealed apart', async () => {
    const files = await addFiles(visitor, await openFiles(visitor, named), texts);
    expect(files.text).to.not.include(inWords);
    const warnings = warningsOn(await openCheck(visitor, files));
    for (const name of ['a.pdf', 'b.docx', 'c.txt']) expect(warnings.get(name), name).to.include(inWords);
    expect(warnings.has('d.pdf')).to.equal(false);
  });

  it('are compared with a name that is given after the files, and no more once it is taken back', async () => {
    const files = await addFiles(visitor, await openFiles(visitor), texts);
    const check = await openCheck(visitor, files);
    expect(check.text).to.not.include(inWords);
    const text = await visitor.submit(check, { form: '#text' });
    const after = await openCheck(visitor, await visitor.submit(text, { values: named }));
    expect([...warningsOn(after).keys()]).to.include.members(['a.pdf', 'b.docx', 'c.txt']);
    const back = await visitor.submit(after, { form: '#text' });
    const anonymous = { ...named, identity: 'anonymous', name: '' };
    expect((await openCheck(visitor, await visitor.submit(back, { values: anonymous }))).text).to.not.include(
      inWords,
    );
  });

  it('are compared also after hidden data was removed', async () => {
    const files = await addFiles(visitor, await openFiles(visitor, named), texts.slice(0, 2));
    const check = await visitor.submit(await openCheck(visitor, files), {
      button: 'button[name=clean][value=all]',
    });
    expect([...warningsOn(check).keys()]).to.include.members(['lampiran-1.pdf', 'lampiran-2.docx']);
  });

  it('lie sealed beside their files until these are sent or removed, and with them nothing of the name', async () => {
    const before = await textChunks();
    const files = await addFiles(visitor, await openFiles(visitor, named), texts.slice(1, 3));
    expect(await textChunks()).to.equal(before + 2);
    const { database } = portal.services;
    for (const { data } of await database.collection<StoredChunk>('chunks').find().toArray())
      expect(Buffer.from(data.buffer).toString('latin1')).to.not.match(/sekar/i);
    const remove = files.root.querySelector('button[name=remove]')?.getAttribute('value') ?? '';
    const rest = await visitor.submit(files, { button: `button[value="${remove}"]` });
    expect(await textChunks()).to.equal(before + 1);
    const code = codeOn(await send(visitor, await openCheck(visitor, rest)));
    const { _id } = (await portal.services.tracking.open(code)).case;
    const { files: sent } = await openCase(portal.services, await portal.officer('officer'), _id);
    expect(sent.map(({ disclosures }) => disclosures)).to.deep.equal([[]]);
    expect(await textChunks()).to.equal(before);
    expect(
      await database.collection('files').countDocuments({ unsent: false, text: { $exists: true } }),
    ).to.equal(0);
    expect(filesOn(rest)).to.have.lengthOf(1);
  });
});
