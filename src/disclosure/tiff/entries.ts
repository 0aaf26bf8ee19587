/** How a TIFF, or the Exif block of another picture, writes its numbers. */
export interface ByteOrder {
  readonly isLittle: boolean;
  uint16(bytes: Buffer, at: number): number;
  uint32(bytes: Buffer, at: number): number;
}

/** One property of a page. Source: TIFF 6.0, section 2. */
export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** As it stands in the file, in the file's order of bytes; empty where it leads out of the file. */
  readonly value: Buffer;
}

/** A property and the place of its value in the file. */
export interface PlacedEntry extends TiffEntry {
  readonly at: number;
}

/** What stands in a directory of properties. */
export interface Directory {
  readonly entries: readonly PlacedEntry[];
  /** Where they end, and the place of the next directory stands. */
  readonly end: number;
  /** The file ends before they do, or they are more than any directory has: some are missing. */
  readonly isCut: boolean;
}

export const headerLength = 8;
/** Of the header, where the place of the first directory stands. */
export const firstAt = 4;
export const entryLength = 12;
/** Tags that lead to other directories. Source: Exif 2.32 (CIPA DC-008), 4.6.3; TIFF Technical Note 1. */
export const pointers = {
  exif: 0x8769,
  gps: 0x8825,
  interoperability: 0xa005,
  subDirectories: 0x14a,
} as const;
/** A real directory has dozens. */
const mostEntries = 512;
export const types = { text: 2, short: 3, long: 4, bytesOfAnyKind: 7, signedLong: 9, directory: 13 } as const;
/** Bytes of one value, by type. */
const sizes: Readonly<Record<number, number>> = {
  1: 1,
  [types.text]: 1,
  [types.short]: 2,
  [types.long]: 4,
  5: 8,
  6: 1,
  [types.bytesOfAnyKind]: 1,
  8: 2,
  [types.signedLong]: 4,
  10: 8,
  11: 4,
  12: 8,
  [types.directory]: 4,
};
const little: ByteOrder = {
  isLittle: true,
  uint16: (bytes, at) => bytes.readUInt16LE(at),
  uint32: (bytes, at) => bytes.readUInt32LE(at),
};
const big: ByteOrder = {
  isLittle: false,
  uint16: (bytes, at) => bytes.readUInt16BE(at),
  uint32: (bytes, at) => bytes.readUInt32BE(at),
};
/** By how a file begins. */
const orders: ReadonlyMap<string, ByteOrder> = new Map([
  ['II*\0', little],
  ['MM\0*', big],
]);

/** Undefined of what is no TIFF, or shorter than its header. */
export function orderOf(bytes: Buffer): ByteOrder | undefined {
  return bytes.length < headerLength ? undefined : orders.get(bytes.toString('latin1', 0, firstAt));
}

/** The properties in the directory at a place, wherever that leads; nothing is copied. */
export function entriesAt(bytes: Buffer, at: number, order: ByteOrder): Directory {
  const from = at + 2;
  if (from > bytes.length) return { entries: [], end: at, isCut: true };
  const count = order.uint16(bytes, at);
  const whole = Math.min(count, mostEntries, Math.floor((bytes.length - from) / entryLength));
  const entries = Array.from({ length: whole }, (_, index) =>
    entryAt(bytes, from + index * entryLength, order),
  );
  return { entries, end: from + count * entryLength, isCut: whole < count };
}

function entryAt(bytes: Buffer, entry: number, order: ByteOrder): PlacedEntry {
  const [tag, type] = [order.uint16(bytes, entry), order.uint16(bytes, entry + 2)];
  const count = order.uint32(bytes, entry + 4);
  const length = (sizes[type] ?? 1) * count;
  const at = length <= 4 ? entry + 8 : order.uint32(bytes, entry + 8);
  const value = at + length <= bytes.length ? bytes.subarray(at, at + length) : bytes.subarray(0, 0);
  return { tag, type, count, at, value };
}

const longs: ReadonlySet<number> = new Set([types.long, types.signedLong, types.directory]);

/** How many whole numbers of 16 or 32 bits it holds; 0 of no entry, and of one that holds something else. */
export function countOf(entry: TiffEntry | undefined): number {
  if (entry?.type === types.short) return entry.value.length / 2;
  return entry && longs.has(entry.type) ? entry.value.length / 4 : 0;
}

/** These numbers, the first `most` of them. */
export function numbersOf(entry: TiffEntry | undefined, order: ByteOrder, most = Infinity): number[] {
  if (!entry) return [];
  const { type, value } = entry;
  return Array.from({ length: Math.min(most, countOf(entry)) }, (_, index) =>
    type === types.short ? order.uint16(value, index * 2) : order.uint32(value, index * 4),
  );
}
