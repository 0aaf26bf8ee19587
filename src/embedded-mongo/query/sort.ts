import { CommandError } from '../command-error.ts';
import { filedValues } from '../storage/filed-values.ts';
import { encodeDirected, sortedBy } from '../values/order.ts';
import { type DirectedPath, directedPath } from '../values/paths.ts';
import { type Document, isDocument, numberOf } from '../values/values.ts';

/** The first path is the most significant. */
export type SortOrder = readonly DirectedPath[];

export function parseSort(value: unknown): SortOrder {
  if (value === undefined) return [];
  if (!isDocument(value)) throw new CommandError('TypeMismatch', 'Expected field sort to be of type object');
  // The order of a collection is random (`records.ts`), so that any order is its natural one.
  const fields = Object.entries(value).filter(([path]) => path !== '$natural');
  return fields.map(([path, direction]) => {
    const number = numberOf(direction);
    if (number === 1 || number === -1) return directedPath(path, number);
    throw new CommandError(
      'BadValue',
      `Illegal key in $sort specification: ${path}: only 1 and -1 are done here`,
    );
  });
}

/** Bytes whose order is the order of the documents: an array sorts by its least, or downwards its greatest, element. */
export function sortKey(document: Document, order: SortOrder): Buffer {
  const keys = order.map((path) => {
    const candidates = filedValues(document, [path]).map(([value]) => encodeDirected(value, path.direction));
    return candidates.reduce((best, other) => (Buffer.compare(other, best) < 0 ? other : best));
  });
  return Buffer.concat(keys);
}

export function sortDocuments(documents: readonly Document[], order: SortOrder): Document[] {
  return sortedBy(documents, (document) => sortKey(document, order));
}
