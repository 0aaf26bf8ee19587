import { type Box, type Held, isWithin } from './boxes.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';

/** A part of an item's bytes. */
interface Extent {
  readonly id: number;
  /** How its place counts: 0 from the start of the file, 1 from that of the box `idat`, 2 within another item. */
  readonly method: number;
  readonly at: number;
  readonly length: number;
  readonly isFirst: boolean;
}

/** Reads numbers of different widths, one after the other. */
function numbersIn(content: Buffer, from: number): (bytes: number) => number {
  let at = from;
  return (bytes) => {
    const start = at;
    at += bytes;
    if (bytes === 0) return 0;
    return bytes === 8 ? Number(content.readBigUInt64BE(start)) : content.readUIntBE(start, bytes);
  };
}

/** Where the box `iloc` says that the bytes of each item lie (ISO/IEC 14496-12, 8.11.3). @throws {CleaningRefused} */
export function extentsOf(held: Held, locations: Box): Extent[] {
  const content = held.bytes.subarray(locations.inside - held.at, locations.end - held.at);
  const version = content[0] ?? 0;
  const take = numbersIn(content, 4);
  const widths = take(2);
  const [offset, length, base, index] = [12, 8, 4, 0].map((shift) => widthOf((widths >> shift) & 15));
  const idWidth = version === 2 ? 4 : 2;
  const found: Extent[] = [];
  for (let items = take(idWidth); items > 0; items -= 1) {
    const id = take(idWidth);
    const method = version === 0 ? 0 : take(2) & 15;
    take(2); // which file of several; we take only what lies in this one
    const start = take(base ?? 0);
    const count = take(2);
    for (let number = 0; number < count; number += 1) {
      if (version > 0) take(index ?? 0);
      const at = start + take(offset ?? 0);
      found.push({ id, method, at, length: take(length ?? 0), isFirst: number === 0 });
      if (found.length > mostParts) throw new CleaningRefused('damaged');
    }
  }
  return found;
}

function widthOf(bytes: number): number {
  if (bytes !== 0 && bytes !== 4 && bytes !== 8) throw new CleaningRefused('damaged');
  return bytes;
}

/** The same part by its place in the file. @throws {CleaningRefused} where it does not lie in the data */
export function placed(
  { method, at, length }: Extent,
  { inner, data }: { inner: Box | undefined; data: readonly Box[] },
): { readonly at: number; readonly length: number } {
  const place = method === 1 && inner ? inner.inside + at : at;
  const holders = method === 0 ? data : method === 1 && inner ? [inner] : [];
  // A length of zero means all that there is, and could be the pictures as well.
  if (length === 0 || !isWithin(holders, { at: place, length })) throw new CleaningRefused('format');
  return { at: place, length };
}
