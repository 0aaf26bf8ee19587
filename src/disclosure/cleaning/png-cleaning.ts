import { crc32 } from 'node:zlib';
import { CleaningRefused, mostParts } from './cleaned.ts';
import { orientationBlock, orientationIn } from './orientation.ts';

/** What a picture needs to look the same, moving ones too. Source: PNG, third edition, table 7. */
const kept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(
    ' ',
  ),
);
const signatureLength = 8;
/** Length, type and check sum. */
const frameLength = 12;

/** A PNG without texts, times, Exif and unknown chunks, nor what stands behind its end. @throws {CleaningRefused} */
export function cleanPng(bytes: Buffer): Uint8Array[] {
  const pieces: Uint8Array[] = [bytes.subarray(0, signatureLength)];
  let hasPixels = false;
  for (let at = signatureLength; at + 8 <= bytes.length;) {
    const end = at + frameLength + bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const chunk = bytes.subarray(at, end);
    hasPixels ||= type === 'IDAT';
    if (kept.has(type)) pieces.push(chunk);
    else if (type === 'eXIf') pieces.push(...turned(orientationIn(chunk.subarray(8))));
    if (type === 'IEND' || pieces.length > mostParts) break;
    at = end;
  }
  if (!hasPixels || pieces.length > mostParts) throw new CleaningRefused('damaged');
  return pieces;
}

function turned(orientation: number): Uint8Array[] {
  if (orientation === 1) return [];
  const data = Buffer.concat([Buffer.from('eXIf', 'latin1'), orientationBlock(orientation)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length - 4);
  sum.writeUInt32BE(crc32(data));
  return [length, data, sum];
}
