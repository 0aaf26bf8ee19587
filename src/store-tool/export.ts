import { type Command, parseTask } from './command.ts';
import { existingStore } from './data-folder.ts';
import { openEmbedded, openServer } from './databases.ts';
import { StoreToolRefused } from './errors.ts';
import { counted, type Progress } from './progress.ts';
import { holdsDocuments, type Native, nativeOf, transfer, type Transferred } from './transfer.ts';

/** Copies the store of `DATA_DIR` into an empty database of the office's own server. */
export const exportCommand: Command = {
  usage:
    'npm run export                         copies the store in DATA_DIR into the empty database that MONGODB_URI names',

  async run({ args, config, progress }) {
    parseTask(args, {});
    const folder = await existingStore(config.dataFolder);
    const target = await openServer(config);
    try {
      const to = nativeOf(target.database);
      if (await holdsDocuments(to))
        throw new StoreToolRefused(
          `MONGODB_URI names the database ${to.databaseName}, which is not empty: name a new one.`,
        );
      const done = await send(folder, to, progress);
      return `Exported ${counted(done.collections, 'collection')} with ${counted(done.documents, 'document')}, the counts agree. Start the portal with MONGODB_URI and with SERVER_SECRET as DATA_DIR/server-secret holds it.`;
    } finally {
      await target.close();
    }
  },
};

async function send(folder: string, to: Native, progress: Progress): Promise<Transferred> {
  const source = await openEmbedded(folder);
  try {
    return await transfer(nativeOf(source.database), to, progress);
  } finally {
    await source.close();
  }
}
