import { statfs } from 'node:fs/promises';
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

export const statisticsCommands = { dbStats };
