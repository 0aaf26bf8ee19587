import { documentOf, documentsOf, refuseAsked } from '../arguments.ts';
import type { Collection } from '../catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseCollation, refuseUnknown, refuseUnknownFields } from '../generic-fields.ts';
import { type Found, search, type Search } from '../search.ts';
import { deleteRecord, insertRecord, readRecord, updateRecord } from '../records.ts';
import { compileUpdate, isReplacement, refuseExpression, seedOf, type Updater, withId } from '../update.ts';
import { decode, decodeFields, type Document, encode, numberOf } from '../values.ts';
import { type Command, type Context, collectionOf, ensureCollection, namespaceOfCommand } from './context.ts';

interface Failure extends Document {
  readonly index: number;
}

interface Tally {
  n: number;
  nModified: number;
  readonly upserted: Document[];
}

/**
 * Does each write by itself and, unless it is told otherwise, stops at the first that fails. Also what nobody foresaw is the
 * failure of one write: the others are committed, and a client that is told of none would take them for not done.
 */
function each<Item>(
  items: readonly Item[],
  ordered: boolean,
  write: (item: Item, index: number) => void,
): Failure[] {
  const errors: Failure[] = [];
  for (const [index, item] of items.entries()) {
    try {
      write(item, index);
    } catch (error) {
      errors.push({ index, ...failureOf(error) });
      if (ordered) break;
    }
  }
  return errors;
}

function failureOf(error: unknown): Document {
  if (error instanceof CommandError) return { code: error.code, ...error.info, errmsg: error.message };
  return { code: 1, errmsg: error instanceof Error ? error.message : String(error) };
}

const withErrors = (writeErrors: readonly Document[]): Document =>
  writeErrors.length > 0 ? { writeErrors } : {};

/**
 * How many documents of one insert share a transaction. The keys of a large one lie all over the trees, and the pages that it frees
 * there make a list that LMDB reads and rewrites at every commit until it is used up: after 60,000 documents in transactions of
 * 1,000 a small write took 12 ms, and 1.4 ms after transactions of 100. MongoDB promises no more than each document whole.
 */
const INSERTED_AT_ONCE = 100;

const insert: Command = async (command, context) => {
  refuseUnknownFields(command, ['documents', 'ordered']);
  const namespace = namespaceOfCommand(command);
  const documents = bytesOf(command['documents']);
  const ordered = command['ordered'] !== false;
  const errors: Document[] = [];
  let n = 0;
  for (let first = 0; first < documents.length; first += INSERTED_AT_ONCE) {
    const some = documents.slice(first, first + INSERTED_AT_ONCE);
    const failed = await insertSome(namespace, some, ordered, context).catch((error: unknown) => {
      // What went before is on the disk, and the client has to be told so.
      if (n === 0) throw error;
      return some.map((_, index) => ({ index, ...failureOf(error) }));
    });
    n += ordered ? (failed[0]?.index ?? some.length) : some.length - failed.length;
    errors.push(
      ...(ordered ? failed.slice(0, 1) : failed).map((error) => ({ ...error, index: first + error.index })),
    );
    if (ordered && failed.length > 0) break;
  }
  return { n, ...withErrors(errors) };
};

function insertSome(namespace: string, some: readonly Buffer[], ordered: boolean, context: Context) {
  return context.store.write(() => {
    const collection = ensureCollection(namespace, context);
    return each(some, ordered, (bytes) => insertBytes(collection, bytes, context));
  });
}

