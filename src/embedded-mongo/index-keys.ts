import type { Index } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { RECORD_BYTES, recordBytes } from './keys.ts';
import { encodeDirected } from './order.ts';
import { crossesArray, fieldOf, filedValues, isPosition, reach } from './paths.ts';
import { type Document, isDocument } from './values.ts';

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
  const keys = valuesOfKeys(index, document).map((values) => [
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

/** The values of the fields in each key. */
function valuesOfKeys({ paths }: Index, document: Document): unknown[][] {
  const [first, ...others] = paths;
  if (first !== undefined && others.length === 0)
    return filedValues(document, first.parts).map((value) => [value]);
  return together(paths.map(({ parts }) => walk({ value: document, parts, from: 0, isDone: false })));
}

/** How far a field of an index is followed into a document: to its value, or to an array on its way. */
interface Field {
  readonly value: unknown;
  readonly parts: readonly string[];
  readonly from: number;
  readonly isDone: boolean;
}

/** Fields that go through one array take the same element of it at a time; through two arrays they cannot. */
function together(fields: readonly Field[]): unknown[][] {
  const open = fields.filter(({ isDone }) => !isDone);
  const [array, other] = new Set(open.map(({ value }) => value));
  if (other !== undefined) {
    const names = open.map(({ parts }) => `[${parts.join('.')}]`).join(' ');
    throw new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays ${names}`);
  }
  if (!Array.isArray(array)) return [fields.map(({ value }) => value)];
  // An empty array is filed under undefined, and what would lie within it under null.
  if (array.length === 0)
    return [
      fields.map(({ value, parts, from, isDone }) =>
        isDone ? value : from < parts.length ? null : undefined,
      ),
    ];
  return array.flatMap((element: unknown) =>
    together(fields.map((field) => (field.isDone ? field : into(field, element)))),
  );
}

function into(field: Field, element: unknown): Field {
  if (field.from === field.parts.length) return { ...field, value: element, isDone: true };
  return isDocument(element) ? walk({ ...field, value: element }) : { ...field, value: null, isDone: true };
}

/** A position names one element of an array. */
function walk(field: Field): Field {
  const { parts } = field;
  let { value, from } = field;
  for (; from < parts.length; from += 1) {
    const part = parts[from] ?? '';
    if (Array.isArray(value) && !(isPosition(part) && Number(part) < value.length))
      return { ...field, value, from };
    value = Array.isArray(value) ? value[Number(part)] : fieldOf(value, part);
    if (value === undefined) return { ...field, value: null, isDone: true };
  }
  return { ...field, value, from, isDone: !Array.isArray(value) };
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
