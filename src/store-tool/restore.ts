import { chmod, copyFile, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { adoptCopy, NotACopy } from '../embedded-mongo/file/copies.ts';
import { flush } from '../embedded-mongo/folder/durable-files.ts';
import { holdStore } from '../embedded-mongo/folder/hold.ts';
import { isOlderThan, shortestRetention } from './aged-backup.ts';
import { checkWhole, contentsOf } from './checked-store.ts';
import { type Command, parseTask, refuseOwnServer } from './command.ts';
import { exists } from './data-folder.ts';
import { makeFreshStore } from './fresh-store.ts';
import { StoreToolRefused } from './errors.ts';
import { megabytes, type Progress } from './progress.ts';

/** Puts a backup in the place of the store, after it was read through and checked; what was there is kept aside. */
export const restoreCommand: Command = {
  usage:
    'npm run restore -- FILE [--replace]    puts a backup into DATA_DIR; a store that is there is refused, or moved aside',

  async run({ args, config, progress }) {
    const { operand, flags } = parseTask(args, {
      operand: { name: 'FILE', example: 'npm run restore -- /media/backup/kanal-integritas.backup' },
      flags: ['replace'],
    });
    refuseOwnServer(config, 'restore that server with its own tools, such as mongorestore');
    const file = resolve(operand);
    const size = await sizeOf(file);
    await mkdir(config.dataFolder, { recursive: true, mode: 0o700 });
    const fresh = await makeFreshStore(config.dataFolder, { replace: flags.has('replace') });
    try {
      progress.say(`Copying ${megabytes(size)} …`);
      const { takenAt, contents, months } = await fill(fresh.folder, file, progress);
      const aside = await fresh.putInPlace();
      const old =
        aside === undefined ? '' : ` What was there is in ${aside}: delete it once you no longer need it.`;
      return `Restored the backup of ${takenAt.toISOString()}: ${contents}.${agedWarning(takenAt, months)}${old}${await secretNeeded(config.dataFolder)}`;
    } finally {
      await fresh.discard();
    }
  },
};

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new StoreToolRefused(`${file} cannot be read. Name a file that npm run backup wrote.`, { cause });
  });
  if (found.isFile() && found.size > 0) return found.size;
  throw new StoreToolRefused(`${file} is not a backup. Name a file that npm run backup wrote.`);
}

async function fill(folder: string, file: string, progress: Progress) {
  const data = join(folder, 'store.mdb');
  await copyFile(file, data);
  await chmod(data, 0o600); // a backup may be kept read-only
  const takenAt = await adoptCopy(folder).catch((cause: unknown) => {
    if (cause instanceof NotACopy)
      throw new StoreToolRefused(`${file} is not a backup. Name a file that npm run backup wrote.`, {
        cause,
      });
    throw new StoreToolRefused(`${file} is damaged; take another backup.`, { cause });
  });
  progress.say('Checking what was copied …');
  const held = await holdStore(folder); // refuses a newer format
  try {
    const contents = contentsOf(checkWhole(held.store, file, progress));
    return { takenAt, contents, months: shortestRetention(held.store) };
  } finally {
    await held.close();
    await flush(data);
  }
}

/**
 * What was purged or withdrawn since is in the backup; one that is older than the shortest retention, as the office had chosen it by then,
 * holds such cases.
 */
function agedWarning(takenAt: Date, months: number): string {
  if (!isOlderThan(months, takenAt.toISOString().slice(0, 10))) return '';
  return (
    ` It is older than the shortest retention of the office (${months} months): cases that were purged or withdrawn since are in it again. ` +
    'The portal purges at its next start what is due; withdrawn reports come back. Delete backups this old.'
  );
}

async function secretNeeded(dataFolder: string): Promise<string> {
  if (await exists(join(dataFolder, 'server-secret'))) return '';
  return ' DATA_DIR holds no server-secret: put the one of that time there before the portal starts.';
}
