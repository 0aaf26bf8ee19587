import { CommandError } from './command-error.ts';
import { directed, indexedValues } from './index-keys.ts';
import { type Document, isDocument, numberOf } from './values.ts';

export type Direction = 1 | -1;
/** Dotted paths and directions, the first the most significant. */
export type SortOrder = readonly (readonly [path: string, direction: Direction])[];

export function parseSort(value: unknown): SortOrder {
  if (value === undefined) return [];
  if (!isDocument(value)) throw new CommandError('TypeMismatch', 'Expected field sort to be of type object');
  return Object.entries(value).map(([path, direction]) => {
    const number = numberOf(direction);
    if (number === 1 || number === -1) return [path, number] as const;
    throw new CommandError(
      'BadValue',
      `Illegal key in $sort specification: ${path}: only 1 and -1 are done here`,
    );
  });
}

/** Bytes whose order is the order of the documents: an array sorts by its least, or downwards its greatest, element. */
export function sortKey(document: Document, order: SortOrder): Buffer {
  const keys = order.map(([path, direction]) => {
    const candidates = indexedValues(document, path).map((value) => directed(value, direction));
    return candidates.toSorted((left, right) => Buffer.compare(left, right))[0] ?? Buffer.alloc(0);
  });
  return Buffer.concat(keys);
}

export function sortDocuments(documents: readonly Document[], order: SortOrder): Document[] {
  const keyed = documents.map((document) => ({ document, key: sortKey(document, order) }));
  return keyed.toSorted((left, right) => Buffer.compare(left.key, right.key)).map(({ document }) => document);
}
