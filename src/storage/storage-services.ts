import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../embedded-mongo/embedded-mongo.ts';
import { makeFolder } from '../embedded-mongo/folder/make-folder.ts';
import { StartRefused } from '../errors.ts';
import { serverSecretOf } from '../server-secret.ts';
import { refuseLostStore } from '../store-tool/data-folder.ts';
import { createServerKeys } from '../vault/server-keys.ts';
import { type Database, openDatabase } from './database.ts';
import { createLeases } from './leases.ts';

interface Options {
  readonly config: Pick<Config, 'dataFolder' | 'mongodbUri' | 'serverSecret'>;
  /** Whether a database knows of no office and so of no secret yet. */
  readonly isNew: (database: Database) => Promise<boolean>;
  readonly clock: () => Date;
}

/**
 * Opens the office's database, an embedded store or its own server, with the secret that goes with it; src/services.ts alone calls it.
 * @throws {StartRefused} when the data folder cannot be used
 * @throws {DatabaseUnreachable} when MONGODB_URI names no server that answers
 */
export async function createStorageServices({ config, isNew, clock }: Options) {
  await makeDataFolder(config.dataFolder);
  const store = config.mongodbUri ? undefined : await startStore(config.dataFolder);
  const { serverKeys, database } = await openWithSecret(config, store, isNew).catch(
    async (error: unknown) => {
      await store?.close();
      throw error;
    },
  );
  const processId = randomBytes(12).toString('hex');
  return {
    database,
    serverKeys,
    processId,
    leases: createLeases({ database, processId, clock }),
    isEmbedded: store !== undefined,

    /** Resolves when the store is gone for good, so that nothing is left to do but to start again; an office's own server comes back. */
    storeStopped: store?.stopped,

    async closeDatabase(): Promise<void> {
      await database.destroy();
      await store?.close();
    },
  };
}

async function makeDataFolder(path: string): Promise<void> {
  await makeFolder(path).catch((cause: unknown) => {
    throw new StartRefused(`DATA_DIR ${path} cannot be created. Example: DATA_DIR=./data`, { cause });
  });
  await readdir(path); // throws where it is of another user
}

/** The secret is made after the store, so that one without a store tells that the store was lost. */
async function startStore(dataFolder: string): Promise<EmbeddedMongo> {
  await refuseLostStore(dataFolder);
  return startEmbeddedMongo({ folder: join(dataFolder, 'store') });
}

async function openWithSecret(
  { dataFolder, mongodbUri, serverSecret }: Options['config'],
  store: EmbeddedMongo | undefined,
  isNew: Options['isNew'],
) {
  const database = await openDatabase(mongodbUri ?? store?.uri ?? '');
  try {
    const isFirstStart = async () => isNew(database);
    const secret = serverSecret ?? (await serverSecretOf(dataFolder, { isFirstStart }));
    return { serverKeys: createServerKeys(secret), database };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}
