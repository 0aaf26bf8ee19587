import { type Collection, type Index, namespaceOf } from '../embedded-mongo/storage/catalog.ts';
import { entriesOfDocument } from '../embedded-mongo/storage/index-keys.ts';
import { type Bounds, keysOf, keysWithin, RECORD_BYTES, recordOf } from '../embedded-mongo/storage/keys.ts';
import { crossesArray } from '../embedded-mongo/values/paths.ts';
import { readUnchecked } from '../embedded-mongo/storage/records.ts';
import type { Store } from '../embedded-mongo/storage/store.ts';
import { decode, type Document, isWhole } from '../embedded-mongo/values/values.ts';

/** What a check read, and what it found wrong, a sentence each. */
export interface Checked {
  collections: number;
  documents: number;
  entries: number;
  /** How many faults there are; only the first hundred are described. */
  faults: number;
  readonly described: string[];
}

const MOST_DESCRIBED = 100;
const STEP = 500;

/**
 * Compares every index with its documents, both ways, and reads every document. Changes nothing.
 * Yields now and then, so that the caller can say how far it is.
 */
export function* checkStore(store: Store): Generator<Checked, Checked> {
  const checked: Checked = { collections: 0, documents: 0, entries: 0, faults: 0, described: [] };
  for (const collection of store.collections.values()) {
    checked.collections += 1;
    const owed = yield* checkDocuments(store, collection, checked);
    for (const index of collection.indexes) {
      const found = yield* countEntries(store, collection, index, checked);
      if (found !== owed.get(index)) yield* findStrays(store, collection, index, checked);
    }
  }
  findUnknown(store, checked);
  return checked;
}

function tell(checked: Checked, sentence: string): void {
  checked.faults += 1;
  if (checked.described.length < MOST_DESCRIBED) checked.described.push(sentence);
}

const nameOf = (collection: Collection, index: Index): string =>
  `The index ${index.name} of ${namespaceOf(collection)}`;

/** Reads all documents; answers with how many entries of theirs each index holds. */
function* checkDocuments(
  store: Store,
  collection: Collection,
  checked: Checked,
): Generator<Checked, Map<Index, number>> {
  const owed = new Map(collection.indexes.map((index) => [index, 0]));
  for (const key of keysWithin(store.documents, keysOf(collection))) {
    checked.documents += 1;
    if (checked.documents % STEP === 0) yield checked;
    const record = recordOf(key);
    const document = wholeDocument(store, collection, record);
    if (document === undefined)
      tell(checked, `The document ${record} of ${namespaceOf(collection)} is not whole.`);
    else
      for (const index of collection.indexes)
        owed.set(
          index,
          (owed.get(index) ?? 0) + checkEntries(store, { collection, index, record }, document, checked),
        );
  }
  return owed;
}

function wholeDocument(store: Store, collection: Collection, record: number): Document | undefined {
  const bytes = readUnchecked(store, collection, record);
  if (bytes === undefined || !isWhole(bytes)) return undefined;
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

interface Place {
  readonly collection: Collection;
  readonly index: Index;
  readonly record: number;
}

/** How many entries of a document an index holds; tells of those that are missing. */
function checkEntries(
  store: Store,
  { collection, index, record }: Place,
  document: Document,
  checked: Checked,
): number {
  const keys = keysOwed(index, document, record);
  if (keys === undefined) {
    tell(checked, `${nameOf(collection, index)} cannot file the document ${record}.`);
    return 0;
  }
  const held = keys.filter((key) => store.entries.getBinary(key) !== undefined).length;
  if (held < keys.length) tell(checked, `${nameOf(collection, index)} lacks the document ${record}.`);
  if (index.paths.some(({ parts }, at) => index.multikey[at] !== true && crossesArray(document, parts)))
    tell(checked, `${nameOf(collection, index)} does not know of the array in the document ${record}.`);
  return held;
}

function keysOwed(index: Index, document: Document, record: number): Buffer[] | undefined {
  try {
    return entriesOfDocument(index, document, record);
  } catch {
    return undefined;
  }
}

/** How many entries an index has; tells of two documents under one key of a unique index. */
function* countEntries(
  store: Store,
  collection: Collection,
  index: Index,
  checked: Checked,
): Generator<Checked, number> {
  let count = 0;
  let before: Buffer | undefined;
  for (const key of keysWithin(store.entries, keysOf(index))) {
    count += 1;
    checked.entries += 1;
    if (checked.entries % STEP === 0) yield checked;
    if (!index.unique) continue;
    const value = key.subarray(0, -RECORD_BYTES);
    if (before !== undefined && value.equals(before))
      tell(checked, `${nameOf(collection, index)} is unique and holds a key twice.`);
    before = value;
  }
  return count;
}

/** Tells of the entries that lead to no document, or to one that is not filed under them. */
function* findStrays(
  store: Store,
  collection: Collection,
  index: Index,
  checked: Checked,
): Generator<Checked, void> {
  let read = 0;
  for (const key of keysWithin(store.entries, keysOf(index))) {
    read += 1;
    if (read % STEP === 0) yield checked;
    const record = key.length < 4 + RECORD_BYTES ? -1 : recordOf(key);
    const document = record < 0 ? undefined : wholeDocument(store, collection, record);
    const owed = document === undefined ? [] : (keysOwed(index, document, record) ?? []);
    if (!owed.some((other) => other.equals(key)))
      tell(checked, `${nameOf(collection, index)} holds an entry that belongs to no document.`);
  }
}

/** Tells of documents and entries of collections and indexes that the catalog does not know. */
function findUnknown(store: Store, checked: Checked): void {
  const collections = [...store.collections.values()];
  const known = collections.map(keysOf);
  if (hasOthers(store.documents, known)) tell(checked, 'There are documents of no collection.');
  const indexes = collections.flatMap((collection) => collection.indexes.map(keysOf));
  if (hasOthers(store.entries, indexes)) tell(checked, 'There are entries of no index.');
}

/** Whether a key lies outside of all these ranges. */
function hasOthers(database: Store['documents'], ranges: readonly Bounds[]): boolean {
  let lower: Buffer = Buffer.of(0);
  for (const range of ranges.toSorted((left, right) => Buffer.compare(left.lower, right.lower))) {
    if (!isEmpty(database, { lower, upper: range.lower })) return true;
    lower = range.upper;
  }
  return !isEmpty(database, { lower, upper: Buffer.alloc(4, 0xff) });
}

function isEmpty(database: Store['documents'], bounds: Bounds): boolean {
  return keysWithin(database, bounds).next().done === true;
}
