import type { Transaction } from 'lmdb';
import type { Tree } from '../file/environment.ts';

/** Record numbers take six bytes: 2^48 documents in the life of a collection. */
export const RECORD_BYTES = 6;

/** The keys from `lower` on and before `upper`. */
export interface Bounds {
  readonly lower: Buffer;
  readonly upper: Buffer;
}

/** All keys of a tree. */
export const EVERYTHING: Bounds = { lower: Buffer.of(0), upper: Buffer.of(0xff, 0xff) };

/** The bytes of the number with which the keys of a collection or an index begin. */
export const NUMBER_BYTES = 4;

export function numberOfKey(number: number): Buffer {
  const bytes = Buffer.alloc(NUMBER_BYTES);
  bytes.writeUInt32BE(number);
  return bytes;
}

export function recordBytes(record: number): Buffer {
  const bytes = Buffer.alloc(RECORD_BYTES);
  bytes.writeUIntBE(record, 0, RECORD_BYTES);
  return bytes;
}

/** Where a document lies. */
export function recordKey({ number }: Numbered, record: number): Buffer {
  return Buffer.concat([numberOfKey(number), recordBytes(record)]);
}

/** The record at the end of a document's or an index entry's key. */
export function recordOf(key: Buffer): number {
  return key.readUIntBE(key.length - RECORD_BYTES, RECORD_BYTES);
}

/** A collection or an index. */
interface Numbered {
  readonly number: number;
}

/** Where the documents of a collection, or the entries of an index, lie. */
export function keysOf({ number }: Numbered): Bounds {
  return { lower: numberOfKey(number), upper: numberOfKey(number + 1) };
}

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 1024;

export interface KeysOptions {
  readonly reverse?: boolean;
  readonly skip?: number | undefined;
  /** Of the moment that it reads, where that is not to be the newest. */
  readonly transaction?: Transaction | undefined;
}

/**
 * The keys of a range in order, read in growing chunks. Nothing stays open between two chunks, so a cursor that a
 * client forgets holds no read transaction, and the store can be written meanwhile. LMDB passes over what is skipped by itself.
 */
export function* keysWithin(
  tree: Pick<Tree, 'getKeys'>,
  bounds: Bounds,
  { reverse = false, skip = 0, transaction }: KeysOptions = {},
): Generator<Buffer> {
  let { lower, upper } = bounds;
  let offset = skip;
  for (let limit = FIRST_CHUNK; ; limit = Math.min(limit * 2, LARGEST_CHUNK)) {
    const range = reverse ? { start: upper, end: lower, exclusiveStart: true } : { start: lower, end: upper };
    const keys = tree.getKeys({ ...range, reverse, limit, offset, ...(transaction && { transaction }) });
    offset = 0;
    yield* keys;
    const last = keys.at(-1);
    if (last === undefined || keys.length < limit) return;
    if (reverse) upper = last;
    else lower = Buffer.concat([last, Buffer.of(0)]);
  }
}
