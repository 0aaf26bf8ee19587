import { type TiffPage, writeTiff } from '../../src/disclosure/cleaning/tiff-writing.ts';
import type { TiffEntry } from '../../src/disclosure/tiff/entries.ts';
import { latin1, uint32 } from './cleaning-support.ts';

/** Numbers and texts by their tags. */
export type Entries = Readonly<Record<number, number | readonly number[] | string>>;

/** A page of one strip, by its tags; numbers are of 32 bits. */
export function drawn(entries: Entries, strip: Uint8Array = latin1('pixels')): TiffPage {
  const size = { 0x100: 3, 0x101: 2, 0x103: 1, 0x106: 1 };
  const all: TiffEntry[] = Object.entries({ ...size, ...entries }).map(([tag, value]) => {
    const text = typeof value === 'string' ? latin1(value) : undefined;
    const numbers = [value].flat().map(Number);
    return text
      ? { tag: Number(tag), type: 2, count: text.length, value: text }
      : { tag: Number(tag), type: 4, count: numbers.length, value: Buffer.concat(numbers.map(uint32)) };
  });
  return { entries: all, pieces: [strip], offsets: 0x111, lengths: 0x117 };
}

/** A file of these pages, made by hand. */
export const tiff = (...pages: readonly TiffPage[]): Buffer => Buffer.concat(writeTiff(pages, false));
