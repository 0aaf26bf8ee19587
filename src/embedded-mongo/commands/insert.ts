import { documentOf } from './arguments.ts';
import type { Collection } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseBadId, withId } from '../values/document-id.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { insertRecord } from '../storage/records.ts';
import { isTimeOver } from '../time-limit.ts';
import { decode, decodeFields, type Document, encode } from '../values/values.ts';

import { type Command, type Context, ensureCollection, namespaceOfCommand } from './context.ts';
import { each, failureOf, type Manner, mannerOf, withErrors } from './each-write.ts';

/**
 * How many documents of one insert share a transaction. The keys of a large one lie all over the trees, and the pages that it frees
 * there make a list that LMDB reads and rewrites at every commit until it is used up: after 60,000 documents in transactions of
 * 1,000 a small write took 12 ms, and 1.4 ms after transactions of 100. MongoDB promises no more than each document whole.
 */
const INSERTED_AT_ONCE = 100;

export const insert: Command = async (command, context) => {
  refuseUnknownFields(command, ['documents', 'ordered']);
  const namespace = namespaceOfCommand(command);
  const documents = bytesOf(command['documents']);
  const manner = mannerOf(command);
  const { ordered } = manner;
  const errors: Document[] = [];
  let n = 0;
  for (let first = 0; first < documents.length; first += INSERTED_AT_ONCE) {
    const some = documents.slice(first, first + INSERTED_AT_ONCE);
    const failed = await insertSome(namespace, some, manner, context).catch((error: unknown) => {
      // What went before is on the disk, and the client has to be told so. The end of the time is told alone, as by MongoDB.
      if (n === 0 || isTimeOver(error)) throw error;
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

function insertSome(namespace: string, some: readonly Buffer[], manner: Manner, context: Context) {
  return context.store.write(() => {
    const collection = ensureCollection(namespace, context);
    return each(some, manner, (bytes) => insertBytes(collection, bytes, context));
  });
}

function bytesOf(documents: unknown): Buffer[] {
  if (Array.isArray(documents) && documents.length > 0)
    return documents.map((entry) =>
      Buffer.isBuffer(entry) ? entry : encode(documentOf(entry, 'documents')),
    );
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
