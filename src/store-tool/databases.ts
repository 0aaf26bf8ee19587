import { type EmbeddedMongo, startEmbeddedMongo } from '../embedded-mongo/embedded-mongo.ts';
import type { DatabaseConfig } from '../config.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { createLeases } from '../storage/leases.ts';
import { StoreToolRefused } from './errors.ts';
import { nativeOf } from './transfer.ts';

export interface OpenDatabase {
  readonly database: Database;
  readonly close: () => Promise<void>;
}

/**
 * The office's own server.
 * @throws {StoreToolRefused} without MONGODB_URI, or while a portal uses its database
 * @throws {DatabaseUnreachable}
 */
export async function openServer({ mongodbUri }: DatabaseConfig): Promise<OpenDatabase> {
  if (mongodbUri === undefined)
    throw new StoreToolRefused(
      'MONGODB_URI is missing. Example: MONGODB_URI=mongodb://127.0.0.1:27017/kanal',
    );
  const opened = await openAt(mongodbUri);
  try {
    await refuseLivingPortals(opened.database);
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** @throws {DatabaseUnreachable} */
export async function openAt(uri: string): Promise<OpenDatabase> {
  const database = await openDatabase(uri);
  return { database, close: async () => database.close() };
}

/** Portals announce themselves in the database that they use. */
async function refuseLivingPortals(database: Database): Promise<void> {
  const leases = createLeases({ database, processId: 'store-tool', clock: () => new Date() });
  const { size } = await leases.livingProcesses();
  if (size > 0)
    throw new StoreToolRefused(
      'A portal uses the database of MONGODB_URI: stop it first (one that was killed counts for a minute).',
    );
}

/**
 * An embedded store that nobody else uses. It keeps what expires until it is closed, as whoever examines or copies a store removes nothing
 * from it.
 * @throws {EmbeddedMongoError} when a portal uses the folder, or its files are damaged
 */
export async function openEmbedded(folder: string): Promise<OpenDatabase> {
  const store = await startEmbeddedMongo({ folder });
  try {
    const database = await openDatabase(store.uri);
    const close = async () => closeBoth(database, store);
    await nativeOf(database).admin().command({ setParameter: 1, ttlMonitorSleepSecs: NEVER_SECONDS });
    return { database, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

const NEVER_SECONDS = 1_000_000_000;

async function closeBoth(database: Database, store: EmbeddedMongo): Promise<void> {
  await database.close();
  await store.close();
}
