import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { box, filmProperties, fullBox, heif, hostileFilm } from './boxes-support.ts';
import { cleaned, disclosuresIn, latin1, needle, refusal, uint32 } from './cleaning-support.ts';
import { film } from '../../src/sample/files/film.ts';
import { openBrowser } from '../support/browser.ts';
import { inBrowser, pixelsOf } from './pixels.ts';

/** Records a film of moving colours, half a second long. */
const recording = `async () => {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [64, 48];
  const context = canvas.getContext('2d');
  const recorder = new MediaRecorder(canvas.captureStream(10), { mimeType: 'video/mp4' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.start();
  for (let frame = 0; frame < 6; frame += 1) {
    context.fillStyle = 'hsl(' + frame * 50 + ' 80% 50%)';
    context.fillRect(frame * 8, 0, 30, 48);
    await new Promise((resolve) => { setTimeout(resolve, 100); });
  }
  recorder.stop();
  await stopped;
  return btoa(String.fromCharCode(...new Uint8Array(await new Blob(parts).arrayBuffer())));
}`;
/** The length of a film and the pixels of its first picture, as the browser shows them. */
const playing = `async (address) => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = address;
  await new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = () => reject(video.error.message); });
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  canvas.getContext('2d').drawImage(video, 0, 0);
  return video.duration + ' ' + canvas.toDataURL();
}`;

function movie(...inside: Buffer[]): Buffer {
  return Buffer.concat([box('ftyp', latin1('isom')), box('moov', ...inside)]);
}

/** A chunk of a RIFF file, padded to an even length. */
function chunk(type: string, content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([latin1(type), length, content, Buffer.alloc(content.length % 2)]);
}

describe('cleaning films and pictures made of boxes', function () {
  this.timeout(60_000);

  it('a film with everything that a telephone writes, keeps its pictures in their place and tells nothing', async () => {
    const { bytes, pictures } = hostileFilm();
    const clean = await cleaned(bytes);
    expect(clean.length).to.equal(bytes.length);
    expect(clean.toString('latin1'))
      .to.not.match(needle)
      .and.not.include('00.91')
      .and.not.include('quicktime');
    expect(clean.includes(uint32(3_900_000_000))).to.equal(false);
    expect(clean.indexOf(pictures)).to.equal(bytes.indexOf(pictures));
    expect(await disclosuresIn(clean)).to.deep.equal([]);
    expect(await cleaned(clean)).to.deep.equal(clean);
  });

  it('a film of the sample, with its place behind its pictures, keeps all but the place', async () => {
    const parts: Uint8Array[] = [];
    for await (const part of film({ size: 300_000, place: '+00.5213+105.5038/' })) parts.push(part);
    const bytes = Buffer.concat(parts);
    const clean = await cleaned(bytes);
    const place = bytes.indexOf('udta');
    expect(await disclosuresIn(bytes)).to.have.lengthOf(1);
    expect(await disclosuresIn(clean)).to.deep.equal([]);
    expect(clean.subarray(0, place)).to.deep.equal(bytes.subarray(0, place));
  });

  it('pictures of which a part would have to be opened, or which lie elsewhere than they say, are refused', async () => {
    expect(await refusal(movie(box('cmov', latin1('x'))))).to.equal('format');
    expect(await refusal(movie(box('trak', box('mdia', latin1('\0\0\u00ffxhdlr')))))).to.equal('damaged');
    expect(await refusal(box('ftyp', latin1('isom')))).to.equal('damaged');
    const elsewhere = heif({ brand: 'heic', hidden: true });
    elsewhere.writeUInt32BE(20, elsewhere.indexOf('iloc') + 12 + 14 + 6);
    expect(await refusal(elsewhere)).to.equal('format');
    const table = fullBox(
      'iinf',
      0,
      Buffer.from([0, 1]),
      box('infe', latin1('\u0002\0\0\0\0\u0001\0\0jpeg\0')),
    );
    expect(await refusal(movie(box('x'))), 'an empty film').to.equal('cleaned');
    expect(await refusal(Buffer.concat([box('ftyp', latin1('heic')), fullBox('meta', 0, table)]))).to.equal(
      'format',
    );
  });

  describe('in a browser', () => {
    let browser: Browser;
    before(async function () {
      browser = await openBrowser(this);
    });
    after(async () => browser?.close());

    it('a picture with Exif, XMP and items of a maker’s own, shows the same pixels and tells nothing', async () => {
      const dirty = heif({ brand: 'avif', hidden: true });
      expect(await disclosuresIn(dirty)).to.not.deep.equal([]);
      const clean = await cleaned(dirty);
      expect(clean.length).to.equal(dirty.length);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(await disclosuresIn(clean)).to.deep.equal([]);
      const pixels = await pixelsOf(browser, 'image/avif', clean);
      expect(pixels).to.equal(await pixelsOf(browser, 'image/avif', dirty));
      expect(pixels).to.equal(await pixelsOf(browser, 'image/avif', heif({ brand: 'avif', hidden: false })));
      expect(await cleaned(heif({ brand: 'heic', hidden: true }))).to.have.lengthOf(dirty.length);
    });

    it('a film, plays the same after it', async () => {
      const plain = Buffer.from(await inBrowser(browser, recording, ''), 'base64');
      const start = plain.indexOf('moov') - 4;
      const end = start + plain.readUInt32BE(start);
      const properties = Buffer.concat(filmProperties());
      const dirty = Buffer.concat([plain.subarray(0, end), properties, plain.subarray(end)]);
      dirty.writeUInt32BE(end - start + properties.length, start);
      const clean = await cleaned(dirty);
      expect(clean.toString('latin1')).to.not.match(needle);
      const shown = async (bytes: Buffer) =>
        inBrowser(browser, playing, `data:video/mp4;base64,${bytes.toString('base64')}`);
      expect(await shown(clean)).to.equal(await shown(dirty));
    });
  });
});

