import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { CleaningRefused, mostParts } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';
import { orientationBlock, orientationIn } from './orientation.ts';

/** What a picture needs to look the same, moving ones too. Source: PNG, third edition, table 7. */
const kept = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA sBIT sRGB cICP mDCV cLLI bKGD hIST pHYs sPLT acTL fcTL fdAT'.split(' '),
);
const signatureLength = 8;
/** Those for printing, with large tables, have up to two megabytes. */
const longestProfile = 4 * 1024 * 1024;
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
    else if (type === 'iCCP') pieces.push(...profiled(chunk.subarray(8, -4)));
    else if (type === 'eXIf') pieces.push(...turned(orientationIn(chunk.subarray(8))));
    if (type === 'IEND' || pieces.length > mostParts) break;
    at = end;
  }
  if (!hasPixels || pieces.length > mostParts) throw new CleaningRefused('damaged');
  return pieces;
}

function turned(orientation: number): Uint8Array[] {
  return orientation === 1 ? [] : chunkOf('eXIf', orientationBlock(orientation));
}

/** A profile has a name, which anybody may choose, and is packed. */
function profiled(content: Buffer): Uint8Array[] {
  const nameEnd = content.indexOf(0);
  const profile = unpackedProfile(content.subarray(nameEnd + 2));
  const clean = nameEnd < 0 || !profile ? undefined : cleanProfile(profile);
  return clean ? chunkOf('iCCP', Buffer.concat([Buffer.from('ICC\0\0', 'latin1'), deflateSync(clean)])) : [];
}

function unpackedProfile(packed: Buffer): Buffer | undefined {
  try {
    return inflateSync(packed, { maxOutputLength: longestProfile });
  } catch {
    return undefined;
  }
}

function chunkOf(type: string, content: Uint8Array): Uint8Array[] {
  const data = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(data));
  return [length, data, sum];
}
