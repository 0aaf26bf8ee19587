import { CleaningRefused, mostParts } from './cleaned.ts';
import type { Range, TiffDirectory } from './tiff-directories.ts';
import { tags } from './tiff-tags.ts';

/** Tags that name where parts of a picture stand, and how long each is. */
interface Naming {
  readonly offsets: number;
  readonly lengths: number;
}

const strips: Naming = { offsets: tags.stripOffsets, lengths: tags.stripLengths };
const tiles: Naming = { offsets: tags.tileOffsets, lengths: tags.tileLengths };
/** Of a small copy, which is a JPEG of its own. */
const copy: Naming = { offsets: tags.copyOffset, lengths: tags.copyLength };

/** What names the pieces of a page's picture. */
export function tagsOfPieces(page: TiffDirectory): Naming {
  return page.has(tags.tileOffsets) ? tiles : strips;
}

/** One whose length is not said is known to begin. */
function placesOf(directory: TiffDirectory, { offsets, lengths }: Naming): Range[] {
  const sizes = directory.numbers(lengths);
  return directory.numbers(offsets).map((at, index) => ({ at, length: sizes[index] ?? 1 }));
}

function hasPieces(page: TiffDirectory): boolean {
  const { offsets, lengths } = tagsOfPieces(page);
  return page.count(offsets) > 0 && page.count(offsets) === page.count(lengths);
}

/** How many places a directory names at most. */
function countIn(directory: TiffDirectory): number {
  const counts = [strips, tiles, copy].map(({ offsets, lengths }) =>
    Math.max(directory.count(offsets), directory.count(lengths)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * The pieces of the pictures, those of each page together.
 * @param others directories that go: of Exif, of places, of small copies
 * @throws {CleaningRefused} where pieces lie over one another, or over anything else that a directory names, which they would carry along
 */
export function piecesOf(
  bytes: Buffer,
  pages: readonly TiffDirectory[],
  others: readonly TiffDirectory[],
): Buffer[][] {
  const all = [...pages, ...others];
  if (!pages.every(hasPieces) || all.reduce((sum, each) => sum + countIn(each), 0) > mostParts)
    throw new CleaningRefused('damaged');
  const places = pages.map((page) => placesOf(page, tagsOfPieces(page)));
  const pieces = places.flat();
  const besides = [
    ...all.flatMap((each) => [each.table, ...valuesOf(each), ...placesOf(each, copy)]),
    ...others.flatMap((each) => [...placesOf(each, strips), ...placesOf(each, tiles)]),
  ];
  if (pieces.some(({ at, length }) => at + length > bytes.length) || areMixed(pieces, besides))
    throw new CleaningRefused('damaged');
  return places.map((ofPage) => ofPage.map(({ at, length }) => bytes.subarray(at, at + length)));
}

const valuesOf = ({ entries }: TiffDirectory): Range[] =>
  entries.map(({ at, value }) => ({ at, length: value.length }));

/** Whether a piece lies over another, or over something that is none. */
function areMixed(pieces: readonly Range[], besides: readonly Range[]): boolean {
  const inOrder = [
    ...pieces.map((range) => ({ range, isPiece: true })),
    ...besides.map((range) => ({ range, isPiece: false })),
  ].toSorted((one, other) => one.range.at - other.range.at);
  let [endOfPieces, endOfBesides] = [0, 0];
  for (const { range, isPiece } of inOrder) {
    if (range.at < endOfPieces || (isPiece && range.at < endOfBesides)) return true;
    const end = range.at + range.length;
    if (isPiece) endOfPieces = end;
    else endOfBesides = Math.max(endOfBesides, end);
  }
  return false;
}
