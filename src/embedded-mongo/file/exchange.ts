import { existsSync, renameSync, statSync } from 'node:fs';
import { codeOf } from './commit.ts';

/**
 * The lock file of a rewritten store follows it, so that another process finds the one that this one holds. A crash may come
 * between the two: whoever opens a store does this first.
 */
export function finishExchange(path: string): void {
  const lock = `${path}.new-lock`;
  try {
    if (existsSync(lock) && !existsSync(`${path}.new`)) renameSync(lock, `${path}-lock`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Which file and which lock go by the name of a store now. */
export interface Identity {
  readonly data: number | undefined;
  readonly lock: number | undefined;
}

export function identityOf(path: string): Identity {
  const [data, lock] = [path, `${path}-lock`].map((name) => statSync(name, { throwIfNoEntry: false })?.ino);
  return { data, lock };
}

/** Whether a store that was opened after it was looked at is still what goes by its name. A lock that was not there is made by opening it. */
export function isStill({ data, lock }: Identity, path: string): boolean {
  finishExchange(path);
  const now = identityOf(path);
  return now.data === data && (lock === undefined || now.lock === lock);
}
