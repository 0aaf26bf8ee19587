import {
  type ByteOrder,
  countOf,
  entriesAt,
  firstAt,
  headerLength,
  numbersOf,
  orderOf,
  type PlacedEntry,
} from '../tiff/entries.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';

/** What the file says of one page. */
export interface TiffDirectory {
  readonly entries: readonly PlacedEntry[];
  has(tag: number): boolean;
  /** How many whole numbers of 16 or 32 bits it has of a tag; 0 where it has none, or something else. */
  count(tag: number): number;
  /** The first of them. */
  first(tag: number): number | undefined;
  /** All of them: who may have been sent too many asks how many first. */
  numbers(tag: number): number[];
}

interface Tiff {
  readonly order: ByteOrder;
  /** Of each page, as they follow one another. */
  readonly directories: readonly TiffDirectory[];
}

/** Values never lie over one another, but a few that programs share between pages: entries that name the same bytes again and again fill the memory. */
const mostShared = 65_536;

/**
 * The pages of a TIFF, none of their pictures.
 * @throws {CleaningRefused} where they lead out of the file or in a circle, are too many, or hold more values than there is file
 */
export function readTiff(bytes: Buffer): Tiff {
  const order = orderOf(bytes);
  if (!order) throw new CleaningRefused('damaged');
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  let [parts, held] = [0, 0];
  for (let at = order.uint32(bytes, firstAt); at !== 0;) {
    const { entries, end, isCut } = entriesAt(bytes, at, order);
    parts += 1 + entries.length;
    held += entries.reduce((sum, { value }) => sum + value.length, 0);
    if (isCut || seen.has(at) || at < headerLength || parts > mostParts || held > bytes.length + mostShared)
      throw new CleaningRefused('damaged');
    seen.add(at);
    directories.push(directoryOf(entries, order));
    at = end + 4 <= bytes.length ? order.uint32(bytes, end) : 0;
  }
  return { order, directories };
}

function directoryOf(entries: readonly PlacedEntry[], order: ByteOrder): TiffDirectory {
  const find = (tag: number): PlacedEntry | undefined => entries.find((entry) => entry.tag === tag);
  return {
    entries,
    has: (tag) => find(tag) !== undefined,
    count: (tag) => countOf(find(tag)),
    first: (tag) => numbersOf(find(tag), order, 1)[0],
    numbers: (tag) => numbersOf(find(tag), order),
  };
}
