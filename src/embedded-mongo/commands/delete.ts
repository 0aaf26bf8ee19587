import { documentOf, documentsOf } from './arguments.ts';
import type { Collection } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { deleteRecord } from '../storage/records.ts';
import type { Search } from '../planner/search.ts';
import { type Document, numberOf } from '../values/values.ts';
import { type Command, type Context, collectionOf, namespaceOfCommand } from './context.ts';
import { allFound, each, mannerOf, refuseStatement, withErrors } from './each-write.ts';

export const remove: Command = (command, context) => {
  refuseUnknownFields(command, ['deletes', 'ordered']);
  namespaceOfCommand(command);
  const manner = mannerOf(command);
  const { timeLimit } = manner;
  const statements = documentsOf(command['deletes'], 'delete.deletes').map(searchOfDelete);
  return context.store.write(() => {
    let n = 0;
    const collection = collectionOf(command, context);
    const errors = each(statements, manner, (asked) => {
      if (collection !== undefined) n += removeFound(collection, { ...asked, timeLimit }, context);
    });
    return { n, ...withErrors(errors) };
  });
};

/** What one statement of a `delete` asks for; also read by `explain`. */
export function searchOfDelete(statement: Document): Search {
  refuseStatement(statement, { needed: ['q', 'limit'], known: ['hint', 'collation'] });
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