function bytesOf(documents: unknown): Buffer[] {
  if (
    Array.isArray(documents) &&
    documents.length > 0 &&
    documents.every((entry) => entry instanceof Uint8Array)
  ) {
    return documents.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  throw new CommandError('FailedToParse', 'insert needs an array of documents that is not empty');
}

/** Keeps the client's bytes where `_id` already comes first. */
function insertBytes(collection: Collection, bytes: Buffer, { store }: Context): void {
  // The name of the first field lies behind the length of the document and the type of the field.
  if (bytes.toString('latin1', 5, 9) !== '_id\0') {
    const document = withId(decode(bytes));
    refuseBadId(document['_id']);
    return insertRecord(store, collection, encode(document));
  }
  refuseBadId(decodeFields(bytes, ID)['_id']);
  return insertRecord(store, collection, bytes);
}

const ID: ReadonlySet<string> = new Set(['_id']);

function refuseBadId(id: unknown): void {
  if (Array.isArray(id) || id === undefined || (typeof id === 'object' && id !== null && 'pattern' in id)) {
    throw new CommandError(
      'InvalidIdField',
      'The _id field cannot be an array, undefined or a regular expression',
    );
  }
}

const UPDATE_FIELDS = ['q', 'u', 'upsert', 'multi', 'arrayFilters', 'hint', 'collation', 'c', 'sort'];

const update: Command = (command, context) => {
  refuseUnknownFields(command, ['updates', 'ordered']);
  const namespace = namespaceOfCommand(command);
  const statements = documentsOf(command['updates'], 'update.updates');
  return context.store.write(() => {
    const tally: Tally = { n: 0, nModified: 0, upserted: [] };
    const errors = each(statements, command['ordered'] !== false, (statement, index) => {
      updateOnce(namespace, statement, index, tally, context);
    });
    const { n, nModified, upserted } = tally;
    return { n, nModified, ...(upserted.length > 0 && { upserted }), ...withErrors(errors) };
  });
};

function refuseStatement(statement: Document, known: readonly string[], refused: readonly string[]): void {
  refuseUnknown(statement, known);
  refuseCollation(statement['collation']);
  refuseAsked(statement, refused);
}

function updateOnce(
  namespace: string,
  statement: Document,
  index: number,
  tally: Tally,
  context: Context,
): void {
  refuseStatement(statement, UPDATE_FIELDS, ['c', 'sort']);
  const filter = documentOf(statement['q'], 'update.updates.q');
  const multi = statement['multi'] === true;
  if (multi && isReplacement(statement['u']))
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  const change = updaterOf(statement['u'], filter, statement['arrayFilters']);
  const upserts = statement['upsert'] === true;
  if (upserts) refuseExpression(filter);
  const collection = upserts
    ? ensureCollection(namespace, context)
    : context.store.collections.get(namespace);
  if (collection === undefined) return;
  const asked = { filter, sort: [], hint: statement['hint'], limit: multi ? 0 : 1 };
  let n = 0;
  for (const found of allFound(collection, asked, context)) {
    n += 1;
    const changed = changedBytes(found, change);
    if (changed === found.bytes) continue;
    updateRecord(context.store, collection, found.record, found.bytes, changed);
    tally.nModified += 1;
  }
  tally.n += n;
  if (n === 0 && upserts) {
    const made = upsertOf(filter, statement['u'], change);
    insertRecord(context.store, collection, encode(made));
    tally.n += 1;
    tally.upserted.push({ index, _id: made['_id'] });
  }
}

/**
 * All are found before the first is changed, so that no change makes a document be found again; their bytes are not
 * kept meanwhile.
 */
function* allFound(collection: Collection, asked: Search, { store }: Context): Generator<Found> {
  if (asked.limit === 1) {
    yield* search(store, collection, asked);
    return;
  }
  const records: number[] = [];
  for (const { record } of search(store, collection, asked)) records.push(record);
  for (const record of records) {
    const bytes = readRecord(store, collection, record);
    if (bytes !== undefined) yield { record, bytes };
  }
}

export function updaterOf(change: unknown, filter: Document, arrayFilters: unknown): Updater {
  return compileUpdate(change, { filter, arrayFilters: documentsOf(arrayFilters, 'arrayFilters') });
}

/** The new bytes, and the same ones where the document stays as it is. */
export function changedBytes({ bytes }: Found, change: Updater): Buffer {
  const changed = encode(change(decode(bytes), false));
  return changed.equals(bytes) ? bytes : changed;
}

/** The document that an upsert inserts. */
export function upsertOf(filter: Document, change: unknown, updater: Updater): Document {
  const made = withId(updater(seedOf(filter, isReplacement(change)), true));
  refuseBadId(made['_id']);
  return made;
}

const remove: Command = (command, context) => {
  refuseUnknownFields(command, ['deletes', 'ordered']);
  namespaceOfCommand(command);
  const statements = documentsOf(command['deletes'], 'delete.deletes').map(parseDelete);
  return context.store.write(() => {
    let n = 0;
    const collection = collectionOf(command, context);
    const errors = each(statements, command['ordered'] !== false, (asked) => {
      if (collection !== undefined) n += removeFound(collection, asked, context);
    });
    return { n, ...withErrors(errors) };
  });
};

function parseDelete(statement: Document): Search {
  refuseStatement(statement, ['q', 'limit', 'hint', 'collation'], []);
  if (statement['limit'] === undefined)
    throw new CommandError('IDLFailedToParse', "BSON field 'delete.deletes.limit' is missing");
  const limit = numberOf(statement['limit']);
  if (limit !== 0 && limit !== 1)
    throw new CommandError('FailedToParse', 'The limit field in delete objects must be 0 or 1');
  return { filter: documentOf(statement['q'], 'delete.deletes.q'), sort: [], hint: statement['hint'], limit };
}

function removeFound(collection: Collection, asked: Search, context: Context): number {
  let n = 0;
  for (const { record, bytes } of allFound(collection, asked, context)) {
    n += 1;
    deleteRecord(context.store, collection, record, bytes);
  }
  return n;
}

export const writeCommands: Readonly<Record<string, Command>> = { insert, update, delete: remove };
