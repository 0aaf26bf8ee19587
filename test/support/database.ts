import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';
import { openDatabase, type Database } from '../../src/storage/database.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestServer extends AsyncDisposable {
  /** Names an empty database of its own; whole portals and several connections may use it. */
  readonly uri: string;
  stop(): Promise<void>;
}

export interface TestDatabase extends AsyncDisposable {
  readonly uri: string;
  readonly database: Database;
  /** One more connection, as another process has one; closed with the rest. */
  connect(): Promise<Database>;
  /** Creates the indexes of the stores that were made on `database`, as a start does. */
  createIndexes(): Promise<void>;
  close(): Promise<void>;
}

interface SharedStore {
  readonly uri: string;
  readonly close: () => Promise<void>;
}

let sharedStore: Promise<SharedStore> | undefined;

/** What the names of this run's databases begin with, those of the processes that mocha starts too. */
const run = (process.env['TEST_RUN'] ??= `kanal_test_${randomBytes(4).toString('hex')}_`);

/** Databases that portals have left, emptied. */
const emptied: string[] = [];
let emptying: Promise<Database> | undefined;

async function startSharedStore(): Promise<SharedStore> {
  const { startEmbeddedMongo } = await import('../../src/embedded-mongo/embedded-mongo.ts');
  const folder = await temporaryFolder();
  process.once('exit', () => rmSync(folder.path, { recursive: true, force: true }));
  const store = await startEmbeddedMongo({ folder: folder.path });
  const close = async () => {
    await store.close();
    await folder.remove();
  };
  return { uri: store.uri, close };
}

/** One embedded store serves all tests of a process, because starting its thread takes longer than most of them. */
async function uriOfServer(): Promise<string> {
  const given = process.env['MONGODB_URI'];
  if (given !== undefined) return given;
  sharedStore ??= startSharedStore();
  return (await sharedStore).uri;
}

/** Mocha calls it after the last test. */
export async function closeSharedStore(): Promise<void> {
  await (await emptying)?.close();
  emptying = undefined;
  emptied.length = 0;
  await (await sharedStore)?.close();
  sharedStore = undefined;
}

/** Mocha calls it at the end of a run: what its tests left on a server goes. */
export async function dropDatabasesOfRun(): Promise<void> {
  const given = process.env['MONGODB_URI'];
  if (given === undefined) return;
  const database = await openDatabase(given);
  const { databases } = await database.listDatabases();
  for (const { name } of databases.filter((each) => each.name.startsWith(run)))
    await database.getClient().db(name).dropDatabase();
  await database.destroy();
}

async function dropDatabase(uri: string): Promise<void> {
  const database = await openDatabase(uri);
  await database.dropDatabase();
  await database.destroy();
}

async function uriOfItsOwn(): Promise<string> {
  const uri = new URL(await uriOfServer());
  uri.pathname = `/${run}${randomBytes(8).toString('hex')}`;
  return uri.href;
}

/** A database with a random name, embedded or on the server that MONGODB_URI names; without a connection. */
export async function testServer(): Promise<TestServer> {
  const uri = await uriOfItsOwn();
  const stop = async () => dropDatabase(uri);
  return { uri, stop, [Symbol.asyncDispose]: stop };
}

async function emptyDatabase(uri: string): Promise<void> {
  emptying ??= openDatabase(uri);
  const database = (await emptying).getClient().db(new URL(uri).pathname.slice(1));
  for (const collection of await database.collections()) await collection.deleteMany({});
  emptied.push(uri);
}

/**
 * An empty database for the portal's own collections, in which they and their indexes may stand from a test before: to make
 * them takes longer than most tests.
 */
export async function usedServer(): Promise<TestServer> {
  const uri = emptied.pop() ?? (await uriOfItsOwn());
  const stop = async () => emptyDatabase(uri);
  return { uri, stop, [Symbol.asyncDispose]: stop };
}

/**
 * An empty database with one connection, for the tests of a store: in `before` and `close()` in `after`, or
 * `await using` within one test.
 * @param isNew without a collection that is none of the test's
 */
export async function testDatabase({ isNew = true } = {}): Promise<TestDatabase> {
  const server = await (isNew ? testServer() : usedServer());
  const connections: Database[] = [];
  const connect = async () => {
    const connection = await openDatabase(server.uri);
    connections.push(connection);
    return connection;
  };
  const database = await connect();
  const close = async () => {
    await Promise.all(connections.map(async (connection) => connection.destroy()));
    await server.stop();
  };
  const createIndexes = async () => createDeclaredIndexes(database);
  return { uri: server.uri, database, connect, createIndexes, close, [Symbol.asyncDispose]: close };
}
