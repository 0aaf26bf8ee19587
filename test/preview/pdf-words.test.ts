import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import type { Words } from '../../src/disclosure/words.ts';
import { createPdfWordsService } from '../../src/preview/pdf-words-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { bomb, lines, locked, pagesOf, scanned, stream } from './pdf-support.ts';

const notes = [
  '<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (hub 0812-3456-7890) >>',
  '<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /V <FEFF00530065006B00610072> /Rect [0 0 9 9] >>',
];

/** A field that is shown at two places and keeps its value once. */
const shownTwice = [
  '<< /FT /Tx /T (nama) /V (Sekar Ayu) /Kids [6 0 R 7 0 R] >>',
  ...[1, 2].map(() => '<< /Type /Annot /Subtype /Widget /Parent 5 0 R /Rect [0 0 9 9] >>'),
];
/** What a PDF has beside its pages. */
const bookmarks = [
  '<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 2 >>',
  '<< /Title (Bab satu) /Parent 5 0 R /First 7 0 R /Last 7 0 R /Count 1 >>',
  '<< /Title <FEFF00530065006B00610072> /Parent 6 0 R >>',
];
const attached = [
  '<< /Type /Filespec /F (a.txt) /UF (a.txt) /EF << /F 6 0 R >> >>',
  stream('hub 0812-3456-7890', '/Type /EmbeddedFile', []),
  '<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] /FS 5 0 R >>',
];
const richText = '<body><p>hub <b>0812-</b>3456-7890</p></body>';
const formOf = (name: string) => `/AcroForm << /Fields [${name}] >>`;

