import { expect } from 'chai';
import { CleaningRefused } from '../../src/disclosure/cleaning/cleaned.ts';
import { readTiff } from '../../src/disclosure/cleaning/tiff-directories.ts';
import { piecesOf } from '../../src/disclosure/cleaning/tiff-pieces.ts';
import { latin1, refusal, secondsSince, uint16, uint32 } from './cleaning-support.ts';
import { drawn, type Entries, tiff } from './tiff-support.ts';

/** The same file with another number of 32 bits in the first place that holds this one. */
function changed(bytes: Buffer, from: Uint8Array, to: Uint8Array): Buffer {
  const other = Buffer.from(bytes);
  other.set(to, other.indexOf(from));
  return other;
}

/** A directory of one property, whose value, or its place, is a number. */
const properties = (tag: number, type: number, count: number, number: number): Buffer =>
  Buffer.concat([uint16(1), uint16(tag), uint16(type), uint32(count), uint32(number), uint32(0)]);

/** Three rationals. */
const rationals = (at: number): Buffer => properties(2, 5, 3, at);

/** A picture and directories behind it, made of where the picture and they stand; the first of them is a value of this type in the page. */
function followed(
  pointer: { readonly tag: number; readonly type: number },
  behind: (pixelsAt: number, at: number) => readonly Buffer[],
): Buffer {
  const bytes = (at: number) => {
    const plain = drawn({}, latin1('pixels, and Needle in the place of numbers'));
    const link = { ...pointer, count: 1, value: uint32(at) };
    return tiff({ ...plain, entries: [...plain.entries, link] });
  };
  const at = bytes(0).length;
  return Buffer.concat([bytes(at), ...behind(bytes(at).indexOf('pixels'), at)]);
}

/** A page of so many entries that name the same bytes. */
function sharing(count: number, length: number): Buffer {
  const entry = Buffer.concat([latin1('\u0001\u002d\0\u0001'), uint32(length), uint32(14 + 12 * count)]);
  const entries = Array.from({ length: count }, () => entry);
  return Buffer.concat([
    latin1('MM\0*'),
    uint32(8),
    uint16(count),
    ...entries,
    uint32(0),
    Buffer.alloc(length),
  ]);
}

/** So many directories, one behind the other. */
function ofEmpty(count: number): Buffer {
  const directories = Array.from({ length: count }, (_, index) =>
    Buffer.concat([Buffer.alloc(2), uint32(index + 1 < count ? 8 + 6 * (index + 1) : 0)]),
  );
  return Buffer.concat([latin1('MM\0*'), uint32(8), ...directories]);
}

