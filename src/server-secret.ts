import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flush } from './embedded-mongo/folder/durable-files.ts';
import { codeOf, StartRefused } from './errors.ts';

const fileName = 'server-secret';

async function readSecret(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StartRefused(
      `DATA_DIR holds ${path}, which this user cannot read. Example: chown kanal ${path}`,
      {
        cause: error,
      },
    );
  }
}

/** What whoever starts the portal is told whose database was made with another secret. */
export function otherSecretRefused({
  dataFolder,
  serverSecret,
}: {
  dataFolder: string;
  serverSecret: string | undefined;
}): StartRefused {
  return serverSecret === undefined
    ? new StartRefused(
        `${join(dataFolder, fileName)} is not the one that this database was made with. Put back the copy that you keep apart from the backups (docs/operations.md)`,
      )
    : new StartRefused(
        'SERVER_SECRET differs from the one that this database was made with. Example: SERVER_SECRET=(the one from before)',
        { info: { name: 'SERVER_SECRET' } },
      );
}

/** Written whole and synced under another name first, so that a crash never leaves half a secret to be used. */
async function writeSecret(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64url')}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
    await flush(dirname(path)); // a report that is sealed under the secret must not outlive it
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

interface First {
  /** Whether the database knows of no secret yet: another one than its own opens nothing, and would be taken for the true one. */
  readonly isFirstStart: () => Promise<boolean>;
}

/**
 * The secret that an office without `SERVER_SECRET` uses: made at the first start, mode 0600, never changed after.
 * @throws {StartRefused} when the file is missing later, cannot be read or written, or holds too little
 */
export async function serverSecretOf(dataFolder: string, { isFirstStart }: First): Promise<string> {
  const path = join(dataFolder, fileName);
  if ((await readSecret(path)) === undefined) {
    if (!(await isFirstStart()))
      throw new StartRefused(
        `${path} is missing. Put back the copy that you keep apart from the backups (docs/operations.md)`,
      );
    await writeSecret(path).catch((error: unknown) => {
      throw new StartRefused(`DATA_DIR: ${path} cannot be written. Example: DATA_DIR=./data`, {
        cause: error,
      });
    });
  }
  const secret = await readSecret(path);
  if (secret === undefined || secret.length < 32)
    throw new StartRefused(
      `${path} is damaged. Put back the copy that you keep apart from the backups (docs/operations.md); do not delete it`,
    );
  return secret;
}
