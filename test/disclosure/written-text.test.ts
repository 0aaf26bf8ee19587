import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { strToU8, zipSync } from 'fflate';
import { createFileInspector, type FileDisclosure } from '../../src/disclosure/file-disclosures.ts';
import { textDocument, workbook } from '../../src/sample/files/office-document.ts';
import type { Words } from '../../src/disclosure/words.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { streamed } from './office-support.ts';

const nobody = { author: '', lastModifiedBy: '', company: '' };

async function inspect(
  bytes: Uint8Array,
  { portion = bytes.length, words }: { portion?: number; words?: Words } = {},
): Promise<FileDisclosure[]> {
  const inspector = createFileInspector('file');
  for (let at = 0; at < bytes.length; at += portion) inspector.write(bytes.subarray(at, at + portion));
  return (await inspector.end(words)).disclosures;
}

async function kindsIn(bytes: Uint8Array): Promise<string[]> {
  return (await inspect(bytes)).map(({ kind }) => kind);
}

const wide = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const partlySearched: FileDisclosure = { kind: 'partly-searched-words', excerpt: '' };
const phone: FileDisclosure = { kind: 'phone', excerpt: '0812-3456-7890', isWritten: true };

/** A letter in which a document or an object lies. */
const holder = (name: string, bytes: Uint8Array) =>
  zipSync({ 'word/document.xml': strToU8('<w:p/>'), [`word/embeddings/${name}`]: bytes });
const withPicture = (text: string) =>
  zipSync({ 'word/media/image1.png': randomBytes(9), 'word/document.xml': strToU8(`<w:p>${text}</w:p>`) });

/** A letter whose length is told behind it. */
const streamedLetter = (text: string) => streamed({ 'word/document.xml': `<w:p>${text}</w:p>` });

