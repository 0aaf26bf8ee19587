import { statfsSync } from 'node:fs';
import { constants } from 'node:os';
import { CommandError } from '../command-error.ts';
import type { Environment } from './environment.ts';

/**
 * Runs work in the next transaction of a file; resolves when what it wrote is on the disk.
 * @throws {CommandError} OutOfDiskSpace when the disk is full; nothing of it is written then
 */
export async function commit<Result>(
  { root, path }: Pick<Environment, 'root' | 'path'>,
  work: () => Result,
): Promise<Result> {
  try {
    return await root.transaction(work);
  } catch (error) {
    throw await reasonOf(error, path);
  }
}

/**
 * Why a transaction failed. lmdb tells that in a second promise, `commitError`, and if nobody listened to it, its
 * rejection would end the thread.
 */
export async function reasonOfCommit(failure: unknown): Promise<unknown> {
  if (!(failure instanceof Error) || !('commitError' in failure)) return failure;
  try {
    await failure.commitError;
    return failure;
  } catch (reason) {
    return reason;
  }
}

async function reasonOf(failure: unknown, path: string): Promise<unknown> {
  const reason = await reasonOfCommit(failure);
  return isForWantOfSpace(reason, path)
    ? new CommandError('OutOfDiskSpace', 'the disk is full: nothing was written')
    : reason;
}

/** Whether the system had no space left to write: lmdb gives its number as the code of an error. */
export function isOutOfSpace(error: unknown): boolean {
  const code = codeOf(error);
  return code === constants.errno.ENOSPC || code === constants.errno.EDQUOT || code === 'ENOSPC';
}

/** With less room than this, a write that came to its end early had none; bytes. */
const NO_ROOM = 16 * 1024 * 1024;

/** LMDB tells of a page that only began to fit on the disk as of any failure of the disk. */
export function isForWantOfSpace(error: unknown, path: string): boolean {
  if (codeOf(error) !== constants.errno.EIO) return isOutOfSpace(error);
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize < NO_ROOM;
}

export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
