import { CommandError } from './command-error.ts';
import { encodeValue } from './order.ts';
import { crossesArray, reach } from './paths.ts';
import { type Document, isDocument } from './values.ts';

/** LMDB takes 1978 bytes in a key with pages of 4 KiB; MongoDB refused keys above 1024 before its version 4.2. */
const LONGEST_KEY = 1900;

/**
 * The values under which an index files a document, as MongoDB does: null for a missing field, each element of an
 * array, and `undefined` for an empty one.
 */
export function indexedValues(document: Document, path: string): unknown[] {
  return fileable(document, path.split('.'), 0).flatMap((value): unknown[] => {
    if (!Array.isArray(value)) return [value === undefined ? null : value];
    return value.length === 0 ? [undefined] : value;
  });
}

/** Like `reach`, but an element of an array that is no object counts as an object that lacks the field. */
function fileable(value: unknown, parts: readonly string[], from: number): unknown[] {
  const [part] = parts.slice(from, from + 1);
  if (part === undefined) return [value];
  if (isDocument(value))
    return fileable(Object.hasOwn(value, part) ? value[part] : undefined, parts, from + 1);
  if (!Array.isArray(value)) return [undefined];
  if (/^\d+$/.test(part) && Number(part) < value.length)
    return fileable(value[Number(part)], parts, from + 1);
  const found = value.flatMap((element: unknown) =>
    isDocument(element) ? fileable(element, parts, from) : [undefined],
  );
  return found.length === 0 ? [undefined] : found;
}

/** The order-preserving bytes of a value; downwards, their complement. */
export function directed(value: unknown, direction: 1 | -1): Buffer {
  const bytes = encodeValue(value);
  return direction === 1 ? bytes : complement(bytes);
}

export function complement(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => ~byte & 0xff));
}

export type IndexedPaths = readonly (readonly [path: string, direction: 1 | -1])[];

/** Every distinct key of a document in an index over these paths. */
export function keysOf(document: Document, paths: IndexedPaths): Buffer[] {
  refuseParallelArrays(document, paths);
  let keys: Buffer[] = [Buffer.alloc(0)];
  for (const [path, direction] of paths) {
    const parts = indexedValues(document, path).map((value) => directed(value, direction));
    keys = keys.flatMap((key) => parts.map((part) => Buffer.concat([key, part])));
  }
  if (keys.length > 1) keys = [...new Map(keys.map((key) => [key.toString('latin1'), key])).values()];
  if (keys.some((key) => key.length > LONGEST_KEY)) {
    throw new CommandError('KeyTooLong', `a key of more than ${LONGEST_KEY} bytes cannot be indexed`);
  }
  return keys;
}

function refuseParallelArrays(document: Document, paths: IndexedPaths): void {
  const roots = new Set(
    paths.filter(([path]) => isMultikey(document, path)).map(([path]) => path.split('.')[0]),
  );
  if (roots.size > 1) {
    throw new CommandError(
      'CannotIndexParallelArrays',
      `cannot index parallel arrays [${[...roots].join('] [')}]`,
    );
  }
}

/** Whether a path may have more than one key in this document. */
export function isMultikey(document: Document, path: string): boolean {
  return crossesArray(document, path.split('.'));
}

/** Whether none of the paths exists, so that a sparse index leaves the document out. */
export function lacksAll(document: Document, paths: IndexedPaths): boolean {
  return paths.every(([path]) => reach(document, path.split('.')).every((value) => value === undefined));
}
