import { randomBytes } from 'node:crypto';
import { type Collection, type Index, keyPatternOf, namespaceOf } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { indexedValues, isMultikey, keysOf, lacksAll } from './index-keys.ts';
import { keysWithin, numberOfKey, RECORD_BYTES, recordBytes, recordOf } from './keys.ts';
import { recordKey, type Store } from './store.ts';
import { decode, type Document, encode } from './values.ts';

/** Record numbers end the keys of entries, and 0xff stands for what follows every key of a value: none begins with it. */
const FIRST_RECORD_TOO_HIGH = 0xff * 2 ** 40;
/** MongoDB's limit of a document, in bytes. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;
const PRESENT = Buffer.of(1);

/** The bytes of a document; undefined where it is gone. */
export function readRecord(store: Store, collection: Collection, record: number): Buffer | undefined {
  return store.documents.getBinary(recordKey(collection, record));
}

/** The keys of a document in an index; none where a sparse or partial index leaves it out. */
function indexed(index: Index, document: Document): Buffer[] {
  if (index.covers !== undefined && !index.covers(document)) return [];
  if (index.sparse && lacksAll(document, index.paths)) return [];
  return keysOf(document, index.paths).map((key) => Buffer.concat([numberOfKey(index.number), key]));
}

/**
 * A random number, because counted ones would keep the order in which documents came. Threat: who takes the file would
 * learn which acts of the day lie between two sign-ins.
 */
function freeRecord(store: Store, collection: Collection): number {
  const record = randomBytes(RECORD_BYTES).readUIntBE(0, RECORD_BYTES) % FIRST_RECORD_TOO_HIGH;
  const isTaken = store.documents.getBinary(recordKey(collection, record)) !== undefined;
  return isTaken ? freeRecord(store, collection) : record;
}

/** Writes a new document with its index entries; all is checked before anything is written. */
export function insertRecord(
  store: Store,
  collection: Collection,
  document: Document,
  bytes = encode(document),
): void {
  refuseLarge(bytes);
  const record = freeRecord(store, collection);
  const added = collection.indexes.map((index) => ({ index, keys: indexed(index, document) }));
  for (const { index, keys } of added) refuseDuplicates(store, collection, index, keys, document, record);
  store.documents.putSync(recordKey(collection, record), bytes);
  for (const { keys } of added) for (const key of keys) store.entries.putSync(entry(key, record), PRESENT);
  rememberArrays(store, collection, document);
}

/** Writes a changed document; only the index entries that differ are touched. */
export function updateRecord(
  store: Store,
  collection: Collection,
  record: number,
  before: Document,
  after: Document,
  bytes: Buffer,
): void {
  refuseLarge(bytes);
  const changes = collection.indexes.map((index) => difference(index, before, after));
  for (const { index, added } of changes) refuseDuplicates(store, collection, index, added, after, record);
  store.documents.putSync(recordKey(collection, record), bytes);
  for (const { added, removed } of changes) {
    for (const key of removed) store.entries.removeSync(entry(key, record));
    for (const key of added) store.entries.putSync(entry(key, record), PRESENT);
  }
  rememberArrays(store, collection, after);
}

export function deleteRecord(store: Store, collection: Collection, record: number, document: Document): void {
  store.documents.removeSync(recordKey(collection, record));
  for (const index of collection.indexes) {
    for (const key of indexed(index, document)) store.entries.removeSync(entry(key, record));
  }
}

/** Fills a new index from the documents; throws before it wrote a thing if they do not fit it. */
export function buildIndex(
  store: Store,
  collection: Collection,
  index: Index,
  records: Iterable<number>,
): void {
  const built: Buffer[] = [];
  const seen = new Set<string>();
  for (const record of records) {
    const document = decode(readRecord(store, collection, record) ?? encode({}));
    for (const key of indexed(index, document)) {
      const text = index.unique ? key.toString('latin1') : '';
      if (index.unique && seen.has(text)) throw duplicate(collection, index, document);
      seen.add(text);
      built.push(entry(key, record));
    }
    for (const [at, [path]] of index.paths.entries())
      if (isMultikey(document, path)) index.multikey[at] = true;
  }
  for (const key of built) store.entries.putSync(key, PRESENT);
}

/** The keys of all entries that a document has to have in an index, and `check.ts` looks for. */
export function entriesOfDocument(index: Index, document: Document, record: number): Buffer[] {
  return indexed(index, document).map((key) => entry(key, record));
}

function entry(key: Buffer, record: number): Buffer {
  return Buffer.concat([key, recordBytes(record)]);
}

function difference(index: Index, before: Document, after: Document) {
  const [old, wanted] = [indexed(index, before), indexed(index, after)];
  return {
    index,
    removed: old.filter((key) => !wanted.some((other) => other.equals(key))),
    added: wanted.filter((key) => !old.some((other) => other.equals(key))),
  };
}

function refuseLarge(bytes: Buffer): void {
  if (bytes.length > LARGEST_DOCUMENT) {
    throw new CommandError(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${bytes.length}, max size: ${LARGEST_DOCUMENT}`,
    );
  }
}

function refuseDuplicates(
  store: Store,
  collection: Collection,
  index: Index,
  keys: readonly Buffer[],
  document: Document,
  record: number,
): void {
  if (!index.unique) return;
  for (const key of keys) {
    const others = keysWithin(store.entries, { lower: key, upper: Buffer.concat([key, Buffer.of(0xff)]) });
    for (const other of others) if (recordOf(other) !== record) throw duplicate(collection, index, document);
  }
}

/** The message that drivers and mongoose know a duplicate by. */
function duplicate(collection: Collection, index: Index, document: Document): CommandError {
  const keyPattern = keyPatternOf(index);
  const keyValue = Object.fromEntries(
    index.paths.map(([path]) => [path, indexedValues(document, path)[0] ?? null]),
  );
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
  const message = `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${index.name} dup key: { ${shown.join(', ')} }`;
  return new CommandError('DuplicateKey', message, { keyPattern, keyValue });
}

function rememberArrays(store: Store, collection: Collection, document: Document): void {
  let learned = false;
  for (const index of collection.indexes) {
    for (const [at, [path]] of index.paths.entries()) {
      if (index.multikey[at] === true || !isMultikey(document, path)) continue;
      index.multikey[at] = true;
      learned = true;
    }
  }
  if (learned) store.saveCollection(collection);
}
