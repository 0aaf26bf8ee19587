import type { Index } from './catalog.ts';
import { CommandError } from '../command-error.ts';
import { RECORD_BYTES, recordBytes } from './keys.ts';
import { encodeDirected } from '../values/order.ts';
import { filedValues } from './filed-values.ts';
import { crossesArray, reach } from '../values/paths.ts';
import type { Document } from '../values/values.ts';

/** LMDB takes 1978 bytes in a key with pages of 4 KiB; MongoDB refused keys above 1024 before its version 4.2. */
const LONGEST_KEY = 1900;

/**
 * The keys of the entries that a document has in an index: the number of the index, the order-preserving bytes of its
 * fields' values, and the record. None where a sparse or partial index leaves the document out.
 */
export function entriesOfDocument(index: Index, document: Document, record: number): Buffer[] {
  if (index.covers !== undefined && !index.covers(document)) return [];
  if (index.sparse && lacksAll(index, document)) return [];
  const suffix = recordBytes(record);
  const keys = filedValues(document, index.paths).map((values) => [
    index.prefix,
    ...values.map((value, at) => encodeDirected(value, index.paths[at]?.direction ?? 1)),
  ]);
  const entries = keys.map((key) => Buffer.concat([...key, suffix]));
  if (entries.some((key) => key.length > LONGEST_KEY + index.prefix.length + RECORD_BYTES))
    throw new CommandError('KeyTooLong', `a key of more than ${LONGEST_KEY} bytes cannot be indexed`);
  if (entries.length === 1) return entries;
  return [...new Map(entries.map((key) => [key.toString('latin1'), key])).values()];
}

function lacksAll({ paths }: Index, document: Document): boolean {
  return paths.every(({ parts }) => reach(document, parts).every((value) => value === undefined));
}

/** Remembers that the document has arrays on the index's paths; true where that was new. */
export function learnArrays(index: Index, document: Document): boolean {
  let learned = false;
  for (const [at, { parts }] of index.paths.entries()) {
    if (index.multikey[at] === true || !crossesArray(document, parts)) continue;
    index.multikey[at] = true;
    learned = true;
  }
  return learned;
}
