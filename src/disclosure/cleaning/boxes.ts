import { CleaningRefused, mostParts } from './cleaned.ts';

/** A box of ISO/IEC 14496-12 as it stands in a file; places count from the file's first byte. */
export interface Box {
  readonly type: string;
  readonly at: number;
  /** Where what it holds begins. */
  readonly inside: number;
  /** Where the next box begins. */
  readonly end: number;
}

/** A part of a file that is held in memory. */
export interface Held {
  /** The place of its first byte in the file. */
  readonly at: number;
  readonly bytes: Buffer;
}

/** What is to be written over part of a file; the file stays as long as it was, so that no place in it moves. */
export interface Blank {
  readonly at: number;
  readonly length: number;
  /** What the part begins with; the rest of it becomes zeros. */
  readonly begin?: Buffer;
}

/** Bytes of a box's length and name; where the length is long, as many follow. */
export const headerLength = 8;
const longHeaderLength = 2 * headerLength;
/** Only films in fragments have more, and nothing is looked for in the data of those. */
const mostDataBoxes = 1000;

/** Whether 64 bits of length follow the name of the box that begins with these bytes. */
export const isLong = (header: Buffer): boolean => header.readUInt32BE(0) === 1;

/** The box that begins at `at`; undefined where fewer bytes are left than a header has. @throws {CleaningRefused} */
export function boxAt(held: Held, at: number, limit: number): Box | undefined {
  const place = at - held.at;
  if (limit - at < headerLength || held.bytes.length - place < headerLength) return undefined;
  const size = held.bytes.readUInt32BE(place);
  const type = held.bytes.toString('latin1', place + 4, place + 8);
  const isLonger = isLong(held.bytes.subarray(place));
  if (isLonger && held.bytes.length - place < longHeaderLength) throw new CleaningRefused('damaged');
  const length = isLonger ? Number(held.bytes.readBigUInt64BE(place + 8)) : size === 0 ? limit - at : size;
  const inside = at + (isLonger ? longHeaderLength : headerLength);
  const end = at + length;
  if (end < inside || end > limit) throw new CleaningRefused('damaged');
  return { type, at, inside, end };
}

/**
 * The boxes of a part of a file, one after the other. A rest that is too short for one is left out.
 * @throws {CleaningRefused} where one is longer than what holds it, or there are too many
 */
export function boxesIn(held: Held, from: number, to: number): Box[] {
  const found: Box[] = [];
  for (let box = boxAt(held, from, to); box; box = boxAt(held, box.end, to)) {
    found.push(box);
    if (found.length > mostParts) throw new CleaningRefused('damaged');
  }
  return found;
}

/** The first box of a type, by the way that leads to it. */
export function boxBy(held: Held, box: Box, ...way: readonly string[]): Box | undefined {
  return way.reduce<Box | undefined>(
    (found, type) => found && boxesIn(held, found.inside, found.end).find((child) => child.type === type),
    box,
  );
}

/** Whether a part lies in one of the boxes that hold data. @throws {CleaningRefused} where they are too many to look at */
export function isWithin(data: readonly Box[], { at, length }: Pick<Blank, 'at' | 'length'>): boolean {
  if (data.length > mostDataBoxes) throw new CleaningRefused('format');
  return data.some(({ inside, end }) => at >= inside && at + length <= end);
}

/** Leaves a box in its place as free space that holds nothing. */
export function freed({ at, inside, end }: Box): Blank[] {
  return [
    { at: at + 4, length: 4, begin: Buffer.from('free') },
    { at: inside, length: end - inside },
  ];
}

/** A file with parts of it written over, as it streams by. */
export async function* written(
  source: AsyncIterable<Uint8Array>,
  blanks: readonly Blank[],
): AsyncGenerator<Uint8Array> {
  const waiting = blanks.toSorted((one, other) => one.at - other.at);
  let next = 0;
  let open: Blank[] = [];
  let at = 0;
  for await (const piece of source) {
    const end = at + piece.length;
    for (let blank = waiting[next]; blank && blank.at < end; blank = waiting[next]) {
      open.push(blank);
      next += 1;
    }
    const from = at;
    open = open.filter((blank) => blank.at + blank.length > from);
    yield open.length === 0 ? piece : overwritten({ at, bytes: Buffer.from(piece) }, open);
    at = end;
  }
}

function overwritten({ at, bytes }: Held, blanks: readonly Blank[]): Buffer {
  for (const blank of blanks) {
    const from = Math.max(blank.at, at);
    const to = Math.min(blank.at + blank.length, at + bytes.length);
    if (from >= to) continue;
    bytes.fill(0, from - at, to - at);
    blank.begin?.copy(bytes, from - at, from - blank.at, Math.min(blank.begin.length, to - blank.at));
  }
  return bytes;
}
