import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuditDayStore } from '../audit/audit-day-store.ts';
import { createAuditLinkStore } from '../audit/audit-link-store.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import type { ChainStores } from '../audit/audit-verification.ts';
import type { DatabaseConfig } from '../config.ts';
import { adoptCopy, copyStore } from '../embedded-mongo/copies.ts';
import { startEmbeddedMongo } from '../embedded-mongo/embedded-mongo.ts';
import { DataFolderInUse } from '../embedded-mongo/errors.ts';
import { openDatabase } from '../storage/database.ts';
import { answers } from '../embedded-mongo/sockets.ts';
import { existingStore } from '../store-tool/data-folder.ts';

interface Place {
  readonly uri: string;
  readonly close: () => Promise<void>;
}

const nothingToClose = async () => Promise.resolve();

/**
 * What a verification reads, on the database alone: no server secret, no lease, no index is made and nothing is written.
 * @throws {StoreToolRefused} when the data folder holds no store
 * @throws {EmbeddedMongoError} when its files are damaged
 * @throws {DatabaseUnreachable}
 */
export async function openAuditDatabase({
  dataFolder,
  mongodbUri,
}: DatabaseConfig): Promise<ChainStores & { readonly close: () => Promise<void> }> {
  const place =
    mongodbUri === undefined ? await placeIn(dataFolder) : { uri: mongodbUri, close: nothingToClose };
  const database = await openDatabase(place.uri).catch(async (error: unknown) => {
    await place.close();
    throw error;
  });
  return {
    lines: createAuditStore(database),
    links: createAuditLinkStore(database),
    days: createAuditDayStore(database),
    close: async () => {
      await database.close();
      await place.close();
    },
  };
}

/** The store of a stopped portal is opened; a running one's is read through its socket, or in a copy. */
async function placeIn(dataFolder: string): Promise<Place> {
  const folder = await existingStore(dataFolder);
  try {
    return await startEmbeddedMongo({ folder });
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
  }
  const socket = join(folder, 'mongo.sock');
  return (await answers(socket)) ? { uri: uriOf(socket), close: nothingToClose } : copied(dataFolder, folder);
}

function uriOf(socket: string): string {
  return `mongodb://${encodeURIComponent(socket)}/portal?directConnection=true`;
}

/** Where the path of the folder is too long for a socket, nobody else knows where the portal's is. */
async function copied(dataFolder: string, folder: string): Promise<Place> {
  const copy = await mkdtemp(join(dataFolder, 'store.verified-'));
  const remove = async () => rm(copy, { recursive: true, force: true });
  try {
    await copyStore(folder, join(copy, 'store.mdb'));
    await adoptCopy(copy);
    const store = await startEmbeddedMongo({ folder: copy });
    const close = async () => {
      await store.close();
      await remove();
    };
    return { uri: store.uri, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
