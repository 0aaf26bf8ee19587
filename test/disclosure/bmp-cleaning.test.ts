import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import {
  ColorType,
  CompressionMethod,
  ImageProfile,
  initializeImageMagick,
  MagickFormat,
  MagickImage,
} from '@imagemagick/magick-wasm';
import { expect } from 'chai';
import { cleanableAs } from '../../src/disclosure/cleaning/clean-file.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { cleaned, latin1, needle, refusal, turnedProfile } from './cleaning-support.ts';

type Format = typeof MagickFormat.Bmp | typeof MagickFormat.Bmp3;

interface Drawn {
  readonly colours?: ColorType;
  readonly runs?: boolean;
  readonly profile?: boolean;
}

/** A picture as Windows keeps one, whose rows have to be filled up. */
function bmp(
  format: Format,
  { colours = ColorType.TrueColor, runs = false, profile = false }: Drawn = {},
): Buffer {
  const image = MagickImage.create(photo({}));
  image.resize(61, 37);
  image.colorType = colours;
  image.settings.compression = runs ? CompressionMethod.RLE : CompressionMethod.NoCompression;
  if (profile) image.setProfile(new ImageProfile('icc', turnedProfile()));
  return image.write(format, (bytes) => Buffer.from(bytes));
}

/** The same with words between its parts and behind them. */
function withWords(plain: Buffer): Buffer {
  const [words, from] = [latin1('Needle'), plain.readUInt32LE(10)];
  const dirty = Buffer.concat([plain.subarray(0, from), words, plain.subarray(from), words]);
  dirty.write('Need', 6, 'latin1');
  dirty.writeUInt32LE(from + words.length, 10);
  const hasProfile = plain.readUInt32LE(14) === 124 && plain.readUInt32LE(126) > 0;
  if (hasProfile) dirty.writeUInt32LE(plain.readUInt32LE(126) + words.length, 126);
  return dirty;
}

/** Its size, its pixels and the length of its profile. */
function shownBy(bytes: Buffer): string {
  const image = MagickImage.create(bytes);
  return `${image.width}x${image.height} ${image.signature ?? ''} ${image.getColorProfile()?.data.length ?? 0}`;
}

describe('cleaning BMP', function () {
  this.timeout(60_000);

  before(async () => {
    const wasm = createRequire(import.meta.url).resolve('@imagemagick/magick-wasm/magick.wasm');
    await initializeImageMagick(readFileSync(wasm));
  });

  const pictures: readonly [what: string, make: () => Buffer][] = [
    ['of all colours', () => bmp(MagickFormat.Bmp3)],
    ['of a palette', () => bmp(MagickFormat.Bmp3, { colours: ColorType.Palette })],
    ['of two colours', () => bmp(MagickFormat.Bmp3, { colours: ColorType.Bilevel })],
    ['of runs', () => bmp(MagickFormat.Bmp3, { colours: ColorType.Palette, runs: true })],
    ['with transparency', () => bmp(MagickFormat.Bmp, { colours: ColorType.TrueColorAlpha })],
    ['with a colour profile', () => bmp(MagickFormat.Bmp, { profile: true })],
  ];
  for (const [what, make] of pictures)
    it(`${what}, keeps its pixels and tells nothing`, async () => {
      const dirty = withWords(make());
      expect(cleanableAs(dirty)).to.equal('image');
      const clean = await cleaned(dirty);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(clean.readUInt32LE(6)).to.equal(0);
      expect(clean.readUInt32LE(2)).to.equal(clean.length);
      expect(shownBy(clean)).to.equal(shownBy(make()));
      expect(await cleaned(clean), 'cleaned again').to.deep.equal(clean);
    });

  it('with the name of a profile in a folder, does not have it any more', async () => {
    const linked = withWords(bmp(MagickFormat.Bmp));
    const name = latin1('C:\\Users\\Needle\\layar.icc\0');
    linked.write('KNIL', 14 + 56, 'latin1');
    linked.writeUInt32LE(linked.length - 14, 126);
    linked.writeUInt32LE(name.length, 130);
    const clean = await cleaned(Buffer.concat([linked, name]));
    expect(clean.toString('latin1')).to.not.match(needle);
    expect(clean.toString('latin1', 70, 74)).to.equal('BGRs');
    expect(clean.subarray(126, 138).every((byte) => byte === 0)).to.equal(true);
  });

  it('that holds a JPEG, is too short, or is a text that begins so, is refused', async () => {
    const [plain, coded] = [bmp(MagickFormat.Bmp3), bmp(MagickFormat.Bmp3)];
    coded.writeUInt32LE(4, 30);
    expect(await refusal(coded)).to.equal('format');
    expect(await refusal(plain.subarray(0, -1))).to.equal('damaged');
    expect(cleanableAs(latin1('BMKG: prakiraan cuaca '.repeat(10)))).to.equal('nothing');
  });

  it('cut anywhere in its headers or with any byte of them changed, never fails', async () => {
    const bytes = bmp(MagickFormat.Bmp, { profile: true });
    for (let at = 2; at < 138; at += 1) {
      const other = Buffer.from(bytes);
      other[at] = 255 - (other[at] ?? 0);
      for (const each of [other, bytes.subarray(0, at)])
        expect(await refusal(each)).to.be.oneOf(['cleaned', 'damaged', 'format']);
    }
  });
});
