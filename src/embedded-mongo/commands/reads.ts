import { documentOf, refuseAsked, wholeOf } from './arguments.ts';
import { namespaceOf, type Collection } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { count as countMatches } from '../planner/count.ts';
import { encodeValue } from '../values/order.ts';
import { reach } from '../values/paths.ts';
import { plan } from '../planner/planner.ts';
import { compileFilter } from '../query/filter.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { compileProjection } from '../query/projection.ts';
import { search, type Search } from '../planner/search.ts';
import { parseSort } from '../query/sort.ts';
import { timeLimitOf } from '../time-limit.ts';
import { decodeFields, type Document, numberOf } from '../values/values.ts';
import { type Command, type Context, collectionOf, namespaceOfCommand } from './context.ts';

const FIND_REFUSED = ['min', 'max', 'returnKey', 'showRecordId', 'tailable', 'awaitData', 'oplogReplay'];
const FIND_FIELDS = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'noCursorTimeout',
  'allowDiskUse',
  'allowPartialResults',
  ...FIND_REFUSED,
];

/** What a `find` asks for; also read by `explain`. */
export function searchOfFind(command: Document): Search {
  refuseUnknownFields(command, FIND_FIELDS);
  refuseAsked(command, FIND_REFUSED);
  return {
    filter: documentOf(command['filter'], 'find.filter'),
    sort: parseSort(command['sort']),
    hint: command['hint'],
    skip: wholeOf(command, 'skip') ?? 0,
    limit: wholeOf(command, 'limit') ?? 0,
    timeLimit: timeLimitOf(command),
  };
}

const find: Command = (command, context) => {
  const namespace = namespaceOfCommand(command);
  const asked = searchOfFind(command);
  compileFilter(asked.filter);
  const project = compileProjection(command['projection'], asked.filter);
  const collection = collectionOf(command, context);
  if (collection !== undefined) refuseScan(collection, asked, context);
  const options = {
    batchSize: wholeOf(command, 'batchSize'),
    singleBatch: command['singleBatch'] === true,
    noTimeout: command['noCursorTimeout'] === true,
    limit: asked.limit,
    timeLimit: asked.timeLimit,
  };
  return context.cursors.open(
    namespace,
    collection === undefined ? [] : bytesFound(collection, asked, project, context),
    options,
  );
};

function* bytesFound(
  collection: Collection,
  asked: Search,
  project: ReturnType<typeof compileProjection>,
  { store }: Context,
): Generator<Buffer> {
  for (const { bytes } of search(store, collection, asked)) yield project?.(bytes) ?? bytes;
}

/** The server parameter `notablescan` of MongoDB: for tests that want every query to have an index. */
export function refuseScan(collection: Collection, asked: Search, { settings }: Context): void {
  if (!settings.notablescan) return;
  const chosen = plan(collection, asked);
  if (chosen.index === undefined && chosen.branches === undefined) {
    throw new CommandError(
      'NoQueryExecutionPlans',
      `error processing query: ns=${namespaceOf(collection)}: No query solutions, and notablescan is set`,
    );
  }
}

const getMore: Command = (command, { cursors }) => {
  refuseUnknownFields(command, ['collection', 'batchSize']);
  if (timeLimitOf(command) !== undefined)
    throw new CommandError('BadValue', 'cannot set maxTimeMS on getMore command for a non-awaitData cursor');
  const { collection, $db: database, getMore: id } = command;
  return cursors.more(
    String(id),
    `${String(database)}.${String(collection)}`,
    wholeOf(command, 'batchSize') ?? Number.POSITIVE_INFINITY,
  );
};

const killCursors: Command = (command, { cursors }) => {
  refuseUnknownFields(command, ['cursors']);
  const ids: unknown[] = Array.isArray(command['cursors']) ? command['cursors'] : [];
  const cursorsKilled = ids.filter((id) => cursors.kill(String(id)));
  const cursorsNotFound = ids.filter((id) => !cursorsKilled.includes(id));
  return { cursorsKilled, cursorsNotFound, cursorsAlive: [], cursorsUnknown: [] };
};

/** What a `count` asks for; also read by `explain`. */
export function searchOfCount(command: Document): Search {
  refuseUnknownFields(command, ['query', 'skip', 'limit', 'hint', 'fields']);
  return {
    filter: documentOf(command['query'], 'count.query'),
    sort: [],
    hint: command['hint'],
    skip: wholeOf(command, 'skip') ?? 0,
    limit: wholeOf({ limit: Math.abs(numberOf(command['limit']) ?? 0) }, 'limit') ?? 0,
    timeLimit: timeLimitOf(command),
  };
}

const count: Command = (command, context) => {
  const asked = searchOfCount(command);
  compileFilter(asked.filter);
  const collection = collectionOf(command, context);
  if (collection === undefined) return { n: 0 };
  if (Object.keys(asked.filter).length > 0) refuseScan(collection, asked, context);
  return { n: countMatches(context.store, collection, asked) };
};

/** What a `distinct` asks for; also read by `explain`. */
export function searchOfDistinct(command: Document): Search {
  refuseUnknownFields(command, ['key', 'query', 'hint']);
  return {
    filter: documentOf(command['query'], 'distinct.query'),
    sort: [],
    hint: command['hint'],
    timeLimit: timeLimitOf(command),
  };
}

const distinct: Command = (command, context) => {
  const asked = searchOfDistinct(command);
  const { key } = command;
  if (typeof key !== 'string')
    throw new CommandError('TypeMismatch', "BSON field 'distinct.key' must be a string");
  const collection = collectionOf(command, context);
  const values = new Map<string, unknown>(); // by bytes that sort as the values do
  if (collection !== undefined) refuseScan(collection, asked, context);
  const parts = key.split('.');
  const fields = new Set(parts.slice(0, 1));
  for (const { bytes: found } of collection === undefined ? [] : search(context.store, collection, asked)) {
    for (const value of reach(decodeFields(found, fields), parts).flat(1)) {
      if (value === undefined) continue;
      const bytes = encodeValue(value).toString('latin1');
      if (!values.has(bytes)) values.set(bytes, value);
    }
  }
  return { values: [...values.keys()].toSorted().map((bytes) => values.get(bytes)) };
};

export const readCommands: Readonly<Record<string, Command>> = {
  find,
  getMore,
  killCursors,
  count,
  distinct,
};
