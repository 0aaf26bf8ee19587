import { receiptPixels } from './photo-pixels.ts';

/** How a sample film is made: at least so many bytes, and where the phone says it was filmed (ISO 6709). */
export interface FilmPlan {
  readonly size: number;
  readonly place: string;
}

const framesPerSecond = 10;
const framesPerPiece = 8;
const [width, height] = [480, 320];

/** The exact length in bytes of the film that `film` makes. */
export function filmSize(plan: FilmPlan): number {
  const { start, end, frameLength, frames } = layoutOf(plan);
  return start.length + frames * frameLength + end.length;
}

/**
 * A QuickTime film of numbered JPEG frames, made while it is read: `moov`, with the place in it, comes after the
 * pictures as phones write it. Source: QuickTime File Format Specification.
 */
export async function* film(plan: FilmPlan): AsyncGenerator<Uint8Array> {
  const { start, end, frames } = layoutOf(plan);
  yield start;
  for (let number = 0; number < frames; number += framesPerPiece) {
    const count = Math.min(framesPerPiece, frames - number);
    yield Buffer.concat(Array.from({ length: count }, (_, index) => frame(number + index)));
    await Promise.resolve();
  }
  yield end;
}

function layoutOf({ size, place }: FilmPlan) {
  const frameLength = frame(0).length;
  const frames = Math.ceil(size / frameLength);
  const type = box('ftyp', Buffer.from('qt  \0\0\0\0qt  ', 'latin1'));
  const start = Buffer.concat([type, uint32(8 + frames * frameLength), Buffer.from('mdat')]);
  return { start, end: movie(frames, frameLength, start.length, place), frameLength, frames };
}

/** The picture with its number in a comment, so that no two frames are the same bytes. */
function frame(number: number): Buffer {
  const pixels = receiptPixels();
  const comment = Buffer.from(`frame ${String(number).padStart(8, '0')}`);
  const marker = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  return Buffer.concat([pixels.subarray(0, 2), marker, comment, pixels.subarray(2)]);
}

function movie(frames: number, frameLength: number, offset: number, place: string): Buffer {
  const samples = box(
    'stbl',
    fullBox('stsd', uint32(1), box('jpeg', pictureEntry())),
    fullBox('stts', uint32(1), uint32(frames), uint32(1)),
    fullBox('stsc', uint32(1), uint32(1), uint32(frames), uint32(1)),
    fullBox('stsz', uint32(frameLength), uint32(frames)),
    fullBox('stco', uint32(1), uint32(offset)),
  );
  const reference = box('dinf', fullBox('dref', uint32(1), box('url ', uint32(1))));
  const media = box(
    'mdia',
    fullBox('mdhd', uint32(0), uint32(0), uint32(framesPerSecond), uint32(frames), uint32(0)),
    fullBox('hdlr', Buffer.from('mhlrvide', 'latin1'), Buffer.alloc(13)),
    box('minf', fullBox('vmhd', Buffer.alloc(8)), reference, samples),
  );
  return box(
    'moov',
    fullBox('mvhd', uint32(0), uint32(0), uint32(framesPerSecond), uint32(frames), movieHeaderRest()),
    box('trak', trackHeader(frames), media),
    box('udta', placeBox(place)),
  );
}

function pictureEntry(): Buffer {
  const entry = Buffer.alloc(78);
  entry.writeUInt16BE(1, 6);
  entry.writeUInt16BE(width, 24);
  entry.writeUInt16BE(height, 26);
  entry.writeUInt32BE(0x00480000, 28);
  entry.writeUInt32BE(0x00480000, 32);
  entry.writeUInt16BE(1, 40);
  entry.writeUInt16BE(24, 74);
  entry.writeInt16BE(-1, 76);
  return entry;
}

const identityMatrix = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];

function movieHeaderRest(): Buffer {
  const rateAndVolume = [uint32(0x10000), Buffer.from([1, 0]), Buffer.alloc(10)];
  return Buffer.concat([...rateAndVolume, ...identityMatrix.map(uint32), Buffer.alloc(24), uint32(2)]);
}

function trackHeader(frames: number): Buffer {
  const times = [uint32(0), uint32(0), uint32(1), uint32(0), uint32(frames), Buffer.alloc(16)];
  return box(
    'tkhd',
    uint32(7),
    ...times,
    ...identityMatrix.map(uint32),
    uint32(width * 0x10000),
    uint32(height * 0x10000),
  );
}

function placeBox(place: string): Buffer {
  const lengthAndLanguage = Buffer.from([0, place.length, 0x15, 0xc7]);
  return Buffer.concat([
    uint32(12 + place.length),
    Buffer.from('\u00a9xyz', 'latin1'),
    lengthAndLanguage,
    Buffer.from(place),
  ]);
}

function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([uint32(8 + content.length), Buffer.from(type, 'latin1'), content]);
}

/** A box whose content begins with version 0 and no flags. */
function fullBox(type: string, ...contents: readonly Buffer[]): Buffer {
  return box(type, uint32(0), ...contents);
}

function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}
