import type { Log } from './log.ts';

/** How long a stop may take that nothing can be relied on any more to end, in ms. */
const LONGEST_STOP_MS = 5_000;
const CRASHED = 1;

/**
 * Takes over what Node does with an error that nothing caught. Threat: Node prints its message and its fields, and those of a database
 * or a parser quote what they were given. Only what the log may hold is logged (`describeError`); then the process stops as it would for
 * a signal, if it still can, and ends with 1, so that a service manager starts it anew. A rejection that nothing caught comes here too.
 */
export function endOnCrash(log: Log, stop: () => Promise<void>, longestMs: number = LONGEST_STOP_MS): void {
  let isEnding = false;
  async function end(): Promise<void> {
    setTimeout(exit, longestMs);
    await stop().catch(() => undefined);
    exit();
  }
  process.on('uncaughtException', (err: unknown) => {
    log.fatal({ err }, 'the program met an error that nothing caught, and ends');
    if (isEnding) exit();
    isEnding = true;
    void end();
  });
}

function exit(): never {
  process.exit(CRASHED);
}
