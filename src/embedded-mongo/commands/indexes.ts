import { batchOf, documentOf, documentsOf } from './arguments.ts';
import {
  type Collection,
  describeIndex,
  idIndex,
  type Index,
  keyPatternOf,
  namespaceOf,
  parseIndex,
  refuseBadExpiry,
} from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { equalValues } from '../values/order.ts';
import { buildIndex } from '../storage/records.ts';
import type { Store } from '../storage/store.ts';
import { timeLimitOf } from '../time-limit.ts';
import { type Document, encode, isDocument, numberOf } from '../values/values.ts';
import { type Command, type Context, collectionOf, ensureCollection, namespaceOfCommand } from './context.ts';

function existing(command: Document, context: Context): Collection {
  const collection = collectionOf(command, context);
  if (collection !== undefined) return collection;
  throw new CommandError('NamespaceNotFound', `ns does not exist: ${namespaceOfCommand(command)}`);
}

/** Makes all of the indexes or none. */
const createIndexes: Command = async (command, context) => {
  refuseUnknownFields(command, ['indexes', 'commitQuorum']);
  const { store } = context;
  const namespace = namespaceOfCommand(command);
  const wanted = documentsOf(command['indexes'], 'createIndexes.indexes');
  const timeLimit = timeLimitOf(command);
  if (wanted.length === 0) throw new CommandError('BadValue', 'Must specify at least one index to create');
  const { made, ...counts } = await store.write(() => {
    const createdCollectionAutomatically = !store.collections.has(namespace);
    const added = newIndexes(store.collections.get(namespace)?.indexes ?? [idIndex(0)], wanted, store);
    const collection = ensureCollection(namespace, context);
    const numIndexesBefore = collection.indexes.length;
    store.allOrNothing(() => {
      for (const index of added) buildIndex(store, collection, index, timeLimit);
    });
    store.addIndexes(collection, added);
    const numIndexesAfter = collection.indexes.length;
    return { made: added, numIndexesBefore, numIndexesAfter, createdCollectionAutomatically };
  });
  // Not before their entries are committed: a search would miss what is not there yet.
  for (const index of made) index.isBuilt = true;
  return { ...counts, ...(made.length === 0 && { note: 'all indexes already exist' }) };
};

/** Those of the wanted that are not there yet. */
function newIndexes(present: readonly Index[], wanted: readonly Document[], store: Store): Index[] {
  const added: Index[] = [];
  for (const specification of wanted) {
    const index = { ...parseIndex(specification, store.newNumber()), isBuilt: false };
    if (!alreadyExists([...present, ...added], index)) added.push(index);
  }
  return added;
}

function alreadyExists(indexes: readonly Index[], index: Index): boolean {
  const sameName = indexes.find((other) => other.name === index.name);
  const samePaths = indexes.find(
    (other) =>
      equalValues(keyPatternOf(other), keyPatternOf(index)) &&
      equalValues(other.partial ?? null, index.partial ?? null),
  );
  if (sameName !== undefined && sameName !== samePaths) {
    throw new CommandError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index: ${index.name}`,
    );
  }
  if (samePaths === undefined) return false;
  if (samePaths.name === '_id_' || equalValues(describeIndex(samePaths), describeIndex(index))) return true;
  throw new CommandError(
    'IndexOptionsConflict',
    `Index already exists with a different name or options: ${samePaths.name}`,
  );
}

const dropIndexes: Command = (command, context) => {
  refuseUnknownFields(command, ['index']);
  return context.store.write(() => {
    const collection = existing(command, context);
    const nIndexesWas = collection.indexes.length;
    for (const index of indexesToDrop(collection, command['index']))
      context.store.dropIndex(collection, index);
    return { nIndexesWas };
  });
};

function indexesToDrop(collection: Collection, wanted: unknown): Iterable<Index> {
  if (wanted === '*') return collection.indexes.filter((index) => index.name !== '_id_');
  const names: unknown[] = Array.isArray(wanted) ? wanted : [wanted];
  return new Set(names.map((name) => indexNamed(collection, name)));
}

/** @param wanted its name, or the document of its keys */
function indexNamed({ indexes }: Collection, wanted: unknown): Index {
  const found = indexes.find(
    (index) => index.name === wanted || (isDocument(wanted) && equalValues(keyPatternOf(index), wanted)),
  );
  if (found?.name === '_id_') throw new CommandError('InvalidOptions', 'the _id index stays as it is');
  if (found !== undefined) return found;
  throw new CommandError('IndexNotFound', `index not found with name [${String(wanted)}]`);
}

const listIndexes: Command = (command, context) => {
  refuseUnknownFields(command, ['cursor', 'includeBuildUUIDs', 'includeIndexBuildInfo']);
  const collection = existing(command, context);
  return context.cursors.open(
    namespaceOf(collection),
    collection.indexes.map(describeIndex).map(encode),
    batchOf(command),
  );
};

/** Changes how long an index keeps documents, or makes it a TTL index; nothing else of `collMod` is done. */
const collMod: Command = (command, context) => {
  refuseUnknownFields(command, ['index']);
  const change = documentOf(command['index'], 'collMod.index');
  const seconds = numberOf(change['expireAfterSeconds']);
  const unknown = Object.keys(change).find(
    (field) => !['name', 'keyPattern', 'expireAfterSeconds'].includes(field),
  );
  if (seconds === undefined || unknown !== undefined) {
    throw new CommandError('NotImplemented', 'collMod changes only expireAfterSeconds here');
  }
  const { name } = change;
  if (name !== undefined && typeof name !== 'string')
    throw new CommandError('TypeMismatch', "BSON field 'collMod.index.name' must be a string");
  return context.store.write(() => {
    const collection = existing(command, context);
    const index = indexNamed(collection, name ?? change['keyPattern']);
    refuseBadExpiry(seconds, index.paths);
    const before = index.expireAfterSeconds;
    index.expireAfterSeconds = seconds;
    context.store.saveCollection(collection);
    return {
      ...(before !== undefined && { expireAfterSeconds_old: before }),
      expireAfterSeconds_new: seconds,
    };
  });
};

export const indexCommands: Readonly<Record<string, Command>> = {
  createIndexes,
  dropIndexes,
  listIndexes,
  collMod,
};
