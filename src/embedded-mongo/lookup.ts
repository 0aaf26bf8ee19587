import type { Iterator as LazyDocuments } from 'mingo/lazy';
import { encodeValue } from './order.ts';
import { reach } from './paths.ts';
import type { Document } from './values.ts';

/** What `$lookup` is told where it joins by the equality of two fields. */
export interface Join {
  readonly as: string;
  readonly localField: string;
  readonly foreignField: string;
}

/** Adds to each document the others that have one of its values; null and a missing field are equal. */
export function join(
  documents: LazyDocuments,
  { as, localField, foreignField }: Join,
  others: readonly Document[],
): LazyDocuments {
  const byValue = new Map<string, Document[]>();
  for (const other of others) {
    for (const key of keysAt(other, foreignField)) {
      const same = byValue.get(key);
      if (same === undefined) byValue.set(key, [other]);
      else same.push(other);
    }
  }
  return documents.map((document: Document) => ({
    ...document,
    [as]: [...new Set(keysAt(document, localField).flatMap((key) => byValue.get(key) ?? []))],
  }));
}

function keysAt(document: Document, path: string): string[] {
  const values = reach(document, path.split('.')).flat(1);
  return [...new Set(values.map((value) => encodeValue(value ?? null).toString('latin1')))];
}
