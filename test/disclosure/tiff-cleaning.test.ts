import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  CompressionMethod,
  type IMagickImage,
  ImageProfile,
  initializeImageMagick,
  MagickFormat,
  MagickImage,
  MagickImageCollection,
} from '@imagemagick/magick-wasm';
import { expect } from 'chai';
import { photo } from '../../src/sample/files/photo.ts';
import {
  cleaned,
  disclosuresIn,
  latin1,
  needle,
  refusal,
  segment,
  traces,
  turnedProfile,
} from './cleaning-support.ts';
import { openXml } from './office-support.ts';
import { drawn, tiff } from './tiff-support.ts';

interface Scan {
  readonly compression?: CompressionMethod;
  readonly endian?: 'lsb' | 'msb';
  readonly pages?: number;
  readonly tiles?: boolean;
}

/** A page with what programs and cameras write into it. */
function page(
  number: number,
  { compression = CompressionMethod.LZW, endian = 'lsb', tiles }: Scan,
): IMagickImage {
  const image = MagickImage.create(photo(traces));
  image.resize(64 + 16 * number, 48);
  image.comment = 'Needle';
  image.setAttribute('tiff:software', 'NeedleScan');
  image.setProfile(new ImageProfile('xmp', latin1('<x:xmpmeta>Needle</x:xmpmeta>')));
  image.setProfile(new ImageProfile('icc', turnedProfile()));
  image.settings.compression = compression;
  image.settings.setDefine(MagickFormat.Tiff, 'endian', endian);
  if (tiles) image.settings.setDefine(MagickFormat.Tiff, 'tile-geometry', '16x16');
  return image;
}

function scan(how: Scan = {}): Buffer {
  const images = MagickImageCollection.create();
  for (let number = 0; number < (how.pages ?? 1); number += 1) images.push(page(number, how));
  return images.write(MagickFormat.Tiff, (bytes) => Buffer.from(bytes));
}

/** Of every page its size, and a sum of its pixels. */
function pixelsOf(bytes: Buffer): string[] {
  const images = MagickImageCollection.create(bytes);
  return images.map(
    ({ width, height, orientation, signature }) => `${width}x${height} ${orientation} ${signature ?? ''}`,
  );
}

describe('cleaning TIFF', function () {
  this.timeout(60_000);

  before(async () => {
    const wasm = createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm');
    await initializeImageMagick(readFileSync(wasm));
  });

  const compressions = ['NoCompression', 'LZW', 'Zip', 'JPEG', 'RLE', 'Group4'] as const;
  for (const endian of ['lsb', 'msb'] as const)
    for (const name of compressions)
      it(`of ${name} in the order ${endian}, keeps its pixels and tells nothing`, async () => {
        const dirty = scan({ compression: CompressionMethod[name], endian });
        expect(dirty.toString('latin1')).to.match(needle);
        expect(MagickImage.create(dirty).compression).to.equal(CompressionMethod[name]);
        const clean = await cleaned(dirty);
        expect(clean.toString('latin1', 0, 2)).to.equal(endian === 'lsb' ? 'II' : 'MM');
        expect(clean.toString('latin1')).to.not.match(needle);
        expect(await disclosuresIn(clean)).to.deep.equal([]);
        expect(pixelsOf(clean)).to.deep.equal(pixelsOf(dirty));
        expect(await cleaned(clean), 'cleaned again').to.deep.equal(clean);
      });

  it('of many pages, and of tiles, keeps them all in their order', async () => {
    const dirty = scan({ pages: 5, tiles: true });
    const clean = await cleaned(dirty);
    expect(pixelsOf(clean)).to.deep.equal(pixelsOf(dirty)).and.to.have.length(5);
    expect(clean.toString('latin1')).to.not.match(needle);
  });

  it('leaves out small copies of a page, which may show what was cut off from it', async () => {
    const [whole, copy] = [drawn({}, latin1('whole!')), drawn({ 0xfe: 1 }, latin1('Needle'))];
    const clean = await cleaned(tiff(whole, copy));
    expect(clean).to.deep.equal(tiff(whole));
    expect(await refusal(tiff(copy))).to.equal('damaged');
  });

  it('of JPEG, takes out what hides in its strips, and refuses tables with words in them', async () => {
    const strip = photo({ make: 'x' });
    const dirty = Buffer.concat([
      strip.subarray(0, 2),
      segment(0xfe, latin1('Needle comment')),
      strip.subarray(2),
    ]);
    const clean = await cleaned(tiff(drawn({ 0x103: 7 }, dirty)));
    expect(clean.toString('latin1')).to.not.match(needle);
    const tables = { tag: 0x15b, type: 7, count: 0 };
    const withTables = (value: Buffer) => {
      const plain = drawn({ 0x103: 7 }, strip);
      return tiff({ ...plain, entries: [...plain.entries, { ...tables, count: value.length, value }] });
    };
    const [start, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];
    const good = withTables(Buffer.concat([start, segment(0xdb, Buffer.alloc(65)), end]));
    expect(await refusal(good)).to.equal('cleaned');
    const bad = withTables(Buffer.concat([start, segment(0xfe, latin1('Needle')), end]));
    expect(await refusal(bad)).to.equal('format');
  });

  it('in a document, is cleaned there', async () => {
    const clean = await cleaned(openXml({ 'word/document.xml': '<w:p/>', 'word/media/image1.tiff': scan() }));
    expect(await disclosuresIn(clean)).to.deep.equal([]);
  });
});
