import { expect } from 'chai';
import { deflateSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { exifBlock } from '../../src/sample/files/exif-block.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { openBrowser } from '../support/browser.ts';
import { inBrowser, pixelsOf } from './pixels.ts';
import {
  cleaned,
  disclosuresIn,
  hostilePhoto,
  latin1,
  needle,
  segment,
  traces,
  turnedProfile,
  uint32,
} from './cleaning-support.ts';

/** Runs in the browser. */
const making = `(type) => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [40, 24];
  const context = canvas.getContext('2d');
  context.fillStyle = 'teal';
  context.fillRect(4, 4, 20, 9);
  return canvas.toDataURL(type);
}`;

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

function profileSegment(part: number, content: Buffer): Buffer {
  return segment(0xe2, Buffer.concat([latin1('ICC_PROFILE\0'), Buffer.from([part, 2]), content]));
}

/** The same JPEG without the profile that its program wrote. */
function withoutProfile(jpeg: Buffer): Buffer {
  const at = jpeg.indexOf('ICC_PROFILE\0', 'latin1') - 4;
  return Buffer.concat([jpeg.subarray(0, at), jpeg.subarray(at + 2 + jpeg.readUInt16BE(at + 2))]);
}

describe('cleaning images', function () {
  this.timeout(60_000);
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
    expect(await pixelsOf(browser, 'image/png', clean)).to.equal(await pixelsOf(browser, 'image/png', plain));
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

  it('with a colour profile, show the same colours, and name no device', async () => {
    const jpeg = withoutProfile(photo({}));
    const [png, webp] = [await madeBy(browser, 'image/png'), await madeBy(browser, 'image/webp')];
    const [first, second] = [turnedProfile().subarray(0, 200), turnedProfile().subarray(200)];
    // The browser's own profile stands behind the header.
    const rest = 38 + webp.readUInt32LE(34);
    const riff = Buffer.concat([
      webp.subarray(0, 30),
      riffChunk('ICCP', turnedProfile()),
      webp.subarray(rest),
    ]);
    riff.writeUInt32LE(riff.length - 8, 4);
    const pictures = [
      // The parts of a profile may come in any order.
      [
        'image/jpeg',
        jpeg,
        Buffer.concat([
          jpeg.subarray(0, 2),
          profileSegment(2, second),
          profileSegment(1, first),
          jpeg.subarray(2),
        ]),
      ],
      [
        'image/png',
        png,
        Buffer.concat([
          png.subarray(0, 33),
          pngChunk('iCCP', Buffer.concat([latin1('Needle\0\0'), deflateSync(turnedProfile())])),
          png.subarray(33),
        ]),
      ],
      ['image/webp', webp, riff],
    ] as const;
    for (const [type, plain, dirty] of pictures) {
      const clean = await cleaned(dirty);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(await cleaned(clean), 'cleaned twice').to.deep.equal(clean);
      if (type !== 'image/png') {
        expect(await pixelsOf(browser, type, clean)).to.equal(await pixelsOf(browser, type, dirty));
        expect(await pixelsOf(browser, type, clean)).to.not.equal(await pixelsOf(browser, type, plain));
      }
    }
  });

  it('with a colour profile that is broken, are kept without it', async () => {
    const jpeg = withoutProfile(photo({}));
    const broken = profileSegment(1, turnedProfile().subarray(0, 140));
    const dirty = Buffer.concat([jpeg.subarray(0, 2), broken, jpeg.subarray(2)]);
    expect(await cleaned(dirty)).to.deep.equal(await cleaned(jpeg));
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
    expect(await pixelsOf(browser, 'image/gif', clean)).to.equal(await pixelsOf(browser, 'image/gif', dirty));
  });
});
