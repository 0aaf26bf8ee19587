import { batchOf, documentOf, refuseAsked } from './arguments.ts';
import { type Collection, describeIndex } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { compileFilter } from '../query/filter.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { type Document, encode } from '../values/values.ts';
import { type Command, collectionOf, databaseOf, ensureCollection, namespaceOfCommand } from './context.ts';

const listCollections: Command = (command, context) => {
  refuseUnknownFields(command, ['filter', 'nameOnly', 'authorizedCollections', 'cursor']);
  const database = databaseOf(command);
  const matches = compileFilter(documentOf(command['filter'], 'listCollections.filter'));
  const described = [...context.store.collections.values()]
    .filter((collection) => collection.database === database)
    .map((collection) => describeCollection(collection, command['nameOnly'] === true))
    .filter(matches);
  return context.cursors.open(`${database}.$cmd.listCollections`, described.map(encode), batchOf(command));
};

function describeCollection(collection: Collection, nameOnly: boolean): Document {
  const { name, indexes } = collection;
  if (nameOnly) return { name, type: 'collection' };
  const [idIndex] = indexes.map(describeIndex);
  return { name, type: 'collection', options: {}, info: { readOnly: false }, idIndex };
}

const CREATE_REFUSED = [
  'capped',
  'changeStreamPreAndPostImages',
  'clusteredIndex',
  'encryptedFields',
  'expireAfterSeconds',
  'indexOptionDefaults',
  'max',
  'pipeline',
  'size',
  'storageEngine',
  'timeseries',
  'validationAction',
  'validationLevel',
  'validator',
  'viewOn',
];

const create: Command = (command, context) => {
  refuseUnknownFields(command, ['autoIndexId', 'idIndex', ...CREATE_REFUSED]);
  refuseAsked(command, CREATE_REFUSED);
  const namespace = namespaceOfCommand(command);
  return context.store.write(() => {
    if (context.store.collections.has(namespace)) {
      throw new CommandError('NamespaceExists', `Collection ${namespace} already exists.`);
    }
    ensureCollection(namespace, context);
    return {};
  });
};

const drop: Command = (command, context) => {
  refuseUnknownFields(command, []);
  const ns = namespaceOfCommand(command);
  return context.store.write(() => {
    const collection = collectionOf(command, context);
    if (collection === undefined) return {};
    context.store.dropCollection(collection);
    return { nIndexesWas: collection.indexes.length, ns };
  });
};

const dropDatabase: Command = (command, { store }) => {
  refuseUnknownFields(command, []);
  const dropped = databaseOf(command);
  return store.write(() => {
    for (const collection of store.collections.values())
      if (collection.database === dropped) store.dropCollection(collection);
    return { dropped };
  });
};

const listDatabases: Command = (command, { store }) => {
  refuseUnknownFields(command, ['filter', 'nameOnly', 'authorizedDatabases']);
  const names = [
    ...new Set([...store.collections.values()].map((collection) => collection.database)),
  ].toSorted();
  const nameOnly = command['nameOnly'] === true;
  const described = names.map((name) => (nameOnly ? { name } : { name, sizeOnDisk: 0, empty: false }));
  const databases = described.filter(compileFilter(documentOf(command['filter'], 'listDatabases.filter')));
  return { databases, ...(!nameOnly && { totalSize: 0, totalSizeMb: 0 }) };
};

export const collectionCommands: Readonly<Record<string, Command>> = {
  listCollections,
  create,
  drop,
  dropDatabase,
  listDatabases,
};
