import { entryLength, headerLength, type TiffEntry, types } from '../tiff/entries.ts';

/** A page as it is written: what it says of its picture, and the pieces of the picture. */
export interface TiffPage {
  /** Without where the pieces stand and how long they are. */
  readonly entries: readonly TiffEntry[];
  readonly pieces: readonly Uint8Array[];
  /** Tags that name the places and the lengths of the pieces: of strips, or of tiles. */
  readonly offsets: number;
  readonly lengths: number;
}

/** A TIFF of these pages, what they say in front and their pieces behind, and nothing in between. */
export function writeTiff(pages: readonly TiffPage[], isLittle: boolean): Uint8Array[] {
  const order = createOrder(isLittle);
  const lengths = pages.map((page) => lengthOf(allEntries(page, order, 0)));
  let dataAt = headerLength + lengths.reduce((sum, length) => sum + length, 0);
  let at = headerLength;
  const written = pages.flatMap((page, index) => {
    const from = at;
    at += lengths[index] ?? 0;
    const entries = allEntries(page, order, dataAt);
    dataAt += page.pieces.reduce((sum, { length }) => sum + even(length), 0);
    return directory(entries, order, { at: from, next: index + 1 < pages.length ? at : 0 });
  });
  const start = Buffer.from(isLittle ? 'II*\0' : 'MM\0*', 'latin1');
  const data = pages.flatMap(({ pieces }) => pieces.flatMap(padded));
  return [start, order.uint32(headerLength), ...written, ...data];
}

type Order = ReturnType<typeof createOrder>;

function createOrder(isLittle: boolean) {
  const written = (size: 2 | 4) => (number: number) => {
    const bytes = Buffer.alloc(size);
    if (isLittle) bytes.writeUIntLE(number, 0, size);
    else bytes.writeUIntBE(number, 0, size);
    return bytes;
  };
  return { uint16: written(2), uint32: written(4) };
}

/** Parts begin at even places. */
const padded = (part: Uint8Array): Uint8Array[] => (part.length % 2 === 0 ? [part] : [part, Buffer.alloc(1)]);
const even = (length: number): number => length + (length % 2);
const outside = ({ value }: TiffEntry): number => (value.length > 4 ? even(value.length) : 0);

/** By tag, as a directory must list them. @param at where the first piece of the page stands */
function allEntries(page: TiffPage, { uint32 }: Order, at: number): TiffEntry[] {
  const longs = (tag: number, numbers: readonly number[]): TiffEntry => ({
    tag,
    type: types.long,
    count: numbers.length,
    value: Buffer.concat(numbers.map((number) => uint32(number))),
  });
  let next = at;
  const places = page.pieces.map(({ length }) => (next += even(length)) - even(length));
  const lengths = page.pieces.map(({ length }) => length);
  return [...page.entries, longs(page.offsets, places), longs(page.lengths, lengths)].toSorted(
    (one, other) => one.tag - other.tag,
  );
}

function lengthOf(entries: readonly TiffEntry[]): number {
  return 2 + entries.length * entryLength + 4 + entries.reduce((sum, entry) => sum + outside(entry), 0);
}

function directory(
  entries: readonly TiffEntry[],
  { uint16, uint32 }: Order,
  { at, next }: { at: number; next: number },
): Uint8Array[] {
  let valueAt = at + 2 + entries.length * entryLength + 4;
  const table = entries.map((entry) => {
    const { tag, type, count, value } = entry;
    const inside = value.length > 4 ? uint32(valueAt) : Buffer.concat([value], 4);
    valueAt += outside(entry);
    return Buffer.concat([uint16(tag), uint16(type), uint32(count), inside]);
  });
  const values = entries.flatMap(({ value }) => (value.length > 4 ? padded(value) : []));
  return [Buffer.concat([uint16(entries.length), ...table, uint32(next)]), ...values];
}
