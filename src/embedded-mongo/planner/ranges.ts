import type { KeyRange } from './bounds.ts';
import { type KeysOptions, keysWithin } from '../storage/keys.ts';
import type { Store } from '../storage/store.ts';

/** A range of which the first keys, in the order of reading, are passed over. */
export interface Stretch extends KeyRange {
  readonly skip?: number;
  /** Another range: what stands in both is read there. */
  readonly unlessIn?: KeyRange;
}

type Direction = Pick<KeysOptions, 'reverse'>;

/** The keys of one range after the other. */
export function* inSequence(
  entries: Store['entries'],
  ranges: readonly Stretch[],
  { reverse = false }: Direction,
): Generator<Buffer> {
  for (const range of reverse ? ranges.toReversed() : ranges) yield* keysOf(entries, range, { reverse });
}

interface Head {
  readonly rest: Generator<Buffer>;
  readonly range: KeyRange;
  key: Buffer;
}

/** Takes the ranges together, always the key that comes first by what follows the fixed part of its range. */
export function* merged(
  entries: Store['entries'],
  ranges: readonly Stretch[],
  { reverse = false }: Direction,
): Generator<Buffer> {
  const heads: Head[] = [];
  for (const range of ranges) {
    const rest = keysOf(entries, range, { reverse });
    const first = rest.next();
    if (first.done !== true) heads.push({ rest, range, key: first.value });
  }
  while (heads.length > 0) {
    const head = heads.reduce((best, other) => (comesBefore(other, best, reverse) ? other : best));
    yield head.key;
    const next = head.rest.next();
    if (next.done === true) heads.splice(heads.indexOf(head), 1);
    else head.key = next.value;
  }
}

function comesBefore(left: Head, right: Head, reverse: boolean): boolean {
  const order = left.key.compare(
    right.key,
    right.range.prefix,
    right.key.length,
    left.range.prefix,
    left.key.length,
  );
  return reverse ? order > 0 : order < 0;
}

function* keysOf(
  entries: Store['entries'],
  { unlessIn, skip, ...range }: Stretch,
  { reverse = false }: Direction,
): Generator<Buffer> {
  for (const key of keysWithin(entries, range, { reverse, skip }))
    if (unlessIn === undefined || !isAlsoIn(entries, key, range, unlessIn)) yield key;
}

/** Whether the document of a key stands in another range too, whose fixed part alone is a different one. */
export function isAlsoIn(
  entries: Pick<Store['entries'], 'doesExist'>,
  key: Buffer,
  { prefix }: KeyRange,
  { lower, upper, prefix: otherPrefix }: KeyRange,
): boolean {
  const twin = Buffer.concat([lower.subarray(0, otherPrefix), key.subarray(prefix)]);
  return lower.compare(twin) <= 0 && upper.compare(twin) > 0 && entries.doesExist(twin);
}

/**
 * Passes over what is skipped without reading it, as far as the largest of the ranges that are merged goes: of so many keys all the others
 * together can hold no more than they have.
 * @returns the ranges to read, and how many of their keys are still to be skipped
 */
export function passOver(
  { countEntries }: Pick<Store, 'countEntries'>,
  ranges: readonly KeyRange[],
  skip: number,
): { readonly ranges: readonly Stretch[]; readonly skip: number } {
  const [only] = ranges;
  if (only !== undefined && ranges.length === 1) return { ranges: [{ ...only, skip }], skip: 0 };
  if (skip === 0) return { ranges, skip };
  const sized = ranges.map((range) => ({ range, size: countEntries(range) }));
  const [largest, ...others] = sized.toSorted((left, right) => right.size - left.size);
  const left = others.reduce((sum, { size }) => sum + size, 0);
  if (largest === undefined || left >= skip) return { ranges, skip };
  const unlessIn = largest.range;
  const rest = others.map(({ range }) => ({ ...range, unlessIn }));
  return { ranges: [{ ...largest.range, skip: skip - left }, ...rest], skip: left };
}
