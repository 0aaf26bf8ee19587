import { documentOf } from './arguments.ts';
import type { Collection } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { compileProjection } from '../query/projection.ts';
import { type Found, search, type Search } from '../planner/search.ts';
import { deleteRecord, insertRecord, updateRecord } from '../storage/records.ts';
import { parseSort } from '../query/sort.ts';
import { timeLimitOf } from '../time-limit.ts';
import { refuseExpression, upsertOf } from '../update/upsert.ts';
import { type Document, encode } from '../values/values.ts';
import { encodeWith } from '../wire/wire.ts';
import { type Command, type Context, ensureCollection, namespaceOfCommand } from './context.ts';
import { changedBytes, updaterOf } from './update.ts';

const FIELDS = ['query', 'sort', 'remove', 'update', 'new', 'fields', 'upsert', 'arrayFilters', 'hint'];

interface Outcome {
  readonly value: Buffer | undefined;
  readonly lastErrorObject: Document;
  readonly write?: () => void;
}

/** What a `findAndModify` asks for; also read by `explain`. */
export function searchOfFindAndModify(command: Document): Search {
  refuseUnknownFields(command, FIELDS);
  return {
    filter: documentOf(command['query'], 'findAndModify.query'),
    sort: parseSort(command['sort']),
    hint: command['hint'],
    limit: 1,
    timeLimit: timeLimitOf(command),
  };
}

/** Changes or removes one document and answers with it as it was, or as it is now. */
export const findAndModify: Command = (command, context) => {
  const asked = searchOfFindAndModify(command);
  const { filter } = asked;
  const namespace = namespaceOfCommand(command);
  if ((command['remove'] === true) === (command['update'] !== undefined)) {
    throw new CommandError('FailedToParse', "Either an update or 'remove': true must be specified");
  }
  if (command['remove'] === true && (command['new'] === true || command['upsert'] === true))
    throw new CommandError('FailedToParse', "Cannot specify 'new' or 'upsert' along with 'remove'");
  if (command['upsert'] === true) refuseExpression(filter);
  const project = compileProjection(command['fields'], filter);
  return context.store.write(() => {
    const collection =
      command['upsert'] === true
        ? ensureCollection(namespace, context)
        : context.store.collections.get(namespace);
    if (collection === undefined) return { lastErrorObject: { n: 0, updatedExisting: false }, value: null };
    const [found] = search(context.store, collection, asked);
    const { value, lastErrorObject, write } =
      command['remove'] === true
        ? removal(collection, found, context)
        : change(collection, found, command, filter, context);
    // The answer is made first: what it fails of is not written.
    const answer =
      value === undefined
        ? { lastErrorObject, value: null }
        : encodeWith({ lastErrorObject }, 'value', project?.(value) ?? value);
    write?.();
    return answer;
  });
};

function removal(collection: Collection, found: Found | undefined, { store }: Context): Outcome {
  if (found === undefined) return { value: undefined, lastErrorObject: { n: 0 } };
  return {
    value: found.bytes,
    lastErrorObject: { n: 1 },
    write: () => deleteRecord(store, collection, found.record, found.bytes),
  };
}

function change(
  collection: Collection,
  found: Found | undefined,
  command: Document,
  filter: Document,
  { store }: Context,
): Outcome {
  const { update } = command;
  const updater = updaterOf(update, filter, command['arrayFilters']);
  const wantsNew = command['new'] === true;
  if (found !== undefined) {
    const after = changedBytes(found, updater);
    return {
      value: wantsNew ? after : found.bytes,
      lastErrorObject: { n: 1, updatedExisting: true },
      ...(after !== found.bytes && {
        write: () => updateRecord(store, collection, found.record, found.bytes, after),
      }),
    };
  }
  if (command['upsert'] !== true)
    return { value: undefined, lastErrorObject: { n: 0, updatedExisting: false } };
  const made = upsertOf(filter, update, updater);
  const bytes = encode(made);
  return {
    value: wantsNew ? bytes : undefined,
    lastErrorObject: { n: 1, updatedExisting: false, upserted: made['_id'] },
    write: () => insertRecord(store, collection, bytes),
  };
}
