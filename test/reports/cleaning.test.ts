import { mock } from 'node:test';
import { expect } from 'chai';
import { isCleanable } from '../../src/cases/evidence-service.ts';
import { textDocument } from '../../src/sample/files/office-document.ts';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import { heif, hostileFilm } from '../disclosure/boxes-support.ts';
import type { Client, Page } from '../support/http.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCase,
  openCheck,
  openFiles,
  receivedFiles,
  type SamplePortal,
  send,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';

/** Of a kind that is not cleaned. */
const otherRecording = Buffer.from('OggS\0\0vorbis\u000b\0\0\0ARTIST=Sekar\u0001');
const needle = /CNTH0012345|Ponsel|Sekar|Operator Contoh|Needle/;

function cleanButtons(page: Page): string[] {
  const buttons = page.root.querySelectorAll('button[name=clean]:not([value=all])');
  return buttons.map((button) => button.getAttribute('value') ?? '');
}

async function sampleFiles() {
  return [
    { name: 'foto.jpg', bytes: await sampleFileBytes('receipt-photo') },
    { name: 'surat.docx', bytes: await sampleFileBytes('letter') },
    { name: 'rekaman.ogg', bytes: otherRecording },
  ];
}

describe('cleaning files before they are sent', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let visitor: Client;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  beforeEach(() => {
    visitor = portal.visitor();
  });

  after(async () => portal.close());

  async function press(page: Page, id: string): Promise<Page> {
    return visitor.submit(page, { button: `button[name=clean][value="${id}"]` });
  }

  it('is offered for each file that can be cleaned, on the page of the files and on the one that checks', async () => {
    const old = { name: 'lama.doc', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex') };
    const files = await addFiles(visitor, await openFiles(visitor), [...(await sampleFiles()), old]);
    expect(files.errors).to.deep.equal([]);
    expect(cleanButtons(files)).to.have.length(2);
    expect(files.text)
      .to.include('rekaman.ogg')
      .and.include('Rekaman jenis ini tidak dapat dibersihkan di sini')
      .and.include('Tulisan di dalam berkas ini tidak dapat kami periksa')
      .and.include('Simpanlah sebagai .docx, .xlsx, .pptx, atau PDF tanpa sandi');
    expect(cleanButtons(await openCheck(visitor, files))).to.have.length(2);
  });

  it('done on either page, is what the office gets; what was not chosen comes as it is', async () => {
    const chunks = await portal.countOf('chunks');
    let page = await addFiles(visitor, await openFiles(visitor), await sampleFiles());
    const before = await portal.countOf('chunks');
    const [first = '', second = ''] = cleanButtons(page);
    page = await press(page, first);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Data tersembunyi sudah dihapus');
    const check = await press(await openCheck(visitor, page), second);
    expect(cleanButtons(check)).to.deep.equal([]);
    expect(filesOn(check)).to.have.members(['lampiran-1.jpg', 'lampiran-2.docx', 'rekaman.ogg']);
    expect(await portal.countOf('chunks')).to.equal(before);
    expect(before).to.be.greaterThan(chunks);
    const received = await receivedFiles(portal, codeOn(await send(visitor, check)));
    expect(received.get('lampiran-1.jpg')?.toString('latin1')).to.not.match(needle);
    expect(
      received
        .get('lampiran-1.jpg')
        ?.subarray(0, 3)
        .equals(Buffer.from([0xff, 0xd8, 0xff])),
    ).to.equal(true);
    expect(received.get('lampiran-2.docx')?.toString('latin1', 0, 2)).to.equal('PK');
    expect(received.get('rekaman.ogg')?.equals(otherRecording)).to.equal(true);
    expect(
      await portal.services.database.collection('files').countDocuments({ spare: { $exists: true } }),
    ).to.equal(0);
  });

  it('of all files at once, cleans what can be, names what cannot, and sends them clean', async () => {
    const broken = { name: 'rusak.jpg', bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) };
    const telephone = [
      { name: 'VID.mov', bytes: hostileFilm().bytes },
      { name: 'IMG.heic', bytes: heif({ brand: 'heic', hidden: true }) },
    ];
    const sent = [...(await sampleFiles()), ...telephone, broken];
    const added = await addFiles(visitor, await openFiles(visitor), sent);
    const page = await press(await openCheck(visitor, added), 'all');
    expect(page.status).to.equal(400);
    expect(page.errors.map(({ text }) => text)).to.have.lengthOf(1);
    expect(page.errors[0]?.text).to.include('rusak.jpg');
    expect(page.text).to.include('Data tersembunyi dari 4 berkas sudah dihapus');
    expect(cleanButtons(page)).to.have.lengthOf(1);
    expect(page.root.querySelector('button[value=all]'), 'for a single file').to.equal(null);
    const received = await receivedFiles(portal, codeOn(await send(visitor, page)));
    const names = ['lampiran-1.jpg', 'lampiran-2.heic', 'lampiran-3.docx', 'lampiran-4.mov'];
    expect([...received.keys()]).to.have.members([...names, 'rekaman.ogg', 'rusak.jpg']);
    for (const name of names) expect(received.get(name)?.toString('latin1')).to.not.match(needle);
    for (const { bytes } of telephone)
      expect([...received.values()].filter(({ length }) => length === bytes.length)).to.have.lengthOf(1);
  });

  it('while too many others are cleaned, asks to try again before sending, waits once for all files and keeps them', async () => {
    const added = await addFiles(visitor, await openFiles(visitor), await sampleFiles());
    const { evidence } = portal.services;
    const { clean } = evidence;
    let asked = 0;
    evidence.clean = async () => {
      asked += 1;
      return 'busy';
    };
    let page: Page;
    try {
      page = await press(added, 'all');
    } finally {
      evidence.clean = clean;
    }
    expect(asked).to.equal(1);
    expect(page.errors).to.have.lengthOf(2);
    for (const { text } of page.errors)
      expect(text).to.include('coba lagi sebelum mengirimnya').and.not.include('apa adanya');
    expect(cleanButtons(await press(page, 'all'))).to.deep.equal([]);
  });

  it('for long, leaves the other files for another press, so that the answer comes while somebody waits for it', async () => {
    const added = await addFiles(visitor, await openFiles(visitor), await sampleFiles());
    const { evidence } = portal.services;
    const { clean } = evidence;
    const now = performance.now.bind(performance);
    let later = 0;
    const time = mock.method(performance, 'now', () => now() + later);
    evidence.clean = async (...file) => {
      const outcome = await clean(...file);
      later = 15_001;
      return outcome;
    };
    let page: Page;
    try {
      page = await press(added, 'all');
    } finally {
      evidence.clean = clean;
      time.mock.restore();
    }
    expect(page.errors).to.have.lengthOf(1);
    expect(page.errors[0]?.text).to.include('surat.docx').and.include('coba lagi sebelum mengirimnya');
    expect(cleanButtons(page)).to.have.lengthOf(1);
    expect(cleanButtons(await press(page, cleanButtons(page)[0] ?? ''))).to.deep.equal([]);
  });

  it('leaves what is written in a file, which the reporter is told of before sending, and not its name', async () => {
    const unsigned = { author: '', lastModifiedBy: '', company: '' };
    const bytes = textDocument(['Hubungi saya di 0812-3456-7890'], unsigned);
    const sent = [{ name: 'WhatsApp Doc 2026-01-02 at 10.11.12.docx', bytes }];
    const files = await addFiles(visitor, await openFiles(visitor), sent);
    const check = await press(await openCheck(visitor, files), cleanButtons(files)[0] ?? '');
    for (const page of [files, check])
      expect(page.text).to.include('Tertulis di dalam berkas ini. Nomor telepon: “0812-3456-7890”');
    expect(files.text).to.include('Nama berkas ini dapat memberi petunjuk');
    expect(check.text).to.not.include('Nama berkas ini dapat');
    expect(filesOn(check)).to.deep.equal(['lampiran-1.docx']);
    expect(files.text).to.include('Hapus data tersembunyi (disarankan)');
  });

  it('of a document with long parts, which are warned of as only their beginnings are looked at, leaves no warning', async () => {
    const bytes = textDocument(['panjang '.repeat(200_000)], { author: '', lastModifiedBy: '', company: '' });
    const files = await addFiles(visitor, await openFiles(visitor), [{ name: 'surat.docx', bytes }]);
    expect(files.text).to.include('Keterangan di dalam berkas ini tidak dapat diperiksa');
    const page = await press(files, cleanButtons(files)[0] ?? '');
    expect(page.text)
      .to.include('Data tersembunyi sudah dihapus')
      .and.not.include('Keterangan di dalam berkas ini tidak dapat diperiksa');
  });

  it('is told to the office, so that nobody takes the missing data for a sign of forgery', async () => {
    const page = await addFiles(visitor, await openFiles(visitor), await sampleFiles());
    const cleaned = await press(page, cleanButtons(page)[0] ?? '');
    const code = codeOn(await send(visitor, await openCheck(visitor, cleaned)));
    const { _id } = (await portal.services.tracking.open(code)).case;
    await openCase(portal.services, await portal.officer('officer'), _id);
    const officer = portal.visitor();
    const { email, password } = portal.office.accounts.officer;
    await officer.submit(await officer.get('/staf/masuk'), { values: { email, password } });
    const notes = (await officer.get(`/staf/laporan/${_id}`)).root.querySelectorAll('.files .hint');
    expect(notes.map((note) => note.text)).to.deep.equal([
      'Pelapor menghapus data tersembunyi berkas ini sebelum mengirimnya.',
    ]);
  });

  it('pressed twice at once, or again, has one effect', async () => {
    const page = await addFiles(visitor, await openFiles(visitor), (await sampleFiles()).slice(0, 1));
    const before = await portal.countOf('chunks');
    const [id = ''] = cleanButtons(page);
    const answers = await Promise.all([press(page, id), press(page, id), press(page, id)]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200]);
    const again = await press(page, id);
    expect(filesOn(again)).to.deep.equal(['lampiran-1.jpg']);
    expect(await portal.countOf('chunks')).to.equal(before);
    const received = await receivedFiles(
      portal,
      codeOn(await send(visitor, await openCheck(visitor, again))),
    );
    expect(received.get('lampiran-1.jpg')?.toString('latin1')).to.not.match(needle);
  });

  it('of a broken file, says so and keeps the file as it is', async () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('rusak')]);
    const page = await addFiles(visitor, await openFiles(visitor), [{ name: 'rusak.jpg', bytes }]);
    const answer = await press(page, cleanButtons(page)[0] ?? '');
    expect(answer.status).to.equal(400);
    expect(answer.errors[0]?.text).to.include('rusak.jpg');
    const received = await receivedFiles(
      portal,
      codeOn(await send(visitor, await openCheck(visitor, answer))),
    );
    expect(received.get('rusak.jpg')?.equals(bytes)).to.equal(true);
  });

  it('of another’s file, changes nothing', async () => {
    const mine = await addFiles(visitor, await openFiles(visitor), (await sampleFiles()).slice(0, 1));
    const stranger = portal.visitor();
    const theirs = await openFiles(stranger);
    const answer = await stranger.post('/lapor/berkas', {
      token: theirs.value('token') ?? '',
      clean: cleanButtons(mine)[0] ?? '',
    });
    expect(answer.status).to.equal(200);
    expect(cleanButtons(await visitor.submit(mine, { button: '.language' }))).to.have.length(1);
  });

  it('cut off by a crash, leaves one whole file, and the sweep removes what is spare', async () => {
    const page = await addFiles(visitor, await openFiles(visitor), (await sampleFiles()).slice(0, 1));
    const [id = ''] = cleanButtons(page);
    const { database, sweep } = portal.services;
    const chunks = database.collection<{ _id: string; fileId: string; n: number; data?: Buffer }>('chunks');
    const files = database.collection<{ _id: string; spare?: string[]; replacer?: string }>('files');
    const before = await portal.countOf('chunks');
    await chunks.insertOne({ _id: 'half', fileId: 'half-written', n: 0 });
    await files.updateOne({ _id: id }, { $set: { spare: ['half-written'], replacer: 'dead' } });
    await sweep.sweep();
    expect(await portal.countOf('chunks')).to.equal(before);
    expect(await files.countDocuments({ replacer: { $exists: true } })).to.equal(0);
    const received = await receivedFiles(portal, codeOn(await send(visitor, await openCheck(visitor, page))));
    expect(received.get('foto.jpg')?.equals(await sampleFileBytes('receipt-photo'))).to.equal(true);
  });

  it('is offered for files that are added later with the code, and warns before a message is sent', async () => {
    const code = codeOn(await send(visitor, await openCheck(visitor, await openFiles(visitor))));
    const tracked = await track(visitor, code);
    const text = 'Hubungi saya di 081234567890.';
    const files = { files: (await sampleFiles()).slice(0, 1) };
    const warned = await visitor.submit(tracked, { values: { text }, files });
    expect(warned.status).to.equal(200);
    expect(warned.text).to.include('081234567890').and.include('GPS').and.include('Pesan belum terkirim');
    expect(warned.value('text')).to.equal(text);
    const cleaned = await press(warned, cleanButtons(warned)[0] ?? '');
    expect(cleaned.text).to.include('Data tersembunyi sudah dihapus');
    expect(cleaned.value('text')).to.equal(text);
    const sent = await visitor.submit(cleaned, { button: '#main .actions button' });
    expect(sent.text).to.include('Pesan Anda terkirim');
    const { messages, files: kept } = await portal.services.tracking.open(code);
    expect(messages.map((message) => message.text)).to.deep.equal([text]);
    expect(kept.map((file) => [file.cleaned, isCleanable(file)])).to.deep.equal([[true, false]]);
    expect(portal.logged.join('\n')).to.not.match(/081234567890|foto\.jpg|gps/i);
  });

  it('warns again when something else is found, and never where nothing is', async () => {
    const code = codeOn(await send(visitor, await openCheck(visitor, await openFiles(visitor))));
    const first = await visitor.submit(await track(visitor, code), {
      values: { text: 'Surel: budi@contoh.id' },
    });
    const second = await visitor.submit(first, { values: { text: 'Surel: budi@contoh.id, 081234567890' } });
    expect(second.text).to.include('Pesan belum terkirim').and.include('081234567890');
    expect((await visitor.submit(second, {})).text).to.include('Pesan Anda terkirim');
    const plain = await visitor.submit(await track(visitor, code), { values: { text: 'Sudah ada kabar?' } });
    expect(plain.text).to.include('Pesan Anda terkirim');
  });

  it('where the space for files is full, says so and not that the file is too large', async () => {
    const environment = { UPLOAD_MAX_FILE_MB: '1', UPLOAD_QUOTA_MB: '1' };
    await using small = await startSamplePortal({ onSharedStore: true, environment });
    visitor = small.visitor();
    const photo = await sampleFileBytes('receipt-photo');
    const bytes = Buffer.concat([photo, Buffer.alloc(600_000)]); // twice of it is more than there is
    const page = await addFiles(visitor, await openFiles(visitor), [{ name: 'foto.jpg', bytes }]);
    const [id = ''] = cleanButtons(page);
    const [error] = (await press(page, id)).errors;
    expect(error?.text).to.include('foto.jpg').and.include('ruang untuk berkas sedang penuh');
  });
});
