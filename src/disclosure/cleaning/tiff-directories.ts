import {
  type ByteOrder,
  countOf,
  entriesAt,
  firstAt,
  headerLength,
  numbersOf,
  orderOf,
  type PlacedEntry,
  pointers,
  types,
} from '../tiff/entries.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';

/** So many bytes of a file, from a place on. */
export interface Range {
  readonly at: number;
  readonly length: number;
}

/** What the file says of one page, or of how it was taken. */
export interface TiffDirectory {
  readonly entries: readonly PlacedEntry[];
  /** Where they stand, without the values that are longer than four bytes. */
  readonly table: Range;
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
  /** Exif, places and whatever else these lead to, each once. */
  readonly linked: readonly TiffDirectory[];
}

/** Values never lie over one another, but a few that programs share between pages: entries that name the same bytes again and again fill the memory. */
const mostShared = 65_536;
const pointerTags: ReadonlySet<number> = new Set(Object.values(pointers));

/**
 * The directories of a TIFF, none of its pictures.
 * @throws {CleaningRefused} where they lead out of the file or in a circle, are too many, or hold more values than there is file
 */
export function readTiff(bytes: Buffer): Tiff {
  const order = orderOf(bytes);
  if (!order) throw new CleaningRefused('damaged');
  const reader = createReader(bytes, order);
  const directories: TiffDirectory[] = [];
  for (let at = order.uint32(bytes, firstAt); at !== 0;) {
    if (reader.wasRead(at)) throw new CleaningRefused('damaged');
    const directory = reader.read(at);
    directories.push(directory);
    const end = at + directory.table.length;
    at = end + 4 <= bytes.length ? order.uint32(bytes, end) : 0;
  }
  const all = [...directories];
  for (const directory of all)
    for (const at of linksIn(directory, order))
      if (at !== 0 && !reader.wasRead(at)) all.push(reader.read(at));
  return { order, directories, linked: all.slice(directories.length) };
}

/** Reads directories of a file, and counts what they need. */
function createReader(bytes: Buffer, order: ByteOrder) {
  const places = new Set<number>();
  let [parts, held] = [0, 0];
  return {
    wasRead: (at: number) => places.has(at),
    read(at: number): TiffDirectory {
      const { entries, end, isCut } = entriesAt(bytes, at, order);
      places.add(at);
      parts += 1 + entries.length;
      held += entries.reduce((sum, { value }) => sum + value.length, 0);
      if (isCut || at < headerLength || parts > mostParts || held > bytes.length + mostShared)
        throw new CleaningRefused('damaged');
      return directoryOf(entries, { at, length: end - at }, order);
    },
  };
}

/** The places of directories that one leads to. */
function linksIn({ entries }: TiffDirectory, order: ByteOrder): number[] {
  const links = entries.filter(({ tag, type }) => pointerTags.has(tag) || type === types.directory);
  if (links.reduce((sum, link) => sum + countOf(link), 0) > mostParts) throw new CleaningRefused('damaged');
  return links.flatMap((link) => numbersOf(link, order));
}

function directoryOf(entries: readonly PlacedEntry[], table: Range, order: ByteOrder): TiffDirectory {
  const find = (tag: number): PlacedEntry | undefined => entries.find((entry) => entry.tag === tag);
  return {
    entries,
    table,
    has: (tag) => find(tag) !== undefined,
    count: (tag) => countOf(find(tag)),
    first: (tag) => numbersOf(find(tag), order, 1)[0],
    numbers: (tag) => numbersOf(find(tag), order),
  };
}
