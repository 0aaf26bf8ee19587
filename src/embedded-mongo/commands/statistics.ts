import { statfs } from 'node:fs/promises';
import { arch, cpus, hostname, release, totalmem, type } from 'node:os';
import { documentOf, wholeOf } from './arguments.ts';
import { type Collection, namespaceOf } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknown, refuseUnknownFields } from './generic-fields.ts';
import { keysOf, keysWithin, recordOf } from '../storage/keys.ts';
import { readRecord } from '../storage/records.ts';
import type { Store } from '../storage/store.ts';
import { type Document, numberOf } from '../values/values.ts';
import { type Command, collectionOf, databaseOf, namespaceOfCommand } from './context.ts';

function refuseScale({ scale = 1 }: Document): void {
  if (numberOf(scale) !== 1)
    throw new CommandError(
      'NotImplemented',
      "Sizes are told in bytes here: a 'scale' other than 1 is not done",
    );
}

/** How much the store and its disk hold, in bytes. `fsUsedSize` counts as used what only the system's owner may fill. */
const dbStats: Command = async (command, { store }) => {
  refuseUnknownFields(command, ['scale', 'freeStorage']);
  refuseScale(command);
  const { path, bytes, freeBytes } = store.size();
  const { blocks, bavail, bsize } = await statfs(path);
  const db = databaseOf(command);
  const collections = [...store.collections.values()].filter(({ database }) => database === db);
  return {
    db,
    collections: collections.length,
    objects: collections.reduce((sum, collection) => sum + store.countDocuments(collection), 0),
    indexes: collections.reduce((sum, { indexes }) => sum + indexes.length, 0),
    dataSize: bytes - freeBytes,
    storageSize: bytes,
    freeStorageSize: freeBytes,
    fsTotalSize: blocks * bsize,
    fsUsedSize: (blocks - bavail) * bsize,
    scaleFactor: 1,
  };
};

/** A command of this store alone: rewrites its file, so that nothing in it tells what came when (`rewrite.ts`). */
const rewriteStore: Command = async (command, { store }) => {
  refuseUnknownFields(command, ['spareBytes']);
  await store.rewrite(wholeOf(command, 'spareBytes') ?? 0);
  return {};
};

/** How many documents are read to tell how large one is. */
const SAMPLE = 100;

function averageSize(store: Store, collection: Collection): number {
  let [count, size] = [0, 0];
  for (const key of keysWithin(store.documents, keysOf(collection))) {
    size += readRecord(store, collection, recordOf(key))?.length ?? 0;
    count += 1;
    if (count === SAMPLE) break;
  }
  return count === 0 ? 0 : Math.round(size / count);
}

/** The sizes are estimates: all collections share one file, and the first documents by their random numbers are a fair sample. */
function storageStats(store: Store, collection: Collection): Document {
  const [count, avgObjSize] = [store.countDocuments(collection), averageSize(store, collection)];
  return {
    count,
    size: count * avgObjSize,
    avgObjSize,
    storageSize: count * avgObjSize,
    nindexes: collection.indexes.length,
    totalIndexSize: 0,
    indexSizes: Object.fromEntries(collection.indexes.map(({ name }) => [name, 0])),
    capped: false,
    scaleFactor: 1,
  };
}

const collStats: Command = (command, context) => {
  refuseUnknownFields(command, ['scale']);
  refuseScale(command);
  const collection = collectionOf(command, context);
  const ns = namespaceOfCommand(command);
  if (collection === undefined) throw new CommandError('NamespaceNotFound', `Collection [${ns}] not found.`);
  return { ns, ...storageStats(context.store, collection) };
};

/** The only document that the stage `$collStats` makes. */
export function collStatsStage(store: Store, collection: Collection, operand: Document): Document {
  refuseUnknown(operand, ['storageStats', 'count'], '$collStats.');
  const storage = documentOf(operand['storageStats'], '$collStats.storageStats');
  refuseUnknown(storage, ['scale'], '$collStats.storageStats.');
  refuseScale(storage);
  return {
    ns: namespaceOf(collection),
    localTime: new Date(),
    ...('storageStats' in operand && { storageStats: storageStats(store, collection) }),
    ...('count' in operand && { count: store.countDocuments(collection) }),
  };
}

const hostInfo: Command = () => ({
  system: {
    currentTime: new Date(),
    hostname: hostname(),
    cpuAddrSize: 64,
    memSizeMB: Math.round(totalmem() / 2 ** 20),
    numCores: cpus().length,
    cpuArch: arch(),
  },
  os: { type: type(), name: type(), version: release() },
  extra: {},
});

/** Nothing is logged that a client may read. */
const getLog: Command = (command) =>
  command['getLog'] === '*' ? { names: ['global', 'startupWarnings'] } : { totalLinesWritten: 0, log: [] };

export const statisticsCommands: Readonly<Record<string, Command>> = {
  dbStats,
  dbstats: dbStats,
  collStats,
  collstats: collStats,
  hostInfo,
  getLog,
  rewriteStore,
};
