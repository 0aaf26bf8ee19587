import { CommandError } from '../command-error.ts';

interface Waiting {
  seconds: number;
  readonly overdue: AbortController;
}

/**
 * Tells those who wait for a disk that does not answer. A write of which its client was told so may still be done when the disk
 * answers again, unless it had not begun.
 */
export function createWatchdog() {
  const waiting = new Set<Waiting>();

  /** @throws {CommandError} ExceededTimeLimit while a write waits for too long */
  function refuseWhileHanging(): void {
    for (const { overdue } of waiting) overdue.signal.throwIfAborted();
  }

  return {
    refuseWhileHanging,

    /** Called every second. A thread that is busy, with a new index say, is late with it, so that only waiting counts. */
    tick(longestSeconds: number): void {
      for (const write of waiting) {
        write.seconds += 1;
        if (write.seconds > longestSeconds) write.overdue.abort(hanging());
      }
    },

    /**
     * @param write given a signal that says that nobody waits for it any more
     * @throws {CommandError} ExceededTimeLimit
     */
    async watch<Result>(write: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
      refuseWhileHanging();
      const one: Waiting = { seconds: 0, overdue: new AbortController() };
      waiting.add(one);
      const { signal } = one.overdue;
      const done = write(signal).finally(() => waiting.delete(one));
      const tooLong = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(hanging()));
      });
      return Promise.race([done, tooLong]);
    },
  };
}

function hanging(): CommandError {
  return new CommandError('ExceededTimeLimit', 'the disk does not answer: a write waits for it');
}
