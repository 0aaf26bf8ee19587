import type { Collection, Index } from './catalog.ts';
import { type Bounds, numberedKey, numberOfKey } from './keys.ts';

/** Where the documents of a collection lie. */
export function recordsOf(collection: Collection): Bounds {
  return { lower: numberOfKey(collection.number), upper: numberOfKey(collection.number + 1) };
}

/** Where the entries of an index lie. */
export function entriesOf(index: Index): Bounds {
  return { lower: index.prefix, upper: numberOfKey(index.number + 1) };
}

/** Where a document lies. */
export function recordKey(collection: Collection, record: number): Buffer {
  return numberedKey(collection.number, record);
}