describe('cleaning TIFF that is made by hand', function () {
  this.timeout(60_000);

  it('refuses raw pictures of cameras, and compressions that it does not know', async () => {
    const refused: Entries[] = [{ 0xc612: 0x01040000 }, { 0x106: 32_803 }, { 0x14a: 8 }, { 0x103: 34_712 }];
    for (const entries of refused) expect(await refusal(tiff(drawn(entries)))).to.equal('format');
    expect(await refusal(Buffer.from('II*\0\u0010\0\0\0CR\u0002\0', 'latin1'))).to.equal('format');
  });

  it('refuses pictures that lie over one another or over what goes, and pages that lead nowhere or in a circle', async () => {
    const plain = tiff(drawn({ 0x13b: 'Needle of a name' }));
    const strip = uint32(plain.indexOf('pixels'));
    const name = uint32(plain.indexOf('Needle'));
    const twice = tiff(drawn({}), drawn({}, latin1('second')));
    const [first, second] = [uint32(twice.indexOf('pixels')), uint32(twice.indexOf('second'))];
    const circle = Buffer.from(plain);
    circle.writeUInt32BE(8, 8 + 2 + 12 * plain.readUInt16BE(8));
    const broken = [
      changed(plain, strip, name),
      changed(plain, strip, uint32(0xffffff00)),
      changed(twice, second, first),
      changed(plain, uint32(8), uint32(plain.length)),
      circle,
    ];
    for (const bytes of broken) expect(await refusal(bytes)).to.equal('damaged');
    expect(await refusal(plain)).to.equal('cleaned');
  });

  it('refuses pictures that lie over Exif, places, and what else is linked, however it is', async () => {
    const gps = { tag: 0x8825, type: 4 };
    const apart = followed(gps, (_, at) => [rationals(at + 18), Buffer.alloc(64)]);
    expect(await refusal(apart)).to.equal('cleaned');
    const pixelsAt = uint32(apart.indexOf('pixels'));
    const tableAt = uint32(apart.length - 64 - 12);
    const carrying = {
      'values of places': followed(gps, (pixels) => [rationals(pixels + 12)]),
      'values of a directory that is linked as one': followed({ ...gps, type: 13 }, (pixels) => [
        rationals(pixels + 12),
      ]),
      'values of a directory that Exif leads to': followed({ tag: 0x8769, type: 4 }, (pixels, at) => [
        properties(0xa005, 4, 1, at + 18),
        rationals(pixels + 12),
      ]),
      'a directory beyond its first byte': changed(apart, pixelsAt, tableAt),
      'a directory that nobody knows': followed({ tag: 0xc000, type: 13 }, (pixels) => [
        rationals(pixels + 12),
      ]),
    };
    for (const [what, bytes] of Object.entries(carrying))
      expect(await refusal(bytes), what).to.equal('damaged');
  });

  it('refuses pictures that lie over small copies, or over texts in the place of numbers', async () => {
    const copied = tiff(drawn({}, latin1('whole!')), drawn({ 0xfe: 1 }, latin1('Needle')));
    const [whole, copy] = [uint32(copied.indexOf('whole!')), uint32(copied.indexOf('Needle'))];
    expect(await refusal(changed(copied, whole, copy))).to.equal('damaged');
    const text = tiff(drawn({ 0x11a: 'Needle' }));
    const [pixels, needleAt] = [uint32(text.indexOf('pixels')), uint32(text.indexOf('Needle'))];
    expect(await refusal(changed(text, pixels, needleAt))).to.equal('damaged');
    const jpeg = tiff(drawn({ 0x201: 8 + 2 + 12 * 8 + 4, 0x202: 6 }));
    expect(uint32(jpeg.indexOf('pixels'))).to.deep.equal(uint32(8 + 2 + 12 * 8 + 4));
    expect(await refusal(jpeg)).to.equal('damaged');
  });

  it('of linked directories in a circle, is cleaned; of ones that lead out of the file, is not', async () => {
    const exif = { tag: 0x8769, type: 4 };
    expect(await refusal(followed(exif, (_, at) => [properties(0x8825, 4, 1, at)]))).to.equal('cleaned');
    expect(await refusal(followed(exif, () => []))).to.equal('damaged');
  });

  it('cut anywhere or with any byte changed, never fails', async () => {
    const bytes = tiff(drawn({ 0x13b: 'Needle', 0x102: [8, 8, 8] }), drawn({ 0x8769: 8 }));
    for (let at = 0; at < bytes.length; at += 1) {
      const other = Buffer.from(bytes);
      other[at] = 255 - (other[at] ?? 0);
      for (const each of [other, bytes.subarray(0, at)])
        expect(await refusal(each)).to.be.oneOf(['cleaned', 'damaged', 'format', 'too-large']);
    }
  });

  it('of more places than a file may have, is given up soon', async () => {
    const places = Array.from({ length: 100_001 }, () => 8);
    const bytes = tiff(drawn({ 0x144: places, 0x145: places }));
    const before = process.cpuUsage();
    expect(await refusal(bytes)).to.equal('damaged');
    expect(secondsSince(before)).to.be.lessThan(2);
  });

  it('of entries that name the same bytes again and again, is refused before they are copied', () => {
    expect(readTiff(sharing(2, 60_000)).directories).to.have.length(1);
    expect(() => readTiff(sharing(3, 60_000))).to.throw(CleaningRefused, 'damaged');
  });

  it('of directories without entries, is refused before they are too many', () => {
    expect(readTiff(ofEmpty(1000)).directories).to.have.length(1000);
    expect(() => readTiff(ofEmpty(100_001))).to.throw(CleaningRefused, 'damaged');
  });

  it('of more places than a file may have on all its pages, is refused before they are read', () => {
    const places = Array.from({ length: 50_001 }, () => 8);
    const many = () => drawn({ 0x144: places, 0x145: places });
    const bytes = tiff(many(), many());
    const pages = readTiff(bytes).directories.map((directory) => ({
      ...directory,
      numbers: () => expect.fail('read'),
    }));
    expect(() => piecesOf(bytes, pages, pages)).to.throw(CleaningRefused, 'damaged');
  });
});
