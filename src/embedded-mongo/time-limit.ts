import { wholeOf } from './commands/arguments.ts';
import { CommandError } from './command-error.ts';
import type { Document } from './values/values.ts';

/** How long a command may work. */
export interface TimeLimit {
  /**
   * Asked with every key and document that is read, every write, and every document that a pipeline gives. Not asked while LMDB counts or
   * passes over keys, and while a sort or a stage works on what it has read.
   * @throws {CommandError} MaxTimeMSExpired
   */
  check(): void;
  /** The client took so long to ask for more of a cursor, which does not count. */
  rest(milliseconds: number): void;
}

/** Whether this is what `check` throws: it ends a whole command, and not one write of several. */
export function isTimeOver(error: unknown): boolean {
  return error instanceof CommandError && error.codeName === 'MaxTimeMSExpired';
}

/** What a command's `maxTimeMS` allows from now on; undefined where it is missing or 0. */
export function timeLimitOf(command: Document): TimeLimit | undefined {
  const most = wholeOf(command, 'maxTimeMS') ?? 0;
  if (most === 0) return undefined;
  let end = performance.now() + most;
  return {
    check() {
      if (performance.now() > end)
        throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
    },
    rest(milliseconds) {
      end += milliseconds;
    },
  };
}
