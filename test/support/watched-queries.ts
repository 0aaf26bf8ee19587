import mongoose from 'mongoose';
import type { Database } from '../../src/storage/database.ts';
import type { TestPortal } from './portal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A command that finds documents, one for all that differ in their values alone. */
interface Watched {
  readonly collection: string;
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
  });
  const open = mongoose.createConnection.bind(mongoose);
  Object.assign(mongoose, {
    createConnection: (uri: string, options: mongoose.ConnectOptions) => {
      const connection = open(uri, { ...options, monitorCommands: true });
      connection.once('open', () => {
        connection.getClient().on('commandStarted', ({ commandName, command }) => {
          if (!FINDING.has(commandName) || command['comment'] !== OF_A_MODEL) return;
          for (const one of statementsOf(command)) remember(commandName, one);
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

function remember(name: string, command: Fields): void {
  const collection = String(command[name]);
  const shape = shapeOf(command);
  if (!looked.has(shape)) watched.set(shape, { collection, shape, command });
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

/** The stages of a plan that read more than they find, or keep all of it to sort it. */
const SLOW = /"stage":"(COLLSCAN|SORT)"/g;

/**
 * A query without an index, or one that keeps all it finds in memory to sort it, fails the run: whatever a test had the
 * portal ask is explained on an embedded store that has the portal's indexes.
 */
export async function expectNoSlowQueries(): Promise<void> {
  if (watched.size === 0 || process.env['MONGODB_URI'] !== undefined) return;
  const slow = await slowQueries((await explainingPortal()).services.database);
  for (const shape of watched.keys()) looked.add(shape);
  watched.clear();
  const unexpected = slow.filter((line) => !EXCEPTIONS.some(({ query }) => query.test(line)));
  if (unexpected.length > 0) throw new Error(`These queries need an index:\n${unexpected.join('\n')}`);
}

let explaining: Promise<TestPortal> | undefined;

/** A portal whose database has the indexes, made once for a process. */
async function explainingPortal(): Promise<TestPortal> {
  const { startPortal } = await import('./portal.ts');
  explaining ??= startPortal({ onSharedStore: true, withoutTimers: true });
  return explaining;
}

/** Mocha calls it after the last test of a process that runs several files in turn. */
export async function closeExplainingPortal(): Promise<void> {
  await (await explaining)?.close();
  explaining = undefined;
}

/** Collections are given an array wherever one may be, because that changes what an index is good for. */
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
  const explained = asked.map(async ({ shape, command }) => {
    const plan: unknown = await database.db?.command({ explain: command, verbosity: 'queryPlanner' });
    return [...JSON.stringify(plan).matchAll(SLOW)].map(([, stage]) => `${stage} ${shape}`);
  });
  return (await Promise.all(explained)).flat().toSorted();
}

/** What may be without an index, and why. */
const EXCEPTIONS: readonly { readonly query: RegExp; readonly why: string }[] = [
  {
    query: /"delete":"(?:members|positions|units)","deletes":\[\{"q":\{\}/,
    why: 'an interrupted set-up begins again',
  },
  { query: /^SORT .*"find":"members","filter":\{"unitId"/, why: 'a unit has few members' },
  { query: /^SORT .*"find":"sessions","filter":\{"memberId"/, why: 'a member has few sessions' },
];
