import { CleaningRefused, mostParts } from './cleaned.ts';

/** One property of a page. Source: TIFF 6.0, section 2. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** As it stands in the file, in the file's order of bytes. */
  readonly value: Buffer;
}

/** A property and the place of its value in the file. */
interface PlacedEntry extends TiffEntry {
  readonly at: number;
}

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
  readonly isLittle: boolean;
  /** Of each page, as they follow one another. */
  readonly directories: readonly TiffDirectory[];
}

export const headerLength = 8;
export const entryLength = 12;
/** Values never lie over one another, but a few that programs share between pages: entries that name the same bytes again and again fill the memory. */
const mostShared = 65_536;
/** Bytes of one value, by type. */
const sizes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
};
const nothing = { type: 0, value: Buffer.alloc(0) };
const short = 3;
export const long = 4;
const readers: ReadonlyMap<number, { readonly size: number; readonly number: typeof uint16 }> = new Map([
  [short, { size: 2, number: uint16 }],
  [long, { size: 4, number: uint32 }],
]);

/**
 * The pages of a TIFF, none of their pictures.
 * @throws {CleaningRefused} where they lead out of the file or in a circle, are too many, or hold more values than there is file
 */
export function readTiff(bytes: Buffer): Tiff {
  const isLittle = bytes.toString('latin1', 0, 1) === 'I';
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  let [parts, held] = [0, 0];
  for (let at = uint32(bytes, 4, isLittle); at !== 0;) {
    if (seen.has(at) || at < headerLength || at + 2 > bytes.length) throw new CleaningRefused('damaged');
    seen.add(at);
    const count = uint16(bytes, at, isLittle);
    const end = at + 2 + count * entryLength;
    parts += 1 + count;
    if (end > bytes.length || parts > mostParts) throw new CleaningRefused('damaged');
    const entries = Array.from({ length: count }, (_, index) =>
      entryAt(bytes, at + 2 + index * entryLength, isLittle),
    );
    held += entries.reduce((sum, { value }) => sum + value.length, 0);
    if (held > bytes.length + mostShared) throw new CleaningRefused('damaged');
    directories.push(directoryOf(entries, isLittle));
    at = end + 4 <= bytes.length ? uint32(bytes, end, isLittle) : 0;
  }
  return { isLittle, directories };
}

/** Its value is empty where it leads out of the file. */
function entryAt(bytes: Buffer, entry: number, isLittle: boolean): PlacedEntry {
  const [tag, type] = [uint16(bytes, entry, isLittle), uint16(bytes, entry + 2, isLittle)];
  const count = uint32(bytes, entry + 4, isLittle);
  const length = (sizes[type] ?? 1) * count;
  const at = length <= 4 ? entry + 8 : uint32(bytes, entry + 8, isLittle);
  const isInside = at + length <= bytes.length;
  return { tag, type, count, at, value: isInside ? bytes.subarray(at, at + length) : Buffer.alloc(0) };
}

function directoryOf(entries: readonly PlacedEntry[], isLittle: boolean): TiffDirectory {
  const find = (tag: number): PlacedEntry | undefined => entries.find((entry) => entry.tag === tag);
  const numbers = (tag: number, most: number): number[] => {
    const { type, value } = find(tag) ?? nothing;
    const read = readers.get(type);
    return read
      ? Array.from({ length: Math.min(most, value.length / read.size) }, (_, index) =>
          read.number(value, index * read.size, isLittle),
        )
      : [];
  };
  return {
    entries,
    has: (tag) => find(tag) !== undefined,
    count(tag) {
      const { type, value } = find(tag) ?? nothing;
      return value.length / (readers.get(type)?.size ?? Infinity);
    },
    first: (tag) => numbers(tag, 1)[0],
    numbers: (tag) => numbers(tag, Infinity),
  };
}

function uint16(bytes: Buffer, at: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function uint32(bytes: Buffer, at: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
