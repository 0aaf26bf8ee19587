import { expect } from 'chai';
import { deflateSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { createFileInspector, type FileDisclosure } from '../../src/disclosure/file-disclosures.ts';
import { exifBlock } from '../../src/sample/files/exif-block.ts';
import { film } from '../../src/sample/files/film.ts';
import { textDocument } from '../../src/sample/files/office-document.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { recording } from '../../src/sample/files/sound.ts';
import { secondsSince, zipBomb } from './cleaning-support.ts';

const unreadable: FileDisclosure = { kind: 'unreadable-properties', excerpt: '' };
const place = { latitude: -6.175, longitude: 106.8275 };

async function inspect(
  bytes: Uint8Array,
  options: { name?: string; portion?: number } = {},
): Promise<FileDisclosure[]> {
  const inspector = createFileInspector(options.name ?? 'file');
  const portion = options.portion ?? 65_536;
  for (let at = 0; at < bytes.length; at += portion) {
    inspector.write(bytes.subarray(at, at + portion));
  }
  return await inspector.end();
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const xmp = (content: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${content}</rdf:RDF></x:xmpmeta>`;

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

function box(type: string, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([uint32(8 + content.length), latin1(type), content]);
}

describe('createFileInspector', () => {
  describe('images', () => {
    it('a JPEG, with what a phone writes, gives away place, device and owner', async () => {
      const found = await inspect(
        photo({ ...place, make: 'Contoh', model: 'C-12', serial: 'S-1', artist: 'Budi' }),
      );
      expect(found).to.deep.equal([
        { kind: 'gps', excerpt: '-6.17500, 106.82750' },
        { kind: 'device', excerpt: 'Contoh C-12' },
        { kind: 'device', excerpt: 'S-1' },
        { kind: 'author', excerpt: 'Budi' },
      ]);
    });

    it('a JPEG, arriving byte by byte, gives away the same', async () => {
      const bytes = photo({ ...place, make: 'Contoh', model: 'C-12' });
      expect(await inspect(bytes, { portion: 1 })).to.deep.equal(await inspect(bytes));
    });

    it('a JPEG, without properties, gives away nothing', async () => {
      expect(await inspect(photo({}))).to.deep.equal([]);
    });

    it('a JPEG, with XMP and IPTC, gives away its creators', async () => {
      const bytes = Buffer.concat([
        latin1('\u00ff\u00d8\u00ff\u00e1'),
        Buffer.from(xmp('<dc:creator><rdf:Seq><rdf:li>Siti &amp; Co</rdf:li></rdf:Seq></dc:creator>')),
        latin1('\u00ff\u00edPhotoshop 3.0\u0000\u001c\u0002\u0050\u0000\u0004Joko'),
      ]);
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'author', excerpt: 'Siti & Co' },
        { kind: 'author', excerpt: 'Joko' },
      ]);
    });

    it('XMP, with places and devices in attributes, gives them away', async () => {
      const bytes = latin1(
        `GIF89a${xmp('<rdf:Description exif:GPSLatitude="6,10.5S" exif:GPSLongitude="106,49.6E" tiff:Model="C-12"/>')}`,
      );
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'gps', excerpt: '6,10.5S 106,49.6E' },
        { kind: 'device', excerpt: 'C-12' },
      ]);
    });

    it('a PNG, with properties after megabytes of pixels, gives them away', async () => {
      const chunk = (type: string, data: Buffer): Buffer =>
        Buffer.concat([uint32(data.length), latin1(type), data, uint32(0)]);
      const bytes = Buffer.concat([
        latin1('\u0089PNG\r\n\u001a\n'),
        chunk('IDAT', Buffer.alloc(3_000_000, 7)),
        chunk('eXIf', exifBlock(place)),
        chunk('tEXt', latin1('Author\0Budi Santoso')),
        chunk('IEND', Buffer.alloc(0)),
      ]);
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'gps', excerpt: '-6.17500, 106.82750' },
        { kind: 'author', excerpt: 'Budi Santoso' },
      ]);
    });

    it('a WebP and a HEIC, with Exif at their ends, give away the place', async () => {
      const exif = exifBlock(place);
      const webp = Buffer.concat([
        latin1('RIFF\0\0\0\0WEBPVP8 '),
        Buffer.alloc(200_000),
        latin1('EXIF\0\0\0\0'),
        exif,
      ]);
      const heic = Buffer.concat([
        box('ftyp', latin1('heic')),
        Buffer.alloc(200_000),
        latin1('\0\0\0\u0006Exif\0\0'),
        exif,
      ]);
      for (const bytes of [webp, heic]) {
        expect(await inspect(bytes)).to.deep.equal([{ kind: 'gps', excerpt: '-6.17500, 106.82750' }]);
      }
    });

    it('a TIFF, whose directory lies beyond what we keep, is said to be unreadable', async () => {
      const bytes = Buffer.concat([latin1('MM\0*'), uint32(5_000_000), Buffer.alloc(5_100_000)]);
      expect(await inspect(bytes)).to.deep.equal([unreadable]);
    });
  });

  describe('documents', () => {
    const properties = { author: 'Sekar <W>', lastModifiedBy: 'Operator 2', company: 'Kantor & Co' };

    it('a Word document, under any name, gives away author, last editor and company', async () => {
      expect(await inspect(textDocument(['Isi'], properties), { name: 'foto.jpg' })).to.deep.equal([
        { kind: 'author', excerpt: 'Sekar <W>' },
        { kind: 'author', excerpt: 'Operator 2' },
        { kind: 'organisation', excerpt: 'Kantor & Co' },
      ]);
    });

    it('a Word document, with comments and changes, gives away who made them', async () => {
      const bytes = zipSync({
        'word/document.xml': strToU8(
          '<w:document><w:ins w:id="1" w:author="Rina"><w:r/></w:ins></w:document>',
        ),
        'word/comments.xml': strToU8('<w:comments><w:comment w:author="Dewi" w:id="0"/></w:comments>'),
      });
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'author', excerpt: 'Rina' },
        { kind: 'author', excerpt: 'Dewi' },
      ]);
    });

    it('a document, whose properties come after megabytes of other parts, gives them away', async () => {
      const random = Buffer.from(
        Array.from({ length: 3_000_000 }, (_, index) => (index * 7919 * (index % 97)) & 255),
      );
      const bytes = zipSync({
        'word/fonts/font1.odttf': [random, { level: 0 }],
        'docProps/core.xml': strToU8('<cp:coreProperties><dc:creator>Budi</dc:creator></cp:coreProperties>'),
      });
      expect(await inspect(bytes, { portion: 10_000 })).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }]);
    });

    it('an OpenDocument file, gives away its author', async () => {
      const meta =
        '<office:meta><meta:initial-creator>Budi</meta:initial-creator><dc:creator>Siti</dc:creator></office:meta>';
      const found = await inspect(
        zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.text'), 'meta.xml': strToU8(meta) }),
      );
      expect(found.map((each) => each.excerpt)).to.have.members(['Budi', 'Siti']);
    });

    it('a photo, inside a document or an archive, gives away its place', async () => {
      const bytes = zipSync({
        'word/media/image1.jpeg': photo(place),
        'lain/foto.JPG': photo({ make: 'Contoh' }),
      });
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'gps', excerpt: '-6.17500, 106.82750' },
        { kind: 'device', excerpt: 'Contoh' },
      ]);
    });

    it('an author, when a program made the name up, is left out', async () => {
      const bytes = textDocument([], { author: 'Windows User', lastModifiedBy: 'admin', company: '' });
      expect(await inspect(bytes)).to.deep.equal([]);
    });

    it('an older Office file, whose format we do not read, is said to be unreadable', async () => {
      expect(await inspect(latin1('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'))).to.deep.equal([
        unreadable,
      ]);
    });

    it('a rich text file, with an author, gives it away', async () => {
      expect(
        await inspect(latin1(String.raw`{\rtf1{\info{\author Budi}{\*\company Kantor}}}`)),
      ).to.deep.equal([
        { kind: 'author', excerpt: 'Budi' },
        { kind: 'organisation', excerpt: 'Kantor' },
      ]);
    });
  });

  describe('PDF', () => {
    it('a PDF, with an information dictionary, gives away its author and not its common program', async () => {
      const found = await inspect(pdf({ title: 'Notulen', author: 'Budi (Kasubbag)', lines: ['x'] }));
      expect(found).to.deep.equal([{ kind: 'author', excerpt: 'Budi (Kasubbag)' }]);
    });

    it('a PDF, with its author in UTF-16 or hexadecimal, gives it away', async () => {
      const bytes = latin1(
        '%PDF-1.7\n1 0 obj <</Author <FEFF00420075006400690020D83DDE00> /Creator (Kantor iR 3520)>>',
      );
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'author', excerpt: 'Budi 😀' },
        { kind: 'device', excerpt: 'Kantor iR 3520' },
      ]);
    });

    it('a PDF, with its dictionary in an object stream, gives away its author', async () => {
      const packed = deflateSync('6 0 << /Author (Budi \\101\\102) /Title (x) >>');
      const bytes = Buffer.concat([
        latin1(`%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Length ${packed.length}>>\nstream\r\n`),
        packed,
        latin1('\r\nendstream\n<</Type/XRef/Info 6 0 R>>'),
      ]);
      expect(await inspect(bytes)).to.deep.equal([{ kind: 'author', excerpt: 'Budi AB' }]);
    });

    it('a PDF, with notes on its pages, gives away who made them, and no field of a form', async () => {
      const objects =
        '%PDF-1.7\n4 0 obj\n<</Type/Annot/Subtype/Highlight/T (Budi Santoso)/M(D:2026)>>\nendobj\n' +
        '5 0 obj\n<</Subtype/Widget/FT/Tx/T (kolom_nama)>>\nendobj\n6 0 obj\n<</ProcSet[/PDF/Text]>>\nendobj\n';
      expect(await inspect(latin1(objects))).to.deep.equal([{ kind: 'author', excerpt: 'Budi Santoso' }]);
      const packed = deflateSync('4 0 << /T (Siti) /Subtype /FreeText /Contents (x) >>');
      const stream = latin1(`%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4>>\nstream\r\n`);
      expect(await inspect(Buffer.concat([stream, packed, latin1('\r\nendstream\n')]))).to.deep.equal([
        { kind: 'author', excerpt: 'Siti' },
      ]);
    });

    it('a PDF, whose dictionary cannot be found, is said to be unreadable', async () => {
      expect(await inspect(latin1('%PDF-1.5\n<</Type/XRef/Info 6 0 R>>'))).to.deep.equal([unreadable]);
    });

    it('a PDF, when it is encrypted, is said to be unreadable', async () => {
      const bytes = latin1('%PDF-1.5\n<</Author (\u0001\u0002)>> trailer <</Encrypt 5 0 R/Info 6 0 R>>');
      expect(await inspect(bytes)).to.deep.equal([unreadable]);
    });

    it('a PDF, with XMP in the middle of a large file, gives away the creator', async () => {
      const filler = Buffer.alloc(2_000_000, 32);
      const packet = Buffer.from(xmp('<dc:creator><rdf:Seq><rdf:li>Siti</rdf:li></rdf:Seq></dc:creator>'));
      const bytes = Buffer.concat([latin1('%PDF-1.7\n'), filler, packet, filler]);
      expect(await inspect(bytes)).to.deep.equal([{ kind: 'author', excerpt: 'Siti' }]);
    });
  });

  describe('films and sound', () => {
    it('a film, with its place at the end of two megabytes, gives it away', async () => {
      const inspector = createFileInspector('VID.mov');
      for await (const piece of film({ size: 2_000_000, place: '+00.5213+105.5038/' })) {
        inspector.write(piece);
      }
      expect(await inspector.end()).to.deep.equal([{ kind: 'gps', excerpt: '0.52130, 105.50380' }]);
    });

    it('a film, with keyed metadata as an iPhone writes it, gives away place and device', async () => {
      const keys = [
        'com.apple.quicktime.location.ISO6709',
        'com.apple.quicktime.make',
        'com.apple.quicktime.model',
      ];
      const values = ['-06.1750+106.8275+012.000/', 'Contoh', 'C-12'];
      const items = values.map((value, index) => {
        const data = box('data', uint32(1), uint32(0), Buffer.from(value));
        return Buffer.concat([uint32(8 + data.length), uint32(index + 1), data]);
      });
      const names = keys.map((key) => box('mdta', latin1(key)));
      const bytes = Buffer.concat([
        box('ftyp', latin1('qt  ')),
        box('moov', box('meta', box('keys', uint32(0), uint32(3), ...names), box('ilst', ...items))),
      ]);
      expect(await inspect(bytes)).to.deep.equal([
        { kind: 'gps', excerpt: '-6.17500, 106.82750' },
        { kind: 'device', excerpt: 'Contoh' },
        { kind: 'device', excerpt: 'C-12' },
      ]);
    });

    it('a 3GP film, with a location box, gives away the place', async () => {
      const position = [106.5, -6.25, 0].map((angle) => {
        const bytes = Buffer.alloc(4);
        bytes.writeInt32BE(angle * 65_536);
        return bytes;
      });
      const loci = box('loci', uint32(0), latin1('\u0015\u00c7\0\0'), ...position, latin1('earth\0\0'));
      expect(await inspect(Buffer.concat([box('ftyp', latin1('3gp5')), box('moov', loci)]))).to.deep.equal([
        { kind: 'gps', excerpt: '-6.25000, 106.50000' },
      ]);
    });

    it('an MP3, with tags at its start and its end, gives away the names in them', async () => {
      const frame = (name: string, content: Buffer): Buffer =>
        Buffer.concat([latin1(name), uint32(content.length), Buffer.alloc(2), content]);
      const oldTag = Buffer.alloc(128);
      oldTag.write('TAG');
      oldTag.write('Siti', 33);
      const bytes = Buffer.concat([
        latin1('ID3\u0003\0\0\0\0\0\0'),
        frame('TIT2', latin1('\0Judul')),
        frame('TPE1', Buffer.concat([latin1('\u0001\u00ff\u00fe'), Buffer.from('Budi', 'utf16le')])),
        Buffer.alloc(300_000, 0x55),
        oldTag,
      ]);
      const found = await inspect(bytes);
      expect(found).to.have.deep.members([
        { kind: 'author', excerpt: 'Budi' },
        { kind: 'author', excerpt: 'Siti' },
      ]);
    });

    it('a WAV and an Ogg, with an artist, give the name away', async () => {
      expect(await inspect(recording(1, 'Budi'))).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }]);
      const ogg = latin1('OggS\0\0vorbis\u000b\0\0\0ARTIST=Budi\u0001');
      expect(await inspect(ogg)).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }]);
    });
  });

  describe('names', () => {
    it('a file name, with a telephone number in it, is told', async () => {
      expect(await inspect(Buffer.from('x'), { name: 'WA 0812-3456-7890.txt' })).to.deep.equal([
        { kind: 'file-name', excerpt: '0812-3456-7890' },
      ]);
    });

    it('a file name, with a time of day in it, is told', async () => {
      expect(await inspect(Buffer.from('x'), { name: 'IMG_20261104_101512.jpg' })).to.deep.equal([
        { kind: 'file-name', excerpt: '20261104_101512' },
      ]);
    });

    it('a file name, with no more than a day in it, is not told', async () => {
      expect(await inspect(Buffer.from('x'), { name: 'IMG-20261104-WA0003.jpg' })).to.deep.equal([]);
    });
  });

  describe('on broken and hostile files', () => {
    const whole = {
      photo: photo({ ...place, make: 'Contoh', artist: 'Budi' }),
      document: textDocument(['Isi'], { author: 'Budi', lastModifiedBy: 'Siti', company: 'Kantor' }),
      pdf: pdf({ title: 'x', author: 'Budi', lines: ['x'] }),
      sound: recording(1, 'Budi'),
    };
    for (const [name, bytes] of Object.entries(whole)) {
      it(`a ${name}, cut anywhere or with any byte changed, never fails`, async () => {
        const step = Math.ceil(bytes.length / 400);
        for (let at = 0; at < bytes.length; at += step) {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ 0xff;
          expect(await inspect(changed)).to.be.an('array');
          expect(await inspect(bytes.subarray(0, at))).to.be.an('array');
        }
      });
    }

    it('an empty file, gives away nothing', async () => {
      expect(await inspect(Buffer.alloc(0))).to.deep.equal([]);
    });

    const bombs: [string, string, string][] = [
      ['Exif segments', '\u00ff\u00d8\u00ff', 'Exif\0\0II*\0\u0008\0\0\0'],
      ['local headers', 'PK\u0003\u0004', 'PK\u0003\u0004'],
      ['object streams', '%PDF-1.5', '/ObjStm stream '],
      ['XMP openings', 'GIF89a', '<x:xmpmeta'],
      ['places', '\0\0\0\u0014ftyp', '\u00a9xyz'],
    ];
    for (const [name, start, repeated] of bombs) {
      it(`two megabytes of nothing but ${name}, ends soon and says so`, async () => {
        const bytes = latin1(start + repeated.repeat(Math.ceil(2_000_000 / repeated.length)));
        const before = process.cpuUsage();
        const found = await inspect(bytes);
        expect(secondsSince(before)).to.be.lessThan(15);
        expect(found).to.deep.include(unreadable);
      }).timeout(60_000);
    }

    it('a zip bomb, in the part that holds the properties, is not unpacked', async () => {
      const bomb = await zipBomb('docProps/core.xml', 100_000_000);
      const before = process.memoryUsage().arrayBuffers;
      expect(await inspect(bomb)).to.deep.equal([]);
      expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(30_000_000);
    });

    it('a hundred megabytes, in a film without properties, leave memory flat', async () => {
      const inspector = createFileInspector('film.mp4');
      inspector.write(box('ftyp', latin1('isom')));
      const piece = Buffer.alloc(65_536, 'gambar bergerak ');
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      for (let count = 0; count < 1600; count += 1) {
        inspector.write(piece);
        if (count % 100 === 0) {
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        }
      }
      expect(await inspector.end()).to.deep.equal([]);
      expect(most).to.be.lessThan(40_000_000);
    }).timeout(60_000);
  });
});
