import { CleaningRefused } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';

/** Microsoft's BITMAPFILEHEADER, and the lengths of the headers of versions 3 to 5 behind it; those of OS/2 are not known here. */
const fileHeaderLength = 14;
const [shortest, longest] = [40, 124];
const headerLengths = new Set([shortest, 52, 56, 108, longest]);
/** Of a palette. */
const colourLength = 4;
/** Where the first header says that the pixels begin. */
const pixelsAt = 10;
/** Places in the second header. */
const [widthAt, heightAt, planesAt, bitsAt, compressionAt, sizeAt, coloursAt] = [4, 8, 12, 14, 16, 20, 32];
/** Of versions 4 and 5: the kind of colours, and of the profile its place behind the first header and its length. */
const [kindOfColoursAt, profileAt, profileLengthAt] = [56, 112, 116];
/** Kinds of colours, read from their end: a profile in the file, the name of a profile's file, and what screens show without. */
const [embedded, linked, sRgb] = ['DEBM', 'KNIL', 'BGRs'];
/** None, two of runs, two of masks, and how many bytes of masks stand behind a header of version 3. */
const masks: ReadonlyMap<number, number> = new Map([
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 12],
  [6, 16],
]);
const runs = new Set([1, 2]);

/** Whether a file begins so; two letters alone may begin a text. */
export function isBmp(bytes: Buffer): boolean {
  return (
    bytes.length >= fileHeaderLength + shortest &&
    bytes.toString('latin1', 0, 2) === 'BM' &&
    headerLengths.has(bytes.readUInt32LE(fileHeaderLength)) &&
    bytes.readUInt16LE(fileHeaderLength + planesAt) === 1
  );
}

/**
 * A BMP of its headers, colours, pixels and what its profile says of colours, without the name of a profile, and what stands between its parts.
 * @throws {CleaningRefused}
 */
export function cleanBmp(bytes: Buffer): Uint8Array[] {
  const tableAt = fileHeaderLength + bytes.readUInt32LE(fileHeaderLength);
  const header = Buffer.from(bytes.subarray(fileHeaderLength, tableAt));
  const maskLength = masks.get(header.readUInt32LE(compressionAt));
  if (maskLength === undefined) throw new CleaningRefused('format');
  const bits = header.readUInt16LE(bitsAt);
  const colours = bits <= 8 ? header.readUInt32LE(coloursAt) || 2 ** bits : 0;
  const tableEnd = tableAt + (header.length === shortest ? maskLength : 0) + colours * colourLength;
  const from = bytes.readUInt32LE(pixelsAt);
  const length = lengthOfPixels(header);
  if (from < tableEnd || length === 0 || from + length > bytes.length) throw new CleaningRefused('damaged');
  const profile = profileIn(bytes, header);
  header.writeUInt32LE(length, sizeAt);
  header.writeUInt32LE(colours, coloursAt);
  nameProfile(header, tableEnd + length, profile);
  const start = Buffer.alloc(fileHeaderLength);
  start.write('BM', 'latin1');
  start.writeUInt32LE(tableEnd + length + profile.length, 2);
  start.writeUInt32LE(tableEnd, pixelsAt);
  return [start, header, bytes.subarray(tableAt, tableEnd), bytes.subarray(from, from + length), profile];
}

/** Rows are filled up to 32 bits; a negative height counts them from the top. */
function lengthOfPixels(header: Buffer): number {
  if (runs.has(header.readUInt32LE(compressionAt))) return header.readUInt32LE(sizeAt);
  const row = Math.ceil((header.readInt32LE(widthAt) * header.readUInt16LE(bitsAt)) / 32) * 4;
  return Math.max(0, row) * Math.abs(header.readInt32LE(heightAt));
}

function kindOfColours(header: Buffer): string {
  return header.toString('latin1', kindOfColoursAt, kindOfColoursAt + 4);
}

/** What a profile in the file says of colours; nothing where there is none, or a broken one. */
function profileIn(bytes: Buffer, header: Buffer): Buffer {
  const none = Buffer.alloc(0);
  if (header.length < longest || kindOfColours(header) !== embedded) return none;
  const at = fileHeaderLength + header.readUInt32LE(profileAt);
  return cleanProfile(bytes.subarray(at, at + header.readUInt32LE(profileLengthAt))) ?? none;
}

function nameProfile(header: Buffer, at: number, profile: Buffer): void {
  if (profile.length === 0 && [embedded, linked].includes(kindOfColours(header)))
    header.write(sRgb, kindOfColoursAt, 'latin1');
  if (header.length < longest) return;
  header.fill(0, profileAt);
  if (profile.length === 0) return;
  header.writeUInt32LE(at - fileHeaderLength, profileAt);
  header.writeUInt32LE(profile.length, profileLengthAt);
}
