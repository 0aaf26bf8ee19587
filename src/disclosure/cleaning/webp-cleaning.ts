import { CleaningRefused, mostParts } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';
import { orientationBlock, orientationIn } from './orientation.ts';

const kept = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF']);
const pixels = new Set(['VP8 ', 'VP8L', 'ANMF']);
/** Bits of the first byte of VP8X (RFC 9649, 2.7.1). */
const [hasProfile, hasExif, hasXmp] = [0x20, 0x08, 0x04];

/** A WebP without Exif, XMP and unknown chunks. @throws {CleaningRefused} */
export function cleanWebp(bytes: Buffer): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let orientation = 1;
  let extended: Buffer | undefined;
  let profile: readonly Uint8Array[] = [];
  let hasPixels = false;
  for (let at = 12; at + 8 <= bytes.length && pieces.length <= mostParts;) {
    const type = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const chunk = bytes.subarray(at, at + 8 + length + (length % 2));
    hasPixels ||= pixels.has(type);
    if (type === 'VP8X' && !extended && chunk.length >= 18) pieces.push((extended = Buffer.from(chunk)));
    else if (type === 'EXIF') orientation = orientationIn(exifOf(chunk.subarray(8)));
    else if (type === 'ICCP') pieces.push(...(profile = cleanProfileChunk(chunk)));
    else if (kept.has(type)) pieces.push(chunk);
    at += 8 + length + (length % 2);
  }
  if (!hasPixels || pieces.length > mostParts) throw new CleaningRefused('damaged');
  if (extended) {
    const isTurned = orientation !== 1;
    const flags = (extended[8] ?? 0) & ~(hasProfile | hasExif | hasXmp);
    extended[8] = flags | (profile.length > 0 ? hasProfile : 0) | (isTurned ? hasExif : 0);
    if (isTurned) pieces.push(chunkOf('EXIF', orientationBlock(orientation)));
  }
  const size = pieces.reduce((sum, { length }) => sum + length, 4);
  return [chunkHeader('RIFF', size), Buffer.from('WEBP', 'latin1'), ...pieces];
}

/** Nothing where the profile is broken. */
function cleanProfileChunk(chunk: Buffer): Uint8Array[] {
  const profile = cleanProfile(chunk.subarray(8, 8 + chunk.readUInt32LE(4)));
  return profile ? [chunkOf('ICCP', profile), Buffer.alloc(profile.length % 2)] : [];
}

/** Some programs write the name in front, as in a JPEG. */
function exifOf(data: Buffer): Buffer {
  return data.toString('latin1', 0, 6) === 'Exif\0\0' ? data.subarray(6) : data;
}

function chunkOf(type: string, data: Buffer): Buffer {
  return Buffer.concat([chunkHeader(type, data.length), data]);
}

function chunkHeader(type: string, length: number): Buffer {
  const header = Buffer.alloc(8);
  header.write(type, 0, 'latin1');
  header.writeUInt32LE(length, 4);
  return header;
}
