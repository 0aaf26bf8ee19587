import { pointers, type TiffEntry, types } from '../tiff/entries.ts';
import { CleaningRefused } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';
import { cleanJpeg } from './jpeg-cleaning.ts';
import { readTiff, type TiffDirectory } from './tiff-directories.ts';
import { piecesOf, tagsOfPieces } from './tiff-pieces.ts';
import { keptTags, tags } from './tiff-tags.ts';
import { writeTiff } from './tiff-writing.ts';

const jpeg = 7;
/** None, CCITT, LZW, JPEG, Deflate, PackBits. */
const compressions = new Set([1, 2, 3, 4, 5, jpeg, 8, 32_773, 32_946]);
/** Up to it grey, colours, palettes, inks, CIELab; what the sensors of cameras saw has higher numbers. */
const mostPhotometric = 8;
/** Tables of a JPEG (ITU-T T.81, B.2.4): quantization, Huffman, restart interval. */
const tableMarkers = new Set([0xdb, 0xc4, 0xdd]);

/**
 * A TIFF written anew from what its pages need to be drawn: without Exif, GPS, XMP, IPTC, names, dates, devices, small copies of pages, and what
 * stands between its parts. The compressed pictures are the same, bit by bit, but for what hides in those of JPEG.
 * @throws {CleaningRefused}
 */
export function cleanTiff(bytes: Buffer): Uint8Array[] {
  const { order, directories, linked } = readTiff(bytes);
  const pages = directories.filter((directory) => !isSmallCopy(directory));
  if (pages.length === 0) throw new CleaningRefused('damaged');
  if (!pages.every((page) => isKnown(page))) throw new CleaningRefused('format');
  const pieces = piecesOf(bytes, pages, [...directories.filter(isSmallCopy), ...linked]);
  return writeTiff(
    pages.map((page, index) => ({
      entries: page.entries.flatMap((entry) => cleanEntry(entry)),
      pieces: cleanPieces(page, pieces[index] ?? []),
      ...tagsOfPieces(page),
    })),
    order.isLittle,
  );
}

/** Of a page, which may show what was cut off from it. */
function isSmallCopy(directory: TiffDirectory): boolean {
  return ((directory.first(tags.subfile) ?? 0) & 1) === 1 || directory.first(tags.oldSubfile) === 2;
}

/** Raw pictures of cameras cannot be opened without what tells of the camera. */
function isKnown(page: TiffDirectory): boolean {
  return (
    compressions.has(page.first(tags.compression) ?? 1) &&
    (page.first(tags.photometric) ?? 0) <= mostPhotometric &&
    !page.has(tags.dngVersion) &&
    !page.has(pointers.subDirectories)
  );
}

/** What of a property stays: nothing of texts and of what is not known. */
function cleanEntry({ tag, type, count, value }: TiffEntry): TiffEntry[] {
  if (!keptTags.has(tag) || type === types.text) return [];
  if (value.length === 0) throw new CleaningRefused('damaged');
  if (tag === tags.profile) {
    const profile = cleanProfile(value);
    return profile ? [{ tag, type, count, value: profile }] : [];
  }
  if (tag === tags.jpegTables) {
    if (!holdsOnlyTables(value)) throw new CleaningRefused('format');
  } else if (type === types.bytesOfAnyKind) return [];
  return [{ tag, type, count, value }];
}

function holdsOnlyTables(jpegTables: Buffer): boolean {
  let at = 2;
  while (at + 4 <= jpegTables.length && tableMarkers.has(jpegTables[at + 1] ?? 0))
    at += 2 + jpegTables.readUInt16BE(at + 2);
  return at + 2 === jpegTables.length;
}

function cleanPieces(page: TiffDirectory, pieces: readonly Buffer[]): readonly Uint8Array[] {
  const isJpeg = page.first(tags.compression) === jpeg;
  return isJpeg ? pieces.map((piece) => Buffer.concat(cleanJpeg(piece))) : pieces;
}
