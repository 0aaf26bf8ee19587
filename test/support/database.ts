import { randomBytes } from 'node:crypto';
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

async function dropDatabase(uri: string): Promise<void> {
  const database = await openDatabase(uri);
  await database.dropDatabase();
  await database.close();
}

/** On the server that MONGODB_URI names: a database with a random name, dropped at the end. */
function databaseOfServer(serverUri: string): { uri: string; stop: () => Promise<void> } {
  const uri = new URL(serverUri);
  uri.pathname = `/kanal_test_${randomBytes(8).toString('hex')}`;
  return { uri: uri.href, stop: async () => dropDatabase(uri.href) };
}

async function embeddedServer(): Promise<{ uri: string; stop: () => Promise<void> }> {
  const { startEmbeddedMongo } = await import('../../src/embedded-mongo/embedded-mongo.ts');
  const folder = await temporaryFolder();
  const store = await startEmbeddedMongo({ folder: folder.path });
  const stop = async () => {
    await store.stop();
    await folder.remove();
  };
  return { uri: store.uri, stop };
}

/** An empty database, embedded or on the server that MONGODB_URI names, without a connection. */
export async function testServer(): Promise<TestServer> {
  const serverUri = process.env['MONGODB_URI'];
  const server = serverUri === undefined ? await embeddedServer() : databaseOfServer(serverUri);
  return { ...server, [Symbol.asyncDispose]: server.stop };
}

/**
 * An empty database with one connection, for the tests of a store: in `before` and `close()` in `after`, or
 * `await using` within one test.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await testServer();
  const connections: Database[] = [];
  const connect = async () => {
    const connection = await openDatabase(server.uri);
    connections.push(connection);
    return connection;
  };
  const database = await connect();
  const close = async () => {
    await Promise.all(connections.map(async (connection) => connection.close()));
    await server.stop();
  };
  const createIndexes = async () => createDeclaredIndexes(database);
  return { uri: server.uri, database, connect, createIndexes, close, [Symbol.asyncDispose]: close };
}