/** A WAV whose recorder was stopped, with what it wrote as the length of the sound. */
const unfinished = (length: string): Buffer =>
  Buffer.concat([
    latin1('RIFF\0\0\0\0WAVE'),
    chunk('LIST', latin1('INFOIARTNeedle')),
    chunk('fmt ', Buffer.alloc(16, 1)),
    latin1(`data${length}`),
    Buffer.alloc(1000, 2),
  ]);

describe('cleaning recordings of sound', () => {
  const frame = Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(413, 0x55)]);

  it('an MP3 with tags at both ends and between, keeps its frames alone', async () => {
    const tag = latin1('ID3\u0004\0\0\0\0\0\u0010TPE1Needle      ');
    const old = Buffer.alloc(128);
    old.write('TAGNeedle');
    const dirty = Buffer.concat([tag, tag, frame, frame, frame, latin1('APETAGEXNeedle'), frame, frame, old]);
    expect(await cleaned(dirty)).to.deep.equal(Buffer.concat([frame, frame, frame, frame, frame]));
    expect(await refusal(tag)).to.equal('damaged');
  });

  it('a WAV with lists and chunks of its recorder, keeps its format and its sound', async () => {
    const sound = [chunk('fmt ', Buffer.alloc(16, 1)), chunk('data', Buffer.alloc(999, 2))];
    const plain = chunk('RIFF', Buffer.concat([latin1('WAVE'), ...sound]));
    const lists = [chunk('LIST', latin1('INFOIARTNeedle')), chunk('bext', latin1('Needle '))];
    const dirty = chunk('RIFF', Buffer.concat([latin1('WAVE'), ...lists, ...sound, ...lists]));
    expect(await cleaned(dirty)).to.deep.equal(plain);
  });

  it('a WAV whose recorder did not come to write how long it is, is not cleaned to nothing', async () => {
    expect(await refusal(unfinished('\0\0\0\0'))).to.equal('damaged');
    const clean = await cleaned(unfinished('\u00ff\u00ff\u00ff\u00ff'));
    expect(clean.toString('latin1')).to.not.match(needle);
    expect(clean.subarray(-1000)).to.deep.equal(Buffer.alloc(1000, 2));
  });
});
