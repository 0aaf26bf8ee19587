import { expect } from 'chai';
import type { SealedFile } from '../../src/storage/sealed-file.ts';
import type { Client, Page, SentFile } from '../support/http.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  receivedFiles,
  send,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

const MEBIBYTE = 1024 * 1024;
const environment = { UPLOAD_MAX_FILES: '5', UPLOAD_MAX_FILE_MB: '1', UPLOAD_QUOTA_MB: '16' };

/** Bytes that repeat after a prime number of them, so that a chunk in a wrong place shows. */
function patterned(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31) % 251));
}

function file(name: string, bytes: Uint8Array = Buffer.from(`isi ${name}`)): SentFile {
  return { name, bytes };
}

describe('the files of a report', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let visitor: Client;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true, environment });
  });

  beforeEach(() => {
    visitor = portal.visitor();
  });

  after(async () => portal.close());

  async function finish(page: Page): Promise<string> {
    return codeOn(await send(visitor, await openCheck(visitor, page)));
  }

  const names = [
    '../../../etc/passwd',
    '..\\..\\windows\\system.ini',
    'C:\\Users\\x\\foto.jpg',
    'kuitansi 📸💰 “final”.jpg',
    '\u200fمحضر \u202egpj.fdp.pdf',
    `${'a'.repeat(251)}.pdf`,
    '<script>alert(1)</script>.html',
    '%00%2e%2e%2f.txt',
    '.htaccess',
    'con',
    '__proto__',
    '  spasi  .txt  ',
  ];

  it('with any name, arrive byte for byte under the name they were sent with', async () => {
    for (const some of [names.slice(0, 4), names.slice(4, 8), names.slice(8)]) {
      const page = await addFiles(
        visitor,
        await openFiles(visitor),
        some.map((name) => file(name)),
      );
      expect(page.status).to.equal(200);
      const found = await receivedFiles(portal, await finish(page));
      expect([...found.keys()]).to.have.members(some);
      for (const name of some) expect(found.get(name)?.toString()).to.equal(`isi ${name}`);
    }
  });

  it('that come with the step to the check, are kept once when that page is loaded again, and the check comes back', async () => {
    const page = await openFiles(visitor);
    const going = { files: { files: [file('sekali.txt')] }, button: '[formaction$="/periksa"]' };
    for (const answer of [await visitor.submit(page, going), await visitor.submit(page, going)]) {
      expect(answer.root.querySelector('form[action$="/kirim"]')).to.not.equal(null);
      expect(filesOn(answer)).to.deep.equal(['sekali.txt']);
    }
  });

  it('of sizes around the edges of chunks, and as large as may be, arrive byte for byte', async () => {
    const sizes = [1, 64 * 1024, 255 * 1024, 255 * 1024 + 1, MEBIBYTE];
    const page = await addFiles(
      visitor,
      await openFiles(visitor),
      sizes.map((size) => file(`${size}.bin`, patterned(size))),
    );
    expect(page.errors).to.deep.equal([]);
    const found = await receivedFiles(portal, await finish(page));
    for (const size of sizes)
      expect(found.get(`${size}.bin`)?.equals(patterned(size)), String(size)).to.equal(true);
  });

  it('too large, empty and too many, are each named, and the others are kept', async () => {
    const page = await addFiles(visitor, await openFiles(visitor), [
      file('satu.txt'),
      file('besar.bin', Buffer.alloc(MEBIBYTE + 1)),
      file('kosong.txt', Buffer.alloc(0)),
      file('dua.txt'),
      file('tiga.txt'),
      file('empat.txt'),
      file('lima.txt'),
      file('enam.txt'),
    ]);
    expect(page.status).to.equal(400);
    expect(page.errors.map(({ field }) => field)).to.deep.equal(['files', 'files', 'files']);
    const [large, empty, many] = page.errors.map(({ text }) => text);
    expect(large).to.include('besar.bin').and.include('1 MB');
    expect(empty).to.include('kosong.txt');
    expect(many).to.include('enam.txt').and.include('5');
    expect(filesOn(page)).to.have.members(['satu.txt', 'dua.txt', 'tiga.txt', 'empat.txt', 'lima.txt']);
    const unfinished = portal.services.database.collection('files');
    expect(await unfinished.countDocuments({ state: 'uploading' })).to.equal(0);
  });

  it('none chosen, is said where “upload” was pressed and not where “continue” was', async () => {
    const files = await openFiles(visitor);
    const nothing = await addFiles(visitor, files, []);
    expect(nothing.status).to.equal(400);
    expect(nothing.errors).to.have.length(1);
    const browser = await visitor.submit(files, {
      files: { files: [file('', Buffer.alloc(0))] },
      button: '[formaction$="/periksa"]',
    });
    expect(browser.status).to.equal(200);
    expect(browser.url).to.match(/periksa$/);
  });

  it('chosen and sent along with “continue”, are kept as well', async () => {
    const files = await openFiles(visitor);
    const button = '[formaction$="/periksa"]';
    const check = await visitor.submit(files, { files: { files: [file('ikut.txt')] }, button });
    expect(check.url).to.match(/periksa$/);
    expect(filesOn(check)).to.deep.equal(['ikut.txt']);
    const refused = await visitor.submit(files, {
      files: { files: [file('kosong.txt', Buffer.alloc(0))] },
      button,
    });
    expect(refused.status).to.equal(400);
    expect(filesOn(refused)).to.deep.equal(['ikut.txt']);
  });

  it('sent again by a reload of the page, are kept once; another file on the same page is another one', async () => {
    const page = await openFiles(visitor);
    await addFiles(visitor, page, [file('surat.txt'), file('foto.jpg')]);
    const reloaded = await addFiles(visitor, page, [file('surat.txt'), file('foto.jpg')]);
    expect(filesOn(reloaded)).to.have.members(['surat.txt', 'foto.jpg']);
    const other = await addFiles(visitor, page, [file('rekaman.wav')]);
    expect(filesOn(other)).to.have.members(['surat.txt', 'foto.jpg', 'rekaman.wav']);
  });

  it('can be removed before they are sent, and their chunks with them', async () => {
    const chunks = await portal.countOf('chunks');
    const page = await addFiles(visitor, await openFiles(visitor), [
      file('a.bin', Buffer.alloc(600_000, 7)),
      file('b.txt'),
    ]);
    const remove = page.root.querySelectorAll('button[name=remove]');
    const after = await visitor.submit(page, {
      button: `button[value="${remove[0]?.getAttribute('value')}"]`,
    });
    expect(after.status).to.equal(200);
    expect(filesOn(after)).to.deep.equal(['b.txt']);
    const code = await finish(after);
    expect([...(await receivedFiles(portal, code)).keys()]).to.deep.equal(['b.txt']);
    expect(await portal.countOf('chunks')).to.equal(chunks + 1);
    const stranger = await visitor.post('/lapor/berkas', {
      token: (await openFiles(visitor)).value('token') ?? '',
      remove: remove[1]?.getAttribute('value') ?? '',
    });
    expect(stranger.status).to.equal(200);
    expect([...(await receivedFiles(portal, code)).keys()]).to.deep.equal(['b.txt']);
  });

  it('find no space while those of others that were not sent fill the quota, but the text goes through', async () => {
    const database = portal.services.database.collection<SealedFile>('files');
    const others = {
      caseId: 'x',
      sealedWith: 'office',
      state: 'complete',
      unsent: true,
      on: '2999-01-01',
      chunkCount: 0,
    } as const;
    await database.insertOne({ _id: 'the-quota', ...others, sealedSize: 16 * MEBIBYTE });
    const page = await addFiles(visitor, await openFiles(visitor), [file('penuh.txt')]);
    expect(page.status).to.equal(400);
    expect(page.errors[0]?.text).to.include('penuh.txt');
    expect(filesOn(page)).to.deep.equal([]);
    expect(await finish(page)).to.match(/-/);
    await database.deleteOne({ _id: 'the-quota' });
    expect((await addFiles(visitor, await openFiles(visitor), [file('muat.txt')])).status).to.equal(200);
  });
});
