import type { Index } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { RECORD_BYTES, recordBytes } from './keys.ts';
import { encodeDirected } from './order.ts';
import { crossesArray, filedValues, reach } from './paths.ts';
import type { Document } from './values.ts';

/** LMDB takes 1978 bytes in a key with pages of 4 KiB; MongoDB refused keys above 1024 before its version 4.2. */
const LONGEST_KEY = 1900;

/**
 * The keys of the entries that a document has in an index: the number of the index, the order-preserving bytes of its
 * fields' values, and the record. None where a sparse or partial index leaves the document out.
 */
export function entriesOfDocument(index: Index, document: Document, record: number): Buffer[] {
  if (index.covers !== undefined && !index.covers(document)) return [];
  if (index.sparse && lacksAll(index, document)) return [];
  refuseParallelArrays(index, document);
  const suffix = recordBytes(record);
  let keys: Buffer[][] = [[index.prefix]];
  for (const { parts, direction } of index.paths) {
    const values = filedValues(document, parts).map((value) => encodeDirected(value, direction));
    keys = keys.flatMap((key) => values.map((value) => [...key, value]));
  }
  const entries = keys.map((key) => Buffer.concat([...key, suffix]));
  if (entries.some((key) => key.length > LONGEST_KEY + index.prefix.length + RECORD_BYTES))
    throw new CommandError('KeyTooLong', `a key of more than ${LONGEST_KEY} bytes cannot be indexed`);
  if (entries.length === 1) return entries;
  return [...new Map(entries.map((key) => [key.toString('latin1'), key])).values()];
}

function lacksAll({ paths }: Index, document: Document): boolean {
  return paths.every(({ parts }) => reach(document, parts).every((value) => value === undefined));
}

function refuseParallelArrays({ paths }: Index, document: Document): void {
  if (paths.length === 1) return;
  const roots = new Set(
    paths.filter(({ parts }) => crossesArray(document, parts)).map(({ parts }) => parts[0]),
  );
  if (roots.size > 1) {
    throw new CommandError(
      'CannotIndexParallelArrays',
      `cannot index parallel arrays [${[...roots].join('] [')}]`,
    );
  }
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
