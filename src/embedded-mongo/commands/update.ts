import { documentOf, documentsOf } from './arguments.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { insertRecord, updateRecord } from '../storage/records.ts';
import type { Found, Search } from '../planner/search.ts';
import { compileUpdate, isReplacement, type Updater } from '../update/update.ts';
import { decode, type Document, encode } from '../values/values.ts';
import { refuseExpression, upsertOf } from '../update/upsert.ts';
import { type Command, type Context, ensureCollection, namespaceOfCommand } from './context.ts';
import { allFound, each, mannerOf, refuseStatement, withErrors } from './each-write.ts';

/** What the statements of one command share. */
interface Batch {
  n: number;
  nModified: number;
  readonly upserted: Document[];
}

/** One of them. */
interface Update {
  readonly statement: Document;
  readonly asked: Search;
  readonly index: number;
}

const REFUSED = ['c', 'sort'];
const FIELDS = ['upsert', 'multi', 'arrayFilters', 'hint', 'collation', ...REFUSED];

export const update: Command = (command, context) => {
  refuseUnknownFields(command, ['updates', 'ordered']);
  const namespace = namespaceOfCommand(command);
  const statements = documentsOf(command['updates'], 'update.updates').map((statement) => ({
    statement,
    asked: searchOfUpdate(statement),
  }));
  const manner = mannerOf(command);
  return context.store.write(() => {
    const batch: Batch = { n: 0, nModified: 0, upserted: [] };
    const errors = each(statements, manner, ({ statement, asked }, index) => {
      updateOnce(
        namespace,
        { statement, asked: { ...asked, timeLimit: manner.timeLimit }, index },
        batch,
        context,
      );
    });
    const { n, nModified, upserted } = batch;
    return { n, nModified, ...(upserted.length > 0 && { upserted }), ...withErrors(errors) };
  });
};

/** What one statement of an `update` asks for; also read by `explain`. */
export function searchOfUpdate(statement: Document): Search {
  refuseStatement(statement, { needed: ['q', 'u'], known: FIELDS, refused: REFUSED });
  return {
    filter: documentOf(statement['q'], 'update.updates.q'),
    sort: [],
    hint: statement['hint'],
    limit: statement['multi'] === true ? 0 : 1,
  };
}

function updateOnce(
  namespace: string,
  { statement, asked, index }: Update,
  batch: Batch,
  context: Context,
): void {
  const { filter } = asked;
  if (asked.limit === 0 && isReplacement(statement['u']))
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update');
  const change = updaterOf(statement['u'], filter, statement['arrayFilters']);
  const upserts = statement['upsert'] === true;
  if (upserts) refuseExpression(filter);
  const collection = upserts
    ? ensureCollection(namespace, context)
    : context.store.collections.get(namespace);
  if (collection === undefined) return;
  let n = 0;
  for (const found of allFound(collection, asked, context)) {
    n += 1;
    const changed = changedBytes(found, change);
    if (changed === found.bytes) continue;
    updateRecord(context.store, collection, found.record, found.bytes, changed);
    batch.nModified += 1;
  }
  batch.n += n;
  if (n === 0 && upserts) {
    const made = upsertOf(filter, statement['u'], change);
    insertRecord(context.store, collection, encode(made));
    batch.n += 1;
    batch.upserted.push({ index, _id: made['_id'] });
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
