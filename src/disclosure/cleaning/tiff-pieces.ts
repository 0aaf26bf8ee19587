import { pointers } from '../tiff/entries.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';
import type { TiffDirectory } from './tiff-directories.ts';
import { keptTags, tags } from './tiff-tags.ts';

interface Range {
  readonly at: number;
  readonly length: number;
}

const pieceTags: ReadonlySet<number> = new Set([
  tags.stripOffsets,
  tags.stripLengths,
  tags.tileOffsets,
  tags.tileLengths,
]);

/** The tags that name where the pieces of a page's picture stand, and how long each is. */
export function tagsOfPieces(page: TiffDirectory): { readonly offsets: number; readonly lengths: number } {
  return page.has(tags.tileOffsets)
    ? { offsets: tags.tileOffsets, lengths: tags.tileLengths }
    : { offsets: tags.stripOffsets, lengths: tags.stripLengths };
}

/** @param page of as many lengths as places, which are not too many */
function placesOf(page: TiffDirectory): Range[] {
  const { offsets, lengths } = tagsOfPieces(page);
  const sizes = page.numbers(lengths);
  return page.numbers(offsets).map((at, index) => ({ at, length: sizes[index] ?? 0 }));
}

/** How many pieces the picture of a page has. */
function countOf(page: TiffDirectory): number {
  const { offsets, lengths } = tagsOfPieces(page);
  const count = page.count(offsets);
  if (count === 0 || count !== page.count(lengths)) throw new CleaningRefused('damaged');
  return count;
}

/**
 * The pieces of the pictures, those of each page together.
 * @param all pages and what else has a directory
 * @throws {CleaningRefused} where pieces lie over one another, or over what goes, which they would carry along
 */
export function piecesOf(
  bytes: Buffer,
  pages: readonly TiffDirectory[],
  all: readonly TiffDirectory[],
): Buffer[][] {
  if (pages.reduce((sum, page) => sum + countOf(page), 0) > mostParts) throw new CleaningRefused('damaged');
  const places = pages.map((page) => placesOf(page));
  const pieces = places.flat();
  if (pieces.some(({ at, length }) => at + length > bytes.length)) throw new CleaningRefused('damaged');
  if (areMixed(pieces, all.flatMap(rangesThatGo))) throw new CleaningRefused('damaged');
  return places.map((ofPage) => ofPage.map(({ at, length }) => bytes.subarray(at, at + length)));
}

/** Values that go, and where directories of Exif and places begin. */
function rangesThatGo(directory: TiffDirectory): Range[] {
  const values = directory.entries
    .filter(({ tag }) => !keptTags.has(tag) && !pieceTags.has(tag))
    .map(({ at, value }) => ({ at, length: value.length }));
  const others = Object.values(pointers)
    .flatMap((tag) => directory.numbers(tag))
    .map((at) => ({ at, length: 1 }));
  return [...values, ...others];
}

/** Whether a piece lies over another, or over something that goes. */
function areMixed(pieces: readonly Range[], going: readonly Range[]): boolean {
  const inOrder = [
    ...pieces.map((range) => ({ range, goes: false })),
    ...going.map((range) => ({ range, goes: true })),
  ].toSorted((one, other) => one.range.at - other.range.at);
  let [endOfPieces, endOfGoing] = [0, 0];
  for (const { range, goes } of inOrder) {
    if (range.at < endOfPieces || (!goes && range.at < endOfGoing)) return true;
    const end = range.at + range.length;
    if (goes) endOfGoing = Math.max(endOfGoing, end);
    else endOfPieces = end;
  }
  return false;
}
