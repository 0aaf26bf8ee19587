import { CleaningRefused, mostParts } from './cleaned.ts';

/** Kilobits a second by version and layer (ISO/IEC 11172-3, 2.4.2.3; 13818-3); 0 is free, which we do not take. */
const bitrates = {
  first: [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  ],
  second: [
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  ],
} as const;
const sampleRates = [44_100, 48_000, 32_000];
const id3HeaderLength = 10;
const id3 = Buffer.from('ID3');

/** How long the frame of sound is whose header stands here; 0 where there is none. */
function frameLength(bytes: Buffer, at: number): number {
  if (at + 4 > bytes.length) return 0;
  const header = bytes.readUInt32BE(at);
  const version = (header >>> 19) & 3; // 0 is 2.5, 2 is 2, 3 is 1
  const layer = 3 - ((header >>> 17) & 3); // 0 is layer I
  const rate = sampleRates[(header >>> 10) & 3];
  if (header >>> 21 !== 0x7ff || version === 1 || layer === 3 || rate === undefined) return 0;
  const kilobits = bitrates[version === 3 ? 'first' : 'second'][layer]?.[(header >>> 12) & 15] ?? 0;
  const samplesPerSecond = rate / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const padding = (header >>> 9) & 1;
  if (layer === 0) return (Math.floor((12_000 * kilobits) / samplesPerSecond) + padding) * 4;
  const samples = layer === 2 && version !== 3 ? 72_000 : 144_000;
  return kilobits === 0 ? 0 : Math.floor((samples * kilobits) / samplesPerSecond) + padding;
}

/** How long the ID3v2 tag is that stands here; 0 where there is none. Lengths have seven bits a byte. */
function tagLength(bytes: Buffer, at: number): number {
  if (!bytes.subarray(at, at + 3).equals(id3) || at + id3HeaderLength > bytes.length) return 0;
  const size = bytes.subarray(at + 6, at + 10).reduce((sum, byte) => sum * 128 + (byte & 0x7f), 0);
  const hasFooter = ((bytes[at + 5] ?? 0) & 0x10) !== 0;
  return id3HeaderLength + size + (hasFooter ? id3HeaderLength : 0);
}

/** Tells from where on a frame or a tag could begin again; reads each byte once, whatever the file holds. */
function restartsIn(bytes: Buffer): (from: number) => number {
  const nextOf = (what: number | Buffer) => {
    let found = -1;
    return (from: number): number => {
      if (found < from) found = bytes.indexOf(what, from);
      if (found < 0) found = bytes.length;
      return found;
    };
  };
  const [frame, tag] = [nextOf(0xff), nextOf(id3)];
  return (from) => Math.min(frame(from), tag(from));
}

/**
 * An MP3 of its frames of sound alone: without ID3, APE and Lyrics3 tags, pictures, and whatever else is not sound.
 * @throws {CleaningRefused} where there is no frame that another one follows
 */
export function cleanMp3(bytes: Buffer): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let start = -1;
  const restartAfter = restartsIn(bytes);
  const close = (end: number): void => {
    if (start >= 0) pieces.push(bytes.subarray(start, end));
    start = -1;
    if (pieces.length > mostParts) throw new CleaningRefused('damaged');
  };
  for (let at = 0; at < bytes.length;) {
    const length = frameLength(bytes, at);
    const isSound =
      length > 0 && at + length <= bytes.length && (start >= 0 || frameLength(bytes, at + length) > 0);
    if (isSound) {
      if (start < 0) start = at;
      at += length;
    } else {
      close(at);
      at = restartAfter(at + Math.max(1, tagLength(bytes, at)));
    }
  }
  close(bytes.length);
  if (pieces.length === 0) throw new CleaningRefused('damaged');
  return pieces;
}
