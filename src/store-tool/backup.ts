import { readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { copyStore } from '../embedded-mongo/file/copies.ts';
import { codeOf } from '../errors.ts';
import { flush } from '../embedded-mongo/folder/durable-files.ts';
import { openWhole } from '../embedded-mongo/file/open-whole.ts';
import { prepareFolder } from '../embedded-mongo/folder/folder.ts';
import { checkWhole, contentsOf } from './checked-store.ts';
import { type Command, parseTask, refuseOwnServer } from './command.ts';
import { existingStore, exists } from './data-folder.ts';
import { isOlderThan, shortestRetention } from './aged-backup.ts';
import { StoreToolRefused } from './errors.ts';
import { megabytes, type Progress } from './progress.ts';

/** Copies the store into one file, also while a portal writes, and checks the copy before it gets its name. */
export const backupCommand: Command = {
  usage:
    'npm run backup -- FILE|FOLDER          writes the store in DATA_DIR into one new file, also while the portal runs',

  async run({ args, config, progress }) {
    const { operand } = parseTask(args, {
      operand: { name: 'FILE or FOLDER', example: 'npm run backup -- /media/backup' },
    });
    refuseOwnServer(config, 'back that server up with its own tools, such as mongodump');
    const store = await existingStore(config.dataFolder);
    await prepareFolder(store); // refuses files that are not this program's
    const file = await fileFor(resolve(operand));
    const part = `${file}.part`;
    try {
      progress.say(`Copying the store in DATA_DIR ${config.dataFolder} …`);
      const { contents, months } = await writeChecked({ store, part }, progress);
      await rename(part, file);
      await flush(dirname(file));
      const { size } = await stat(file);
      const aged = await agedIn(dirname(file), months);
      return `Written to ${file}: ${contents}; ${megabytes(size)}. The server secret is not in it: keep DATA_DIR/server-secret in another place.${agedWarning(aged, months)}`;
    } finally {
      await Promise.all([part, `${part}-lock`].map((path) => rm(path, { force: true })));
    }
  },
};

async function writeChecked(
  { store, part }: { store: string; part: string },
  progress: Progress,
): Promise<{ readonly contents: string; readonly months: number }> {
  await rm(part, { force: true });
  const timer = setInterval(() => void sayGrowth(part, progress), 1_000);
  await copyStore(store, part).finally(() => clearInterval(timer));
  progress.say('Checking the copy …');
  const copy = await openWhole(part, { lookMs: Number.POSITIVE_INFINITY });
  try {
    const contents = contentsOf(checkWhole(copy, `The store in ${store}`, progress));
    return { contents, months: shortestRetention(copy) };
  } finally {
    await copy.close();
  }
}

async function sayGrowth(part: string, progress: Progress): Promise<void> {
  const size = await stat(part).then(
    (found) => found.size,
    () => 0,
  );
  progress.at(() => `Copying … ${megabytes(size)} so far.`);
}

/** Backups beside the new one that are older than the shortest retention of the office: what was purged since lives on in them. */
async function agedIn(folder: string, months: number): Promise<string[]> {
  return (await readdir(folder)).filter((name) => isAged(name, months)).toSorted();
}

/** By the day in the name that this command gave it; one that was killed left what it had copied. */
function isAged(name: string, months: number): boolean {
  const takenOn = /^kanal-integritas-(\d{4})(\d{2})(\d{2})T\d+Z\.backup(?:\.part)?$/
    .exec(name)
    ?.slice(1)
    .join('-');
  return takenOn !== undefined && isOlderThan(months, takenOn);
}

function agedWarning([oldest, ...more]: readonly string[], months: number): string {
  if (oldest === undefined) return '';
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return ` ${oldest}${others} in that folder is older than the shortest retention of the office (${months} months): delete it: it still contains cases that were purged since.`;
}

/** A folder gets a file that is named by the time. One that is not there, as of a disk that is not mounted, is not taken for a file's name. */
async function fileFor(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (error: unknown) => {
      if (codeOf(error) === 'EACCES') throw error;
      return false;
    },
  );
  const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const file = isFolder ? join(path, `kanal-integritas-${now}.backup`) : path;
  if (!file.endsWith('.backup'))
    throw new StoreToolRefused(
      `${path} is no folder, and the name of a file ends in .backup. Is its disk mounted?`,
    );
  if (await exists(file)) throw new StoreToolRefused(`${file} exists already; name a new file or a folder.`);
  if (!(await exists(dirname(file))))
    throw new StoreToolRefused(`The folder ${dirname(file)} does not exist; make it first.`);
  return file;
}
