import { randomFillSync } from 'node:crypto';
import { type Collection, type Index, keyPatternOf, namespaceOf } from './catalog.ts';
import { CommandError } from '../command-error.ts';
import { filedValues } from './filed-values.ts';
import { entriesOfDocument, learnArrays } from './index-keys.ts';
import { keysOf, keysWithin, RECORD_BYTES, recordKey, recordOf } from './keys.ts';
import { namesOf } from '../values/paths.ts';
import type { Store } from './store.ts';
import type { TimeLimit } from '../time-limit.ts';
import { decodeFields, type Document, elementsOf, isWhole } from '../values/values.ts';

/** Record numbers end the keys of entries, and 0xff stands for what follows every key of a value: none begins with it. */
const FIRST_RECORD_TOO_HIGH = 0xff * 2 ** 40;
/** MongoDB's limit of a document, in bytes. */
const LARGEST_DOCUMENT = 16 * 1024 * 1024;
const HIGHEST = Buffer.of(0xff);

/** Below this a copy out of LMDB's shared buffer is cheaper than a buffer of its own. */
const SMALL = 4096;

/** The bytes of a document; undefined where it is gone. @throws where they are not those of one */
export function readRecord(store: Store, collection: Collection, record: number): Buffer | undefined {
  const bytes = readUnchecked(store, collection, record);
  if (bytes !== undefined && !isWhole(bytes)) throw store.damaged('a document is not whole');
  return bytes;
}

/** What is filed in the place of a document, also where that is damaged. */
export function readUnchecked(store: Store, collection: Collection, record: number): Buffer | undefined {
  const key = recordKey(collection, record);
  const shared = store.documents.getBinaryFast(key);
  if (shared === undefined || shared.length >= SMALL) return store.documents.getBinary(key);
  return Buffer.from(shared.subarray(0, shared.length));
}

const random = Buffer.alloc(RECORD_BYTES * 256);
let randomLeft = 0;

/**
 * A random number, because counted ones would keep the order in which documents came. Threat: who takes the file would
 * learn which acts of the day lie between two sign-ins.
 */
function freeRecord(store: Store, collection: Collection): number {
  if (randomLeft === 0) randomLeft = randomFillSync(random).length;
  randomLeft -= RECORD_BYTES;
  const record = random.readUIntBE(randomLeft, RECORD_BYTES) % FIRST_RECORD_TOO_HIGH;
  const isTaken = store.documents.doesExist(recordKey(collection, record));
  return isTaken ? freeRecord(store, collection) : record;
}

/** The fields of a document that decide about its entries in these indexes. */
function fieldsOf(indexes: readonly Index[]): ReadonlySet<string> | undefined {
  return namesOf(indexes.map((index) => index.fields));
}

/** Writes a new document with its index entries; all is checked before anything is written. */
export function insertRecord(store: Store, collection: Collection, bytes: Buffer): void {
  refuseLarge(bytes);
  const { indexes } = collection;
  const document = decodeFields(bytes, fieldsOf(indexes));
  const record = freeRecord(store, collection);
  const added = indexes.map((index) => ({ index, entries: entriesOfDocument(index, document, record) }));
  for (const { index, entries } of added) refuseDuplicates(store, collection, index, entries, document);
  store.documents.putSync(recordKey(collection, record), bytes);
  for (const { entries } of added) for (const entry of entries) store.addEntry(entry);
  rememberArrays(store, collection, indexes, document);
}

/** Writes a changed document; only the indexes on fields that differ are looked at, and only entries that differ touched. */
export function updateRecord(
  store: Store,
  collection: Collection,
  record: number,
  before: Buffer,
  after: Buffer,
): void {
  refuseLarge(after);
  const isChanged = changedFields(before, after);
  const indexes = collection.indexes.filter(
    ({ fields }) => fields === undefined || [...fields].some(isChanged),
  );
  const fields = fieldsOf(indexes);
  const [old, wanted] = [decodeFields(before, fields), decodeFields(after, fields)];
  const changes = indexes.map((index) => difference(index, old, wanted, record));
  for (const { index, added } of changes) refuseDuplicates(store, collection, index, added, wanted);
  store.documents.putSync(recordKey(collection, record), after);
  for (const { added, removed } of changes) {
    for (const entry of removed) store.removeEntry(entry);
    for (const entry of added) store.addEntry(entry);
  }
  rememberArrays(store, collection, indexes, wanted);
}

/** Tells of a field whether its bytes differ. */
function changedFields(before: Buffer, after: Buffer): (name: string) => boolean {
  const [old, wanted] = [elementsOf(before), elementsOf(after)];
  return (name) => {
    const [left, right] = [old.get(name), wanted.get(name)];
    return left === undefined || right === undefined ? left !== right : !left.equals(right);
  };
}

export function deleteRecord(store: Store, collection: Collection, record: number, bytes: Buffer): void {
  const document = decodeFields(bytes, fieldsOf(collection.indexes));
  store.documents.removeSync(recordKey(collection, record));
  for (const index of collection.indexes) {
    for (const entry of entriesOfDocument(index, document, record)) store.removeEntry(entry);
  }
}

/** Fills a new index from the documents; throws where one does not fit it, with the entries of those before it written. */
export function buildIndex(store: Store, collection: Collection, index: Index, timeLimit?: TimeLimit): void {
  for (const key of keysWithin(store.documents, keysOf(collection))) {
    timeLimit?.check();
    const record = recordOf(key);
    const bytes = readRecord(store, collection, record);
    if (bytes === undefined) continue;
    const document = decodeFields(bytes, index.fields);
    const entries = entriesOfDocument(index, document, record);
    refuseDuplicates(store, collection, index, entries, document);
    for (const entry of entries) store.addEntry(entry);
    learnArrays(index, document);
  }
}

function difference(index: Index, before: Document, after: Document, record: number) {
  const [old, wanted] = [entriesOfDocument(index, before, record), entriesOfDocument(index, after, record)];
  return {
    index,
    removed: old.filter((entry) => !wanted.some((other) => other.equals(entry))),
    added: wanted.filter((entry) => !old.some((other) => other.equals(entry))),
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

/** Refuses entries of whose value another document has one already. */
function refuseDuplicates(
  store: Store,
  collection: Collection,
  index: Index,
  entries: readonly Buffer[],
  document: Document,
): void {
  if (!index.unique) return;
  for (const entry of entries) {
    const lower = entry.subarray(0, -RECORD_BYTES);
    for (const other of keysWithin(store.entries, { lower, upper: Buffer.concat([lower, HIGHEST]) }))
      if (!other.equals(entry)) throw duplicate(collection, index, document);
  }
}

/** The message that drivers and mongoose know a duplicate by. */
function duplicate(collection: Collection, index: Index, document: Document): CommandError {
  const keyPattern = keyPatternOf(index);
  const [values = []] = filedValues(document, index.paths);
  const keyValue = Object.fromEntries(index.paths.map(({ path }, at) => [path, values[at] ?? null]));
  const shown = Object.entries(keyValue).map(([path, value]) => `${path}: ${JSON.stringify(value)}`);
  const message = `E11000 duplicate key error collection: ${namespaceOf(collection)} index: ${index.name} dup key: { ${shown.join(', ')} }`;
  return new CommandError('DuplicateKey', message, { keyPattern, keyValue });
}

function rememberArrays(
  store: Store,
  collection: Collection,
  indexes: readonly Index[],
  document: Document,
): void {
  const learned = indexes.map((index) => learnArrays(index, document));
  if (learned.includes(true)) store.saveCollection(collection);
}