describe('the words of PDFs', function () {
  this.timeout(60_000);
  const service = createPdfWordsService();

  async function wordsOf(bytes: Buffer, by = service): Promise<Words | undefined> {
    return by.wordsOf({ size: bytes.length, bytes: Readable.from([bytes]) });
  }

  const readable: readonly (readonly [name: string, bytes: Buffer, text: string])[] = [
    ['in a stream as it is', pagesOf([stream(lines('hub 0812-3456-7890'), '', [])]), 'hub 0812-3456-7890'],
    ['in a packed stream', pagesOf([stream(lines('NIK 3201234567890123'))]), 'NIK 3201234567890123'],
    ['that a line parts', pagesOf([stream(lines('hub 0812-', '3456-7890'))]), 'hub 0812-3456-7890'],
    ['on two pages', pagesOf(['satu', 'dua'].map((word) => stream(lines(word)))), 'satu\ndua'],
    [
      'in a note and in a form',
      pagesOf([stream(lines('isi'))], '/Annots [5 0 R 6 0 R]', notes),
      'isi\nhub 0812-3456-7890\nSekar',
    ],
    [
      'in a field that a form shows twice',
      pagesOf([stream(lines('isi'))], '/Annots [6 0 R 7 0 R]', shownTwice, formOf('5 0 R')),
      'isi\nSekar Ayu\nSekar Ayu',
    ],
    [
      'in a note of 70,000 characters',
      pagesOf([stream(lines('isi'))], '/Annots [5 0 R]', [
        `<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (${'a'.repeat(70_000)}) >>`,
      ]),
      `isi\n${'a'.repeat(70_000)}`,
    ],
    [
      'in rich text of a note, as a string or a stream, and of a field',
      pagesOf([stream(lines('isi'))], '/Annots [5 0 R 6 0 R 7 0 R]', [
        `<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /RC (${richText}) >>`,
        '<< /Type /Annot /Subtype /FreeText /Rect [0 0 9 9] /RC 8 0 R >>',
        `<< /Type /Annot /Subtype /Widget /FT /Tx /T (nama) /RV (${richText}) /Rect [0 0 9 9] >>`,
        stream(richText, '', []),
      ]),
      `isi\n${Array.from({ length: 3 }, () => 'hub 0812-3456-7890').join('\n\n')}`,
    ],
    [
      'in the outline',
      pagesOf([stream(lines('isi'))], '', bookmarks, '/Outlines 5 0 R'),
      'isi\nBab satu\nSekar',
    ],
    ['behind other bytes', Buffer.concat([Buffer.from('\n\n'), pagesOf([stream(lines('isi'))])]), 'isi'],
  ];
  for (const [name, bytes, text] of readable)
    it(`${name}, are read`, async () => {
      const words = await wordsOf(bytes);
      expect(words).to.include({ isWhole: true, hasPictures: false });
      expect(words?.text.trim()).to.equal(text);
    });

  it('of a scan, are told to be in pictures, also where the program put its name on it', async () => {
    const page = stream(lines(...Array.from({ length: 9 }, () => 'Kuitansi sewa kendaraan dinas')));
    expect((await wordsOf(scanned()))?.hasPictures).to.equal(true);
    expect((await wordsOf(scanned('Scanned with CamScanner')))?.hasPictures).to.equal(true);
    expect((await wordsOf(pagesOf([page])))?.hasPictures).to.equal(false);
  });

  it('on more than 500 pages, or more than 200,000 characters, are told not to be all', async () => {
    const page = stream(lines('halaman'));
    expect((await wordsOf(pagesOf(Array.from({ length: 501 }, () => page))))?.isWhole).to.equal(false);
    const long = stream(lines(...Array.from({ length: 400 }, () => 'kuitansi sewa '.repeat(40))));
    const words = await wordsOf(pagesOf([long]));
    expect([words?.isWhole, words?.text.length]).to.deep.equal([false, 200_000]);
  });

  it('in more than 1,000 notes of a page, in long ones, or in a field whose value is in no form, are told not to be all', async () => {
    const page = [stream(lines('isi'))];
    const many = pagesOf(page, `/Annots [${'5 0 R '.repeat(1001)}]`, notes);
    expect(await wordsOf(many)).to.include({ isWhole: false });
    const long = `<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (${'a'.repeat(200_001)}) >>`;
    for (const each of [long, long.replace(/a{20}/u, '')])
      expect(await wordsOf(pagesOf(page, `/Annots [${'5 0 R '.repeat(900)}]`, [each]))).to.include({
        isWhole: false,
      });
    const outside = pagesOf(page, '/Annots [6 0 R 7 0 R]', shownTwice);
    expect(await wordsOf(outside)).to.include({ isWhole: false });
    const empty = shownTwice.map((object) => object.replace('/V (Sekar Ayu)', ''));
    const emptyForm = pagesOf(page, '/Annots [6 0 R 7 0 R]', empty, formOf('5 0 R'));
    expect(await wordsOf(emptyForm)).to.include({ isWhole: true });
  });

  it('in attached files, in a form that its program draws, or in more than 1,000 bookmarks, are told not to be all', async () => {
    const page = [stream(lines('isi'))];
    const names = '/Names << /EmbeddedFiles << /Names [(a.txt) 5 0 R] >> >>';
    const circle = bookmarks.map((object) => object.replace('/Parent 6 0 R', '/Parent 6 0 R /Next 6 0 R'));
    for (const bytes of [
      pagesOf(page, '', attached, names),
      pagesOf(page, '/Annots [7 0 R]', attached),
      pagesOf(page, '', ['(x)'], '/NeedsRendering true /AcroForm << /Fields [] /XFA [(a) 5 0 R] >>'),
      pagesOf(page, '', circle, '/Outlines 5 0 R'),
    ])
      expect(await wordsOf(bytes)).to.include({ isWhole: false });
  });

  it('of a locked, broken, empty or too large file, and of one that unpacks without end, are not read', async () => {
    const broken = pagesOf([stream(lines('isi'))]).subarray(0, 200);
    for (const bytes of [locked(), broken, Buffer.from('%PDF-1.7'), bomb(400)])
      expect(await wordsOf(bytes)).to.equal(undefined);
    const tooLarge = { size: 65 * 1024 * 1024, bytes: Readable.from([pagesOf([stream(lines('isi'))])]) };
    expect(await service.wordsOf(tooLarge)).to.equal(undefined);
  });

  it('whose process is killed, never ends, or says what was not asked, are not read, and the next are', async () => {
    await using folder = await temporaryFolder();
    const small = createPdfWordsService({ folder: folder.path, longestMs: 3000 });
    const programs = [
      `process.kill(process.pid, 'SIGKILL');`,
      'for (;;);',
      `process.stdout.write('{"isWhole":"yes"}\\n081234567890');`,
      `process.stdout.write('081234567890');`,
    ];
    for (const program of programs) {
      await writeFile(join(folder.path, 'pdf-words.mjs'), program);
      expect(await wordsOf(Buffer.from('x'), small), program).to.equal(undefined);
    }
    await writeFile(
      join(folder.path, 'pdf-words.mjs'),
      `process.stdin.resume(); process.stdout.write('{"isWhole":true,"hasPictures":false}\\nisi');`,
    );
    expect((await wordsOf(Buffer.from('x'), small))?.text).to.equal('isi');
  });

  it('of one made to last, do not keep the next waiting for long', async () => {
    await using folder = await temporaryFolder();
    const program = `for await (const piece of process.stdin) if (piece.toString() === 'lasts') for (;;);
process.stdout.write('{"isWhole":true,"hasPictures":false}\\nisi');`;
    await writeFile(join(folder.path, 'pdf-words.mjs'), program);
    const turns = { atOnce: 1, mostWaiting: 5, longestWaitMs: 50_000, fairMs: 100 };
    const one = createPdfWordsService({ folder: folder.path, longestMs: 55_000, turns });
    const lasting = wordsOf(Buffer.from('lasts'), one);
    expect((await wordsOf(Buffer.from('next'), one))?.text).to.equal('isi');
    expect(await lasting).to.equal(undefined);
  });

  it('of a request of which one got no turn, wait for none, and those of others do', async () => {
    await using folder = await temporaryFolder();
    const program = `for await (const piece of process.stdin);
process.stdout.write('{"isWhole":true,"hasPictures":false}\\nisi');`;
    await writeFile(join(folder.path, 'pdf-words.mjs'), program);
    const turns = { atOnce: 1, mostWaiting: 1, longestWaitMs: 50_000, fairMs: 50_000 };
    const one = createPdfWordsService({ folder: folder.path, longestMs: 55_000, turns });
    const request = {};
    const ofRequest = async () => one.wordsOf({ size: 1, bytes: Readable.from(['x']), request });
    const [first, second] = [new PassThrough(), new PassThrough()];
    const both = [one.wordsOf({ size: 1, bytes: first }), wordsOf(Buffer.from('x'), one)];
    expect(await ofRequest()).to.equal(undefined);
    first.end('x');
    expect((await Promise.all(both)).map((words) => words?.text)).to.deep.equal(['isi', 'isi']);
    const running = one.wordsOf({ size: 1, bytes: second });
    const [next, other] = [ofRequest(), wordsOf(Buffer.from('x'), one)];
    second.end('x');
    expect(await next).to.equal(undefined);
    expect((await Promise.all([running, other])).map((words) => words?.text)).to.deep.equal(['isi', 'isi']);
  });
});
