import { expect } from 'chai';
import * as fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { cleanFile } from '../../src/disclosure/cleaning/clean-file.ts';
import { createFileInspector } from '../../src/disclosure/file-disclosures.ts';
import { exifBlock } from '../../src/sample/files/exif-block.ts';
import { textDocument, workbook } from '../../src/sample/files/office-document.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { openBrowser } from '../support/browser.ts';

const place = { latitude: -6.175, longitude: 106.8275 };
const traces = {
  ...place,
  make: 'NeedleMake',
  model: 'NeedleModel',
  serial: 'NeedleSerial',
  artist: 'Needle Budi',
};
const needle = /Needle|N\0e\0e\0d\0l\0e/;
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

async function cleaned(bytes: Uint8Array): Promise<Buffer> {
  const result = await cleanFile(Buffer.from(bytes));
  if (result.outcome !== 'cleaned') throw new Error(`not cleanable: ${result.reason}`);
  return Buffer.concat(result.pieces);
}

async function refusal(bytes: Uint8Array): Promise<string> {
  const result = await cleanFile(Buffer.from(bytes));
  return result.outcome === 'cleaned' ? 'cleaned' : result.reason;
}

async function disclosuresIn(bytes: Buffer): Promise<unknown> {
  const inspector = createFileInspector('berkas');
  inspector.write(bytes);
  return inspector.end();
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** An Exif block with the orientation in front of a needle. */
function turnedExif(orientation: number): Buffer {
  const block = latin1('II*\0\u0008\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0\0\0\0\0\0\0\0\0NeedleMake');
  block.writeUInt16LE(orientation, 18);
  return block;
}

function hostilePhoto(): Buffer {
  const plain = photo(traces);
  return Buffer.concat([
    plain.subarray(0, 2),
    segment(0xe1, Buffer.concat([latin1('Exif\0\0'), turnedExif(6)])),
    segment(0xe1, latin1('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Needle</x:xmpmeta>')),
    segment(0xe2, latin1('MPF\0Needle')),
    segment(0xed, latin1('Photoshop 3.0\0Needle')),
    segment(0xfe, latin1('Needle comment')),
    segment(0xe5, latin1('NeedleMaker')),
    plain.subarray(2),
    latin1('NeedleTrailer'),
    plain,
  ]);
}

/** Runs in the browser, of which the tests have no types. */
const drawing = `async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.getContext('2d').drawImage(image, 0, 0);
  const pixels = new TextEncoder().encode(canvas.toDataURL());
  const sum = pixels.reduce((hash, byte) => (hash * 31 + byte) % 1000000007, 7);
  return canvas.width + 'x' + canvas.height + ' ' + sum;
}`;
const making = `(type) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [40, 24];
  const context = canvas.getContext('2d');
  context.fillStyle = 'teal';
  context.fillRect(4, 4, 20, 9);
  return canvas.toDataURL(type);
}`;

async function inBrowser(browser: Browser, script: string, argument: string): Promise<string> {
  const page = await browser.newPage();
  try {
    return String(await page.evaluate(`(${script})(${JSON.stringify(argument)})`));
  } finally {
    await page.close();
  }
}

/** The size and the pixels of a picture as the browser shows it. */
async function pixelsOf(browser: Browser, type: string, picture: Buffer): Promise<string> {
  return inBrowser(browser, drawing, `data:${type};base64,${picture.toString('base64')}`);
}

/** A picture of the browser's own encoder, in the format asked for. */
async function madeBy(browser: Browser, type: string): Promise<Buffer> {
  const address = await inBrowser(browser, making, type);
  return Buffer.from(address.split(',')[1] ?? '', 'base64');
}

function pngChunk(type: string, data: Buffer): Buffer {
  return Buffer.concat([uint32(data.length), latin1(type), data, uint32(0)]);
}

function riffChunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function tableEntry(at: number): string {
  return `${String(at).padStart(10, '0')} 00000 n \n`;
}

function replaced(file: Buffer, from: string, to: string): Buffer {
  return latin1(file.toString('latin1').replace(from, to.padEnd(from.length)));
}

describe('cleanFile', function () {
  this.timeout(60_000);

  describe('images', () => {
    let browser: Browser;

    before(async function () {
      browser = await openBrowser(this);
    });

    after(async () => browser?.close());

    it('a JPEG with everything that a telephone writes, shows the same pixels, turned the same, and tells nothing', async () => {
      const dirty = hostilePhoto();
      const clean = await cleaned(dirty);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(await disclosuresIn(clean)).to.deep.equal([]);
      expect(await pixelsOf(browser, 'image/jpeg', clean)).to.equal(
        await pixelsOf(browser, 'image/jpeg', dirty),
      );
      expect(clean.length).to.be.lessThan(dirty.length);
      expect(await cleaned(clean)).to.deep.equal(clean);
    });

    it('a PNG with texts, times and Exif, shows the same pixels and tells nothing', async () => {
      const plain = await madeBy(browser, 'image/png');
      const end = plain.length - 12;
      const dirty = Buffer.concat([
        plain.subarray(0, end),
        pngChunk('tEXt', latin1('Author\0Needle')),
        pngChunk('iTXt', latin1('XML:com.adobe.xmp\0\0\0\0\0Needle')),
        pngChunk('zTXt', Buffer.concat([latin1('Needle\0\0'), deflateSync('x')])),
        pngChunk('tIME', Buffer.alloc(7, 1)),
        pngChunk('eXIf', exifBlock(traces)),
        plain.subarray(end),
        latin1('Needle'),
      ]);
      const clean = await cleaned(dirty);
      expect(clean.equals(plain)).to.equal(true);
      expect(await pixelsOf(browser, 'image/png', clean)).to.equal(
        await pixelsOf(browser, 'image/png', plain),
      );
    });

    it('a WebP with Exif and XMP, shows the same pixels and tells nothing', async () => {
      const plain = await madeBy(browser, 'image/webp');
      const isExtended = plain.toString('latin1', 12, 16) === 'VP8X';
      const extended = riffChunk('VP8X', Buffer.from([0x0c, 0, 0, 0, 39, 0, 0, 23, 0, 0]));
      const body = Buffer.concat([
        ...(isExtended ? [] : [extended]),
        plain.subarray(12),
        riffChunk('EXIF', exifBlock(traces)),
        riffChunk('XMP ', latin1('<x:xmpmeta>Needle</x:xmpmeta>')),
      ]);
      const dirty = Buffer.concat([plain.subarray(0, 12), body]);
      dirty.writeUInt32LE(dirty.length - 8, 4);
      const clean = await cleaned(dirty);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect((clean[20] ?? 0) & 0x0c).to.equal(0);
      expect(await pixelsOf(browser, 'image/webp', clean)).to.equal(
        await pixelsOf(browser, 'image/webp', dirty),
      );
    });

    it('a GIF with comments and XMP, shows the same pixels and tells nothing', async () => {
      const plain = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
      const comment = Buffer.concat([
        latin1('\u0021\u00fe\u0006Needle\0'),
        latin1('\u0021\u00ff\u000bXMP DataXMP\u0006Needle\0'),
      ]);
      const dirty = Buffer.concat([plain.subarray(0, 19), comment, plain.subarray(19), latin1('Needle')]);
      const clean = await cleaned(dirty);
      expect(clean.equals(plain)).to.equal(true);
      expect(await pixelsOf(browser, 'image/gif', clean)).to.equal(
        await pixelsOf(browser, 'image/gif', dirty),
      );
    });
  });

  describe('PDF', () => {
    const plain = pdf({ title: 'Needle title', author: 'Needle Bagas', lines: ['ISI HALAMAN'] });

    it('with document information, earlier versions and XMP, keeps the page and tells nothing', async () => {
      const start = /startxref\n(\d+)/.exec(plain.toString('latin1'))?.[1];
      const at = plain.length;
      const added = `6 0 obj\n<< /Author (Needle Siti) >>\nendobj\n`;
      const second = `${added}xref\n6 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R /Prev ${start} >>\nstartxref\n${at + added.length}\n%%EOF\n`;
      const clean = await cleaned(Buffer.concat([plain, latin1(second)]));
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(clean.toString('latin1')).to.include('ISI HALAMAN');
      expect(await disclosuresIn(clean)).to.deep.equal([]);
      expect((await cleaned(clean)).toString('latin1')).to.include('ISI HALAMAN');
    });

    it('with a photo inside, cleans the photo', async () => {
      const picture = hostilePhoto();
      const head = `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Picture 2 0 R >>\nendobj\n`;
      const object = `2 0 obj\n<< /Filter /DCTDecode /Length ${picture.length} >>\nstream\n`;
      const tail = '\nendstream\nendobj\n';
      const table = head.length + object.length + picture.length + tail.length;
      const end = `xref\n0 3\n0000000000 65535 f \n${tableEntry(9)}${tableEntry(head.length)}trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF`;
      const clean = await cleaned(Buffer.concat([latin1(head + object), picture, latin1(tail + end)]));
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(clean.includes(Buffer.from([0xff, 0xd8, 0xff]))).to.equal(true);
    });

    it('that is encrypted, signed or carries files, is said not to be cleanable', async () => {
      expect(await refusal(replaced(plain, '/Info 6 0 R', '/Encrypt 9'))).to.equal('encrypted');
      expect(await refusal(replaced(plain, '/Encoding /WinAnsiEncoding', '/ByteRange [1 2]'))).to.equal(
        'signed',
      );
      expect(await refusal(replaced(plain, '/Encoding /WinAnsiEncoding', '/EF 7 0 R'))).to.equal(
        'attachments',
      );
    });
  });

  describe('Office files', () => {
    const properties = {
      author: 'Needle Sekar',
      lastModifiedBy: 'Needle Operator',
      company: 'Needle Kantor',
    };

    it('of Word and Excel, keep their contents and tell nothing', async () => {
      for (const dirty of [
        textDocument(['Isi surat'], properties),
        workbook([['Isi surat', 1]], properties),
      ]) {
        const clean = await cleaned(dirty);
        const [before, after] = [unzipSync(dirty), unzipSync(clean)];
        expect(Object.keys(after)).to.deep.equal(Object.keys(before));
        for (const part of Object.values(after)) expect(strFromU8(part)).to.not.match(needle);
        expect(Object.values(after).some((part) => strFromU8(part).includes('Isi surat'))).to.equal(true);
        expect(await disclosuresIn(clean)).to.deep.equal([]);
      }
    });

    it('with comments, tracked changes, sittings, folders, printers and photos, tell nothing of them', async () => {
      const clean = unzipSync(
        await cleaned(
          zipSync(
            {
              '[Content_Types].xml': strToU8('<Types/>'),
              'word/document.xml': strToU8(
                '<w:ins w:id="1" w:author="Needle" w:date="2026-01-01T00:00:00Z"><w:r w:rsidR="00Needle"/></w:ins>',
              ),
              'word/comments.xml': strToU8(
                '<w:comment w:author=\'Needle\' w:initials="Needle">Isi</w:comment>',
              ),
              'word/settings.xml': strToU8(
                '<w:rsids><w:rsidRoot w:val="Needle"/><w:rsid w:val="Needle"/></w:rsids>',
              ),
              'word/_rels/settings.xml.rels': strToU8(
                '<Relationship Target="file:///C:/Users/Needle/x.dotx"/>',
              ),
              'xl/workbook.xml': strToU8('<x15ac:absPath url="C:\\Users\\Needle\\"/>'),
              'xl/comments1.xml': strToU8('<authors><author>Needle</author></authors>'),
              'ppt/commentAuthors.xml': strToU8('<p:cmAuthor id="0" name="Needle" initials="Needle"/>'),
              'word/media/image1.jpeg': photo(traces),
            },
            { comment: 'Needle' },
          ),
        ),
      );
      for (const [name, part] of Object.entries(clean))
        expect(Buffer.from(part).toString('latin1'), name).to.not.match(needle);
    });

    it('of OpenDocument, keep their order and tell nothing', async () => {
      const dirty = zipSync({
        mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
        'content.xml': strToU8('<office:annotation><dc:creator>Needle</dc:creator>Isi</office:annotation>'),
        'settings.xml': strToU8(
          '<config:config-item config:name="PrinterName" config:type="string">Needle</config:config-item>',
        ),
        'meta.xml': strToU8('<office:meta><meta:initial-creator>Needle</meta:initial-creator></office:meta>'),
        'Thumbnails/thumbnail.png': strToU8('Needle'),
      });
      const clean = await cleaned(dirty);
      expect(clean.toString('latin1', 30, 38)).to.equal('mimetype');
      for (const part of Object.values(unzipSync(clean))) expect(strFromU8(part)).to.not.match(needle);
    });

    it('that are signed, hold programs, or unpack to more than we take, are said not to be cleanable', async () => {
      const types = { '[Content_Types].xml': strToU8('<Types/>') };
      expect(await refusal(zipSync({ ...types, '_xmlsignatures/sig1.xml': strToU8('<a/>') }))).to.equal(
        'signed',
      );
      expect(await refusal(zipSync({ ...types, 'word/vbaProject.bin': strToU8('a') }))).to.equal(
        'attachments',
      );
      expect(await refusal(zipSync({ 'foto.jpg': strToU8('a') }))).to.equal('format');
      const bomb = zipSync({ ...types, 'word/document.xml': new Uint8Array(60 * 1024 * 1024) });
      expect(bomb.length).to.be.lessThan(100_000);
      expect(await refusal(bomb)).to.equal('too-large');
    });
  });

  it('a film, a recording, an old document or anything else, is said not to be cleanable', async () => {
    for (const start of ['\0\0\0\u0018ftypmp42', 'RIFF\0\0\0\0WAVE', '\u00d0\u00cf\u0011\u00e0', 'halo', ''])
      expect(await refusal(latin1(start))).to.equal('format');
  });

  it('files cut off, changed or mixed anyhow, never make it fail, grow or take long', async () => {
    const whole = [
      hostilePhoto(),
      pdf({ title: 'a', author: 'b', lines: ['c'] }),
      textDocument(['Isi'], { author: 'a', lastModifiedBy: 'b', company: 'c' }),
      Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
      latin1('\u0089PNG\r\n\u001a\n\0\0\0\u0001IDATx\0\0\0\0'),
      latin1('RIFF\u0010\0\0\0WEBPVP8 \u0004\0\0\0abcd'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bytes, changes, cut) => {
          const hostile = Buffer.from(bytes);
          for (const [at, value] of changes) hostile[Math.floor(at * (hostile.length - 1))] = value;
          const given = hostile.subarray(0, Math.ceil(cut * hostile.length));
          const began = performance.now();
          const result = await cleanFile(given);
          expect(performance.now() - began).to.be.lessThan(5000);
          if (result.outcome === 'cleaned')
            expect(Buffer.concat(result.pieces).length).to.be.at.most(given.length * 1.25 + 65_536);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('files made to cost much, are refused soon', async () => {
    const costly = [
      Buffer.concat([latin1('GIF89a\0\0\0\0\0\0\0'), Buffer.alloc(9_000_000, Buffer.from([0x21, 0xf9, 0]))]),
      Buffer.concat([
        latin1('%PDF-1.4\nxref\n0 0\ntrailer\n<< /A ['),
        Buffer.alloc(9_000_000, '1 '),
        latin1('] >>\nstartxref\n9\n'),
      ]),
      Buffer.concat([
        latin1('%PDF-1.4\nxref\n0 0\ntrailer\n'),
        Buffer.alloc(9_000_000, '['),
        latin1('\nstartxref\n9\n'),
      ]),
      Buffer.concat([latin1('\u0089PNG\r\n\u001a\n'), Buffer.alloc(9_000_000)]),
    ];
    for (const bytes of costly) {
      const began = performance.now();
      expect(await refusal(bytes)).to.be.oneOf(['damaged', 'too-large']);
      expect(performance.now() - began).to.be.lessThan(10_000);
    }
  });
});
