import mongoose from 'mongoose';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';
import { testServer } from './database.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A command that finds documents, one for all that differ in their values alone. */
interface Watched {
  readonly collection: string;
  /** Of the model that asked. */
  readonly schema: mongoose.Schema;
  readonly shape: string;
  readonly command: Fields;
}

/** What was asked since the last look, and what was looked at; mocha asks after each file where files run beside each other. */
const watched = new Map<string, Watched>();
const looked = new Set<string>();
let isWatching = false;
const FINDING = new Set(['find', 'count', 'distinct', 'aggregate', 'update', 'delete', 'findAndModify']);

/** What tells a model's own command from one that a test sends to look into a collection. */
const OF_A_MODEL = 'of a model';
const QUERIES =
  /^(?:find|findOne|countDocuments|distinct|updateOne|updateMany|replaceOne|deleteOne|deleteMany|findOneAnd\w+)$/;

/** Has the models that are made from now on, and the connections that are opened, tell what they ask their server. */
export function watchQueries(): void {
  if (isWatching) return;
  isWatching = true;
  mongoose.plugin((schema) => {
    schema.pre(
      QUERIES,
      { query: true, document: false },
      function mark(this: mongoose.Query<unknown, unknown>) {
        this.comment(OF_A_MODEL);
      },
    );
    schema.pre('aggregate', function mark() {
      this.option({ comment: OF_A_MODEL });
    });
    schema.pre('bulkWrite', function mark(_operations, options) {
      Object.assign(options ?? {}, { comment: OF_A_MODEL }); // mongoose always gives some
    });
  });
  const open = mongoose.createConnection.bind(mongoose);
  Object.assign(mongoose, {
    createConnection: (uri: string, options: mongoose.ConnectOptions) => {
      const connection = open(uri, { ...options, monitorCommands: true });
      connection.once('open', () => {
        connection.getClient().on('commandStarted', ({ commandName, command }) => {
          if (!FINDING.has(commandName) || command['comment'] !== OF_A_MODEL) return;
          const name = String(command[commandName]);
          const model = Object.values(connection.models).find(
            ({ collection }) => collection.collectionName === name,
          );
          if (model) for (const one of statementsOf(command)) remember(name, model.schema, one);
        });
      });
      return connection;
    },
  });
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

/** What `explain` takes: one statement, and nothing of the session. */
function statementsOf({ lsid: _lsid, $db: _database, ...command }: Fields): Fields[] {
  const name = ['updates', 'deletes'].find((list) => list in command);
  const list = name === undefined ? undefined : command[name];
  if (name === undefined || !Array.isArray(list)) return [command];
  return list.map((statement: unknown) => ({ ...command, [name]: [statement] }));
}

function remember(collection: string, schema: mongoose.Schema, command: Fields): void {
  const shape = shapeOf(command);
  if (!looked.has(shape)) watched.set(shape, { collection, schema, shape, command });
}

const ASKING = ['find', 'count', 'distinct', 'key', 'aggregate', 'update', 'delete', 'findAndModify'];
const FILTERS = ['filter', 'query', 'sort', 'pipeline', 'updates', 'deletes', 'q', 'multi', 'limit', 'skip'];

/** A command without its values; of a write only how it finds what it changes. */
export function shapeOf(command: Fields): string {
  const kept = [...ASKING, ...FILTERS].filter((name) => name in command);
  const asked = kept.map((name) => [
    name,
    ASKING.includes(name) ? command[name] : withoutValues(command[name]),
  ]);
  return JSON.stringify(Object.fromEntries(asked));
}

function withoutValues(value: unknown): unknown {
  if (value instanceof Map) return withoutValues(Object.fromEntries(value));
  if (Array.isArray(value)) return value.some(isFields) ? value.map(withoutValues) : ['?'];
  if (!isFields(value) || Object.getPrototypeOf(value) !== Object.prototype) return '?';
  const fields = Object.entries(value).filter(([name]) => !['u', 'arrayFilters', 'upsert'].includes(name));
  return Object.fromEntries(fields.map(([name, below]) => [name, withoutValues(below)]));
}

interface Stage extends Fields {
  readonly stage: string;
}

function stagesOf(plan: unknown): Stage[] {
  if (!isFields(plan)) return [];
  const below = Object.values(plan).flatMap(stagesOf);
  return 'stage' in plan ? [{ ...plan, stage: String(plan['stage']) }, ...below] : below;
}

/**
 * What is wrong with a plan. COLLSCAN: it reads the collection. SORT: it keeps all that it finds to sort it. KEYS: it reads an index whole and
 * passes over what the query does not want. WHOLE: it wants all there is, however much that will be one day.
 */
function faultsOf(explained: unknown): string[] {
  if (!isFields(explained) || !isFields(explained['queryPlanner'])) throw new Error('nothing was explained');
  const { winningPlan, parsedQuery } = explained['queryPlanner'];
  const stages = stagesOf(winningPlan);
  const isLimited = stages.some(({ stage }) => stage === 'LIMIT');
  return stages.flatMap((one) => {
    if (one.stage === 'COLLSCAN' || one.stage === 'SORT') return [one.stage];
    if (one['isUnbounded'] !== true) return [];
    if (conditionsOf(parsedQuery).some((path) => !isMetByAll(one, path))) return ['KEYS'];
    return isLimited || isSelective(one) ? [] : ['WHOLE'];
  });
}

/** The paths that a filter asks about, and the operators that hold more conditions. */
function conditionsOf(filter: unknown): string[] {
  return Object.entries(Object(filter)).flatMap(([name, operand]) =>
    name === '$and' && Array.isArray(operand) ? operand.flatMap(conditionsOf) : [name],
  );
}

/** Whether an index leaves documents out, so that to read it whole is to find those that it is for. */
function isSelective({ isSparse, isPartial }: Stage): boolean {
  return isSparse === true || isPartial === true;
}

/** Whether an index holds only documents that meet the conditions on a path. */
function isMetByAll({ isSparse, keyPattern, partialFilterExpression }: Stage, path: string): boolean {
  return (isSparse === true && path in Object(keyPattern)) || path in Object(partialFilterExpression);
}

/**
 * A query without an index, one that passes over what it does not want, or one that keeps all it finds in memory to sort it, fails the
 * run: whatever a test had the portal ask is explained on an embedded store that has the indexes of the models that asked.
 */
export async function expectNoSlowQueries(): Promise<void> {
  if (watched.size === 0 || process.env['MONGODB_URI'] !== undefined) return;
  explaining ??= openExplaining();
  const { database } = await explaining;
  for (const { collection, schema } of watched.values())
    if (!(collection in database.models)) database.model(collection, schema);
  await createDeclaredIndexes(database);
  const slow = await slowQueries(database);
  const unexpected = slow.filter((line) => !EXCEPTIONS.some(({ query }) => query.test(line)));
  if (unexpected.length > 0) throw new Error(`These queries need an index:\n${unexpected.join('\n')}`);
}

let explaining: ReturnType<typeof openExplaining> | undefined;

/** A database for the models that ask, made once for a process. */
async function openExplaining() {
  const server = await testServer();
  const database = await openDatabase(server.uri);
  const close = async () => {
    await database.destroy();
    await server.stop();
  };
  return { database, close };
}

/** Mocha calls it after the last test of a process that runs several files in turn. */
export async function closeExplaining(): Promise<void> {
  await (await explaining)?.close();
  explaining = undefined;
}

/**
 * What is wrong with the queries that the models of a database asked since the last look. Collections are given an array wherever one may
 * be, because that changes what an index is good for.
 */
export async function slowQueries(database: Database): Promise<string[]> {
  const models = Object.values(database.models);
  for (const { schema, collection } of models) {
    const paths = Object.keys(schema.paths).filter((path) => schema.path(path).instance === 'Array');
    const arrays = Object.fromEntries(paths.map((path) => [path, ['x', 'y']]));
    await database
      .collection<{ _id: string }>(collection.collectionName)
      .replaceOne({ _id: 'arrays' }, arrays, { upsert: true });
  }
  const known = new Set(models.map((model) => model.collection.collectionName));
  const asked = [...watched.values()].filter(({ collection }) => known.has(collection));
  for (const { shape } of asked) {
    looked.add(shape);
    watched.delete(shape);
  }
  const explained = asked.map(async ({ shape, command }) => {
    const plan: unknown = await database.db?.command({ explain: command, verbosity: 'queryPlanner' });
    return faultsOf(plan).map((fault) => `${fault} ${shape}`);
  });
  return (await Promise.all(explained)).flat().toSorted();
}

/** What may read all there is, or sort what it finds, and why. */
const EXCEPTIONS: readonly { readonly query: RegExp; readonly why: string }[] = [
  {
    query: /"delete":"(?:members|positions|units)","deletes":\[\{"q":\{\}/,
    why: 'an interrupted set-up begins again',
  },
  {
    query:
      /^SORT .*"find":"cases",.*(?:"assigneeId":\{|"(?:unread|identityRequest\.id)":).*"sort":\{"receivedOn"/,
    why: 'few wait for somebody to look, and nobody works on many',
  },
  { query: /^SORT .*"find":"members","filter":\{"unitId"/, why: 'a unit has few members' },
  { query: /^SORT .*"find":"sessions","filter":\{"memberId"/, why: 'a member has few sessions' },
  {
    query: /^WHOLE .*"find":"(?:keyGrants|members|positions|units)","filter":\{\}/,
    why: 'an office has some hundred at most, and what was read is kept for a while',
  },
  { query: /"\w+":"(?:acts|kept|numbers|\w*things)\w*"/, why: 'a test of the storage made the collection' },
];
