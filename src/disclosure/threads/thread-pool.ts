import type { StartStopwatch } from './stopwatch.ts';
import { type FileThread, startThread, type Task } from './thread.ts';

/** Threads, each started when there is work for it, and anew after it was ended. */
export function createThreadPool(size: number, startStopwatch: StartStopwatch) {
  const threads = Array.from({ length: size }, () => threadOnDemand(startStopwatch));
  return {
    /** Gives a file to the thread that works on the fewest. @throws where the system has no room for another thread */
    begin: (...work: Parameters<FileThread['begin']>): Task =>
      threads.reduce((least, each) => (each.tasks() < least.tasks() ? each : least)).begin(...work),
    /** Ends them, with what they do. */
    end: async (): Promise<unknown> => Promise.all(threads.map(async (each) => each.end())),
  };
}

function threadOnDemand(startStopwatch: StartStopwatch) {
  let thread: FileThread | undefined;
  return {
    tasks: (): number => thread?.tasks() ?? 0,
    begin(...work: Parameters<FileThread['begin']>): Task {
      thread ??= startThread(startStopwatch, () => (thread = undefined));
      return thread.begin(...work);
    },
    end: async (): Promise<void> => thread?.end(),
  };
}