describe('what is written in a file', () => {
  const holding: readonly [format: string, bytes: Uint8Array][] = [
    ['a plain text', Buffer.from('hub sy di 0812-3456-7890 ya')],
    ['a text of Windows', Buffer.from('caf\u00e9, hub 0812-3456-7890', 'latin1')],
    ['a text in UTF-16, as Notepad keeps it', wide('hub 0812-3456-7890')],
    ['a table of values', Buffer.from('nama,nomor\nA,0812-3456-7890\n')],
    ['a rich text', Buffer.from('{\\rtf1\\ansi\\fs24 hub 0812-\\b 3456-7890\\b0\\par}')],
    ['a text document', textDocument(['Catatan', 'hub 0812-3456-7890'], nobody)],
    ['a workbook', workbook([['hub', '0812-3456-7890']], nobody)],
    [
      'a workbook with its words apart',
      zipSync({ 'xl/sharedStrings.xml': strToU8('<sst><si><t>0812-3456-7890</t></si></sst>') }),
    ],
    ['a presentation', zipSync({ 'ppt/slides/slide3.xml': strToU8('<a:p><a:t>0812-3456-7890</a:t></a:p>') })],
    [
      'an OpenDocument',
      zipSync({ 'content.xml': strToU8('<text:p>hub<text:s text:c="2"/>0812-3456-7890</text:p>') }),
    ],
    [
      'a document that parts a number in its middle',
      zipSync({
        'word/document.xml': strToU8(
          '<w:p><w:r><w:t>0812-34</w:t></w:r><w:r><w:rPr/><w:t>56-7890</w:t></w:r></w:p>',
        ),
      }),
    ],
  ];
  for (const [format, bytes] of holding) {
    it(`in ${format}, is searched, however its bytes arrive`, async () => {
      expect(await inspect(bytes)).to.deep.equal([phone]);
      expect(await inspect(bytes, { portion: 7 })).to.deep.equal([phone]);
    });
  }

  const elsewhere: readonly [place: string, part: string, markup: string][] = [
    ['a chart', 'word/charts/chart1.xml', '<c:pt><c:v>x</c:v></c:pt><c:pt><c:v>0812-3456-7890</c:v></c:pt>'],
    ['a diagram', 'ppt/diagrams/data2.xml', '<dgm:t><a:p><a:t>0812-3456-7890</a:t></a:p></dgm:t>'],
    ['a text box of a sheet', 'xl/drawings/drawing1.xml', '<xdr:txBody><a:p><a:t>0812-3456-7890</a:t></a:p>'],
    ['a discussion', 'xl/threadedComments/threadedComment1.xml', '<text>0812-3456-7890</text>'],
    ['a reviewer’s note', 'ppt/comments/modernComment_100_0.xml', '<a:p><a:t>0812-3456-7890</a:t></a:p>'],
    ['a building block', 'word/glossary/document.xml', '<w:p><w:t>0812-3456-7890</w:t></w:p>'],
    ['a letter of Word for the web', 'word/document2.xml', '<w:p><w:t>0812-3456-7890</w:t></w:p>'],
    ['a sheet of another name', 'xl/worksheets/sheet.xml', '<c><is><t>0812-3456-7890</t></is></c>'],
    [
      'what a pivot table keeps',
      'xl/pivotCache/pivotCacheDefinition1.xml',
      '<sharedItems><s v="hub"/><s v="0812-3456-7890"/></sharedItems>',
    ],
    [
      'what is kept of another workbook',
      'xl/externalLinks/externalLink1.xml',
      '<cell r="A1"><v>1</v></cell><cell r="A2" t="str"><v>0812-3456-7890</v></cell>',
    ],
    ['a template of slides', 'ppt/slideMasters/slideMaster1.xml', '<a:p><a:t>0812-3456-7890</a:t></a:p>'],
    [
      'an OpenDocument’s header',
      'styles.xml',
      '<style:header><text:p>0812-3456-7890</text:p></style:header>',
    ],
    ['an OpenDocument’s chart', 'Object 1/content.xml', '<text:p>0812-3456-7890</text:p>'],
  ];
  for (const [place, part, markup] of elsewhere)
    it(`in ${place}, is searched`, async () => {
      expect(await inspect(zipSync({ [part]: strToU8(markup) }))).to.deep.equal([phone]);
    });

  const inside = workbook([['hub', '0812-3456-7890']], { ...nobody, author: 'Budi' });

  it('in a document that lies in a document, is searched', async () => {
    expect(await inspect(holder('Lembar1.xlsx', inside))).to.deep.equal([
      { kind: 'author', excerpt: 'Budi' },
      phone,
    ]);
  });

  it('in objects of other programs, deeper and larger documents in a document, is told not to be searched', async () => {
    const large = zipSync({
      'xl/media/image1.png': randomBytes(140_000),
      'xl/workbook.xml': strToU8('<a/>'),
    });
    const unsearchable = [
      holder('oleObject1.bin', Buffer.from('d0cf11e0a1b11ae1', 'hex')),
      holder('a.docx', holder('b.docx', holder('c.docx', inside))),
      holder('besar.xlsx', large),
      holder('rusak.xlsx', Buffer.from('rusak')),
    ];
    for (const bytes of unsearchable) expect(await kindsIn(bytes)).to.include('partly-searched-words');
  });

  it('in a document of large objects and pictures, is searched behind them', async () => {
    const large = new Uint8Array(1_048_576);
    const behind = (folder: string) =>
      zipSync({
        ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`word/${folder}/${number}.bin`, large])),
        'word/document.xml': strToU8('<w:p>hub 0812-3456-7890</w:p>'),
      });
    expect(await inspect(behind('embeddings'))).to.include.deep.members([phone, partlySearched]);
    expect(await inspect(behind('media'))).to.deep.include(phone);
  });

  it('in a document of hardly more than pictures, is told not to be searched; a letter with its emblem is', async () => {
    expect(await kindsIn(withPicture('Foto bukti'))).to.deep.equal(['pictured-words']);
    expect(await kindsIn(withPicture('panjang '.repeat(20)))).to.deep.equal([]);
  });

  it('in slides of pictures, is told not to be searched, however much their template says', async () => {
    const slides = zipSync({
      'ppt/media/image1.png': randomBytes(9),
      'ppt/slides/slide1.xml': strToU8('<a:p/>'),
      'ppt/slideLayouts/slideLayout1.xml': strToU8(`<a:p>${'Klik untuk judul '.repeat(20)}</a:p>`),
    });
    expect(await kindsIn(slides)).to.deep.equal(['pictured-words']);
  });

  it('in an alphabet that programs do not use for parts, is told not to be searched', async () => {
    const part = wide('<w:p>hub 0812-3456-7890</w:p>');
    expect(await kindsIn(zipSync({ 'word/document.xml': part }))).to.deep.equal(['partly-searched-words']);
  });

  it('is told after what hides in it', async () => {
    const document = textDocument(['nama saya Budi Santoso'], { ...nobody, author: 'Budi' });
    expect(await inspect(document)).to.deep.equal([
      { kind: 'author', excerpt: 'Budi' },
      { kind: 'own-name', excerpt: 'nama saya Budi Santoso', isWritten: true },
    ]);
  });

  it('in many cells and lines, is told twice of a kind, and makes no number of several', async () => {
    const numbers = Array.from({ length: 20 }, (_, n) => [`08121234${1000 + n}`, n]);
    expect(await kindsIn(workbook(numbers, nobody))).to.deep.equal(['phone', 'phone']);
    const digits = Array.from('081234567890', Number);
    expect(
      await kindsIn(
        workbook(
          digits.map((digit) => [digit]),
          nobody,
        ),
      ),
    ).to.deep.equal([]);
  });

  it('beyond 200,000 characters, is not searched, and that is told', async () => {
    const long = Buffer.concat([Buffer.alloc(200_000, 'a '), Buffer.from(' 0812-3456-7890')]);
    expect(await kindsIn(long)).to.deep.equal(['partly-searched-words']);
    expect(await kindsIn(textDocument([long.toString()], nobody))).to.deep.equal(['partly-searched-words']);
    expect(await kindsIn(Buffer.alloc(200_000, 'a '))).to.deep.equal([]);
  });

  it('in a part whose length stands behind it, is searched, and told not to be in whole where it is longer than what is read', async () => {
    expect(await inspect(streamedLetter('hub 0812-3456-7890'))).to.deep.equal([phone]);
    expect(await kindsIn(streamedLetter('a '.repeat(60_000)))).to.deep.equal([]);
    expect(await kindsIn(streamedLetter('a '.repeat(80_000)))).to.include('partly-searched-words');
  });

  it('in a PDF, is searched where it was read elsewhere, and told not to be where it was not', async () => {
    const bytes = pdf({ title: '', author: '', lines: ['hub 0812-3456-7890'] });
    const words = { text: 'hub 0812-3456-7890', isWhole: true, hasPictures: false };
    expect(await inspect(bytes, { words })).to.deep.equal([phone]);
    expect(await inspect(bytes, { words: { text: '', isWhole: false, hasPictures: true } })).to.deep.equal([
      { kind: 'pictured-words', excerpt: '' },
      { kind: 'partly-searched-words', excerpt: '' },
    ]);
    expect(await kindsIn(bytes)).to.deep.equal(['unsearched-words']);
  });

  it('in older and locked Office files, archives and broken documents, is told not to be searched', async () => {
    const [old, archive] = [Buffer.from('d0cf11e0a1b11ae1', 'hex'), zipSync({ 'a.txt': strToU8('hub') })];
    expect(await kindsIn(old)).to.include('unsearched-words');
    expect(await kindsIn(archive)).to.include('unsearched-words');
    expect(await kindsIn(Buffer.from('Rar!\u001a\u0007'))).to.include('unsearched-words');
    const long = zipSync({ 'word/document.xml': strToU8('<w:p/>'.repeat(300_000)) });
    expect(await kindsIn(long)).to.include('partly-searched-words');
  });

  it('in hundreds of documents made to be slow, in one, is looked through for megabytes at most', async () => {
    const slow = zipSync({ 'word/document.xml': strToU8('<a>&#1;<'.repeat(130_000)) });
    const documents = Array.from({ length: 400 }, (_, n) => [`word/embeddings/${n}.docx`, slow] as const);
    const bytes = zipSync({ 'word/document.xml': strToU8('<w:p/>'), ...Object.fromEntries(documents) });
    const before = process.cpuUsage();
    expect(await kindsIn(bytes)).to.include('partly-searched-words');
    expect(process.cpuUsage(before).user / 1000).to.be.lessThan(3_000);
  });

  it('in a document made to be slow, is looked through for megabytes at most', async () => {
    const part = strToU8('<a>&#1;<'.repeat(130_000));
    const slides = Array.from({ length: 20 }, (_, n) => [`ppt/slides/slide${n}.xml`, part] as const);
    const bytes = zipSync(Object.fromEntries(slides), { level: 1 });
    const before = process.cpuUsage();
    await inspect(bytes);
    expect(process.cpuUsage(before).user / 1000).to.be.lessThan(2_000);
  });
});
