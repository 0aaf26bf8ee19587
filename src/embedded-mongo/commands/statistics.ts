import { statfs } from 'node:fs/promises';
import { refuseUnknownFields, wholeOf } from '../arguments.ts';
import { databaseOf, type Command } from './context.ts';

/** How much the store and its disk hold, in bytes. `fsUsedSize` counts as used what only the system's owner may fill. */
const dbStats: Command = async (command, { store }) => {
  const { path, bytes, freeBytes } = store.size();
  const { blocks, bavail, bsize } = await statfs(path);
  return {
    db: databaseOf(command),
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

export const statisticsCommands = { dbStats, rewriteStore };
