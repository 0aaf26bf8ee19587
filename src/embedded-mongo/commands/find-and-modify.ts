import { documentOf, refuseAsked } from '../arguments.ts';
import type { Collection } from '../catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from '../generic-fields.ts';
import { compileProjection } from '../projection.ts';
import { type Found, search } from '../query.ts';
import { deleteRecord, insertRecord, updateRecord } from '../records.ts';
import { parseSort } from '../sort.ts';
import { compileUpdate } from '../update.ts';
import { type Document, encode } from '../values.ts';
import { encodeWith } from '../wire.ts';
import { type Command, type Context, ensureCollection, namespaceOfCommand } from './context.ts';
import { changedBytes, upsertOf } from './writes.ts';

const FIELDS = ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'arrayFilters', 'hint'];

interface Outcome {
  readonly value: Buffer | undefined;
  readonly lastErrorObject: Document;
}

/** Changes or removes one document and answers with it as it was, or as it is now. */
export const findAndModify: Command = (command, context) => {
  refuseUnknownFields(command, FIELDS);
  refuseAsked(command, ['arrayFilters']);
  const namespace = namespaceOfCommand(command);
  if ((command['remove'] === true) === (command['update'] !== undefined)) {
    throw new CommandError('FailedToParse', "Either an update or 'remove': true must be specified");
  }
  if (command['remove'] === true && (command['new'] === true || command['upsert'] === true))
    throw new CommandError('FailedToParse', "Cannot specify 'new' or 'upsert' along with 'remove'");
  const filter = documentOf(command['query'], 'findAndModify.query');
  const project = compileProjection(command['fields']);
  return context.store.write(() => {
    const collection =
      command['upsert'] === true
        ? ensureCollection(namespace, context)
        : context.store.collections.get(namespace);
    if (collection === undefined) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
    const asked = { filter, sort: parseSort(command['sort']), hint: command['hint'], limit: 1 };
    const [found] = search(context.store, collection, asked);
    const { value, lastErrorObject } =
      command['remove'] === true
        ? removal(collection, found, context)
        : change(collection, found, command, filter, context);
    return value === undefined
      ? { lastErrorObject, value: null }
      : encodeWith({ lastErrorObject }, 'value', project?.(value) ?? value);
  });
};

function removal(collection: Collection, found: Found | undefined, { store }: Context): Outcome {
  if (found === undefined) return { value: undefined, lastErrorObject: { n: 0 } };
  deleteRecord(store, collection, found.record, found.bytes);
  return { value: found.bytes, lastErrorObject: { n: 1 } };
}

function change(
  collection: Collection,
  found: Found | undefined,
  command: Document,
  filter: Document,
  { store }: Context,
): Outcome {
  const { update } = command;
  const updater = compileUpdate(update);
  const wantsNew = command['new'] === true;
  if (found !== undefined) {
    const after = changedBytes(found, updater);
    if (after !== found.bytes) updateRecord(store, collection, found.record, found.bytes, after);
    return { value: wantsNew ? after : found.bytes, lastErrorObject: { n: 1, updatedExisting: true } };
  }
  if (command['upsert'] !== true)
    return { value: undefined, lastErrorObject: { n: 0, updatedExisting: false } };
  const made = upsertOf(filter, update, updater);
  const bytes = encode(made);
  insertRecord(store, collection, bytes);
  return {
    value: wantsNew ? bytes : undefined,
    lastErrorObject: { n: 1, updatedExisting: false, upserted: made['_id'] },
  };
}
