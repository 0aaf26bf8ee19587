import { expect } from 'chai';
import { exifBlock } from '../../src/sample/files/exif-block.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { box } from './boxes-support.ts';
import { latin1, uint16, uint32 } from './cleaning-support.ts';
import { inspect, unreadable, xmp } from './inspecting-support.ts';
import { drawn, tiff } from './tiff-support.ts';

const place = { latitude: -6.175, longitude: 106.8275 };

/** A chunk of a PNG; its sum is looked at by nobody. */
const chunk = (type: string, data: Buffer): Buffer =>
  Buffer.concat([uint32(data.length), latin1(type), data, uint32(0)]);

/** A TIFF of so many properties without a value. */
const ofEntries = (count: number): Buffer =>
  Buffer.concat([latin1('MM\0*'), uint32(8), uint16(count), Buffer.alloc(12 * count)]);

/** Where the place of the next directory of a TIFF stands, by the place of this one. */
const endOf = (bytes: Buffer, at: number): number => at + 2 + bytes.readUInt16BE(at) * 12;

describe('createFileInspector, of images', () => {
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

  it('a TIFF of several pages, gives away what any of them tells, and ends where they lead in a circle', async () => {
    const [first, second] = [drawn({ 0x13b: 'Joko' }), drawn({ 0x13b: 'Siti' })];
    const pages = tiff(first, first, second);
    const authors = ['Joko', 'Siti'].map((excerpt) => ({ kind: 'author', excerpt }));
    expect(await inspect(pages)).to.deep.equal(authors);
    const third = pages.readUInt32BE(endOf(pages, pages.readUInt32BE(endOf(pages, 8))));
    pages.writeUInt32BE(8, endOf(pages, third));
    expect(await inspect(pages)).to.deep.equal(authors);
    pages.writeUInt32BE(5_000_000, endOf(pages, third));
    expect(await inspect(pages)).to.deep.equal([...authors, unreadable]);
    const many = tiff(...Array.from({ length: 101 }, () => first));
    expect(await inspect(many)).to.deep.equal([...authors.slice(0, 1), unreadable]);
  });

  it('a TIFF, whose directory lies beyond what we keep, is said to be unreadable', async () => {
    const bytes = Buffer.concat([latin1('MM\0*'), uint32(5_000_000), Buffer.alloc(5_100_000)]);
    expect(await inspect(bytes)).to.deep.equal([unreadable]);
  });

  it('a TIFF, whose directory has more entries than any has, is said to be unreadable', async () => {
    expect(await inspect(ofEntries(512))).to.deep.equal([]);
    expect(await inspect(ofEntries(513))).to.deep.equal([unreadable]);
  });

  it('a TIFF, whose names or places lie beyond what we keep, is said to be unreadable', async () => {
    const [artist, latitude] = [Buffer.from([0x01, 0x3b, 0, 2]), Buffer.from([0, 2, 0, 5])];
    const far = Buffer.concat([uint32(30), uint32(5_000_000), uint32(0)]);
    const head = Buffer.concat([latin1('MM\0*'), uint32(8), latin1('\0\u0001')]);
    const toPlaces = Buffer.concat([latin1('\u0088\u0025\0\u0004'), uint32(1), uint32(26), uint32(0)]);
    const rest = Buffer.alloc(5_100_000);
    expect(await inspect(Buffer.concat([head, artist, far, rest]))).to.deep.equal([unreadable]);
    const places = Buffer.concat([head, toPlaces, latin1('\0\u0001'), latitude, far, rest]);
    expect(await inspect(places)).to.deep.equal([unreadable]);
  });
});
