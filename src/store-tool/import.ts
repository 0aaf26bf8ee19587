import { mkdir } from 'node:fs/promises';
import { compactAndClose } from '../embedded-mongo/file/copies.ts';
import { holdStore } from '../embedded-mongo/folder/hold.ts';
import { type Command, parseTask } from './command.ts';
import { makeFreshStore } from './fresh-store.ts';
import { type OpenDatabase, openEmbedded, openServer } from './databases.ts';
import { counted, type Progress } from './progress.ts';
import { nativeOf, transfer } from './transfer.ts';

/** Copies the database of the office's own server into a new store in `DATA_DIR`. */
export const importCommand: Command = {
  usage:
    'npm run import                         copies the database that MONGODB_URI names into a new store in DATA_DIR',

  async run({ args, config, progress }) {
    parseTask(args, {});
    const source = await openServer(config);
    try {
      await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
      const fresh = await makeFreshStore(config.dataFolder, { replace: false });
      try {
        const done = await fill(fresh.folder, source, progress);
        progress.say('Compacting …');
        await compactAndClose(await holdStore(fresh.folder));
        await fresh.putInPlace();
        return `Imported ${counted(done.collections, 'collection')} with ${counted(done.documents, 'document')}, the counts agree. Start the portal without MONGODB_URI and with the same SERVER_SECRET.`;
      } finally {
        await fresh.discard();
      }
    } finally {
      await source.close();
    }
  },
};

/** Filling leaves a long list of free pages in the file, which LMDB reads and writes again at each commit until it is compacted. */
async function fill(folder: string, source: OpenDatabase, progress: Progress) {
  const target = await openEmbedded(folder);
  try {
    return await transfer(nativeOf(source.database), nativeOf(target.database), progress);
  } finally {
    await target.close();
  }
}
