import { stat } from 'node:fs/promises';
import { compactAndClose } from '../embedded-mongo/file/copies.ts';
import type { Checked } from './store-check.ts';
import { type HeldStore, holdStore } from '../embedded-mongo/folder/hold.ts';
import { checkWhole, contentsOf } from './checked-store.ts';
import { type Command, parseTask } from './command.ts';
import { existingStore } from './data-folder.ts';
import { megabytes, type Progress } from './progress.ts';

/** Checks the store of `DATA_DIR` while no portal uses it, and compacts it where it is sound. */
export const checkCommand: Command = {
  usage:
    'npm run check-store                    checks every index of the store in DATA_DIR against its documents, and compacts it',

  async run({ args, config, progress }) {
    parseTask(args, {});
    const name = `The store in DATA_DIR ${config.dataFolder}`;
    const held = await holdStore(await existingStore(config.dataFolder), {
      lookMs: Number.POSITIVE_INFINITY,
    });
    const checked = await checkOrClose(held, name, progress);
    const { data } = held.folder;
    const before = (await stat(data)).size;
    progress.say('Every index agrees with its documents. Compacting …');
    await compactAndClose(held);
    const after = (await stat(data)).size;
    return `The store is sound: ${contentsOf(checked)}; it took ${megabytes(before)} and takes ${megabytes(after)}.`;
  },
};

async function checkOrClose(held: HeldStore, name: string, progress: Progress): Promise<Checked> {
  try {
    return checkWhole(held.store, name, progress);
  } catch (error) {
    await held.close();
    throw error;
  }
}
