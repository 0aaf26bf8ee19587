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
  /** Whole numbers of 16 or 32 bits; none where the page does not have them, or has something else. */
  numbers(tag: number): number[];
}

interface Tiff {
  readonly isLittle: boolean;
  /** Of each page, as they follow one another. */
  readonly directories: readonly TiffDirectory[];
}

export const headerLength = 8;
export const entryLength = 12;
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
const short = 3;
export const long = 4;
const readers: ReadonlyMap<number, { readonly size: number; readonly number: typeof uint16 }> = new Map([
  [short, { size: 2, number: uint16 }],
  [long, { size: 4, number: uint32 }],
]);

/** The pages of a TIFF, none of their pictures. @throws {CleaningRefused} where they lead out of the file, in a circle or to too many */
export function readTiff(bytes: Buffer): Tiff {
  const isLittle = bytes.toString('latin1', 0, 1) === 'I';
  const seen = new Set<number>();
  const directories: TiffDirectory[] = [];
  let entries = 0;
  for (let at = uint32(bytes, 4, isLittle); at !== 0;) {
    if (seen.has(at) || at < headerLength || at + 2 > bytes.length) throw new CleaningRefused('damaged');
    seen.add(at);
    const count = uint16(bytes, at, isLittle);
    const end = at + 2 + count * entryLength;
    entries += count;
    if (end > bytes.length || entries > mostParts) throw new CleaningRefused('damaged');
    const places = Array.from({ length: count }, (_, index) => at + 2 + index * entryLength);
    directories.push(
      directoryOf(
        places.map((place) => entryAt(bytes, place, isLittle)),
        isLittle,
      ),
    );
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
  return {
    entries,
    has: (tag) => find(tag) !== undefined,
    numbers(tag) {
      const { type, value } = find(tag) ?? { type: 0, value: Buffer.alloc(0) };
      const read = readers.get(type);
      return read
        ? Array.from({ length: value.length / read.size }, (_, index) =>
            read.number(value, index * read.size, isLittle),
          )
        : [];
    },
  };
}

function uint16(bytes: Buffer, at: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at);
}

function uint32(bytes: Buffer, at: number, isLittle: boolean): number {
  return isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}
