import { CleaningRefused, mostParts } from './cleaned.ts';

const headerLength = 13;
const [extension, image, trailer] = [0x21, 0x2c, 0x3b];
const [graphicControl, plainText, application] = [0xf9, 0x01, 0xff];
/** How often a moving picture repeats; XMP, and colour profiles that no browser heeds, are among the others. */
const keptApplications = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

/** A GIF without comments, XMP and what stands behind its end. Source: GIF89a. @throws {CleaningRefused} */
export function cleanGif(bytes: Buffer): Uint8Array[] {
  let at = headerLength + colourTableLength(bytes[10] ?? 0);
  const pieces: Uint8Array[] = [bytes.subarray(0, at)];
  let hasImage = false;
  while (at < bytes.length && pieces.length <= mostParts) {
    const from = at;
    const kind = bytes[at];
    if (kind === trailer) {
      pieces.push(bytes.subarray(at, at + 1));
      break;
    }
    if (kind === extension) at = endOfBlocks(bytes, at + 2);
    else if (kind === image) at = endOfBlocks(bytes, at + 11 + colourTableLength(bytes[at + 9] ?? 0));
    else break;
    hasImage ||= kind === image;
    if (kind === image || isKept(bytes, from)) pieces.push(bytes.subarray(from, at));
  }
  if (!hasImage || pieces.length > mostParts) throw new CleaningRefused('damaged');
  return pieces;
}

function isKept(bytes: Buffer, at: number): boolean {
  const label = bytes[at + 1];
  return (
    label === graphicControl ||
    label === plainText ||
    (label === application && keptApplications.has(bytes.toString('latin1', at + 3, at + 14)))
  );
}

/** In bytes; the lowest three bits say how many colours. */
function colourTableLength(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== 0) at += 1 + (bytes[at] ?? 0);
  return Math.min(at + 1, bytes.length);
}
