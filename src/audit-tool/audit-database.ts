import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuditDayStore } from '../audit/audit-day-store.ts';
import { createAuditLinkStore } from '../audit/audit-link-store.ts';
import { createAuditStore } from '../audit/audit-store.ts';
import type { ChainStores } from '../audit/audit-verification.ts';
import type { DatabaseConfig } from '../config.ts';
import { adoptCopy, copyStore } from '../embedded-mongo/file/copies.ts';
import { DataFolderInUse } from '../embedded-mongo/errors.ts';
import { answers } from '../embedded-mongo/folder/sockets.ts';
import { existingStore, VERIFIED } from '../store-tool/data-folder.ts';
import { openAt, type OpenDatabase, openEmbedded } from '../store-tool/databases.ts';

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
  const { database, close } =
    mongodbUri === undefined ? await openStoreIn(dataFolder) : await openAt(mongodbUri);
  return {
    lines: createAuditStore(database),
    links: createAuditLinkStore(database),
    days: createAuditDayStore(database),
    close,
  };
}

/** The store of a stopped portal is opened; a running one's is read through its socket, or in a copy. */
async function openStoreIn(dataFolder: string): Promise<OpenDatabase> {
  const folder = await existingStore(dataFolder);
  try {
    return await openEmbedded(folder);
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
  }
  const socket = join(folder, 'mongo.sock');
  return (await answers(socket)) ? openAt(uriOf(socket)) : copied(dataFolder, folder);
}

function uriOf(socket: string): string {
  return `mongodb://${encodeURIComponent(socket)}/portal?directConnection=true`;
}

/** Where the path of the folder is too long for a socket, nobody else knows where the portal's is. */
async function copied(dataFolder: string, folder: string): Promise<OpenDatabase> {
  const copy = await mkdtemp(join(dataFolder, VERIFIED));
  const remove = async () => rm(copy, { recursive: true, force: true });
  try {
    await copyStore(folder, join(copy, 'store.mdb'));
    await adoptCopy(copy);
    const { database, close } = await openEmbedded(copy);
    const closeAndRemove = async () => {
      await close();
      await remove();
    };
    return { database, close: closeAndRemove };
  } catch (error) {
    await remove();
    throw error;
  }
}
