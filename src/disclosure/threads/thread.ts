import { MessageChannel, Worker } from 'node:worker_threads';
import type { StartStopwatch } from './stopwatch.ts';
import { type Question, type Talk, talkOver } from './talk.ts';

/** Thrown to whoever waits for a thread that was ended (its file took too much time, or one beside it did), or for a file let go of. */
export class ThreadEnded extends Error {}

/** A file that a thread works on. */
export interface Task extends Talk {
  /** Lets go of it; whatever the thread holds for it is forgotten, and who waits for an answer gets none. */
  end(): void;
  /** Ends its thread, with whatever else that works on. */
  endThread(): void;
}

type Work = { readonly kind: 'inspect'; readonly name: string } | { readonly kind: 'clean' };

export type FileThread = ReturnType<typeof startThread>;

/**
 * The old generation may have several times what cleaning and inspecting may need by their own limits: where a thread runs out
 * of it, Node can end the whole process. The young one is small, so that V8 soon lets go of what inspecting leaves behind.
 */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 6 };

/** thread-program.ts with what it imports (scripts/build-file-thread.mjs). */
const program = new URL('../../../build/file-thread/thread.mjs', import.meta.url);

/** No environment, no arguments and no flags of Node: it needs none of the portal's secrets. */
function startWorker(): Worker {
  return new Worker(program, { resourceLimits, env: {}, argv: [], execArgv: [], workerData: undefined });
}

/**
 * Starts a thread that works on files; it keeps no process alive.
 * @param startStopwatch tells of each file when it has taken too long; the thread is ended then
 */
export function startThread(startStopwatch: StartStopwatch, onEnd: () => void) {
  const worker = startWorker();
  let running = 0;
  const stopsOfTasks = new Set<() => void>();
  let hasEnded = false;

  function ended(): void {
    if (hasEnded) return;
    hasEnded = true;
    onEnd();
    for (const stop of stopsOfTasks) stop();
  }
  /** Starting takes time that is not the file's. */
  const isReady = new Promise<void>((resolve) => worker.once('message', () => resolve()));
  worker.unref();
  // Out of memory, or broken: both are the file's doing, and the next gets a new thread.
  worker.on('error', ended);
  worker.once('exit', ended);

  function count(change: number): void {
    running += change;
    if (running > 0) worker.ref();
    else worker.unref();
  }

  /** Whoever comes now gets a new thread, though this one is still ending. */
  async function end(): Promise<void> {
    ended();
    await worker.terminate();
  }

  return {
    /** @param answer what the thread may ask: bytes of the file */
    begin(work: Work, answer: (question: Question) => Promise<unknown>): Task {
      const { port1, port2 } = new MessageChannel();
      const watch = startStopwatch(() => void end());
      worker.postMessage({ ...work, port: port2 }, [port2]);
      count(1);
      let isOver = false;
      // What was asked before may still go over afterwards, to nobody: no time is measured for it.
      const talk = talkOver(port1, answer, (isTheirs) => watch.turn(isTheirs && !isOver));
      port1.unref();
      const whoWaits = new Set<() => void>();
      const stop = (): void => {
        for (const fail of whoWaits) fail();
        whoWaits.clear();
      };
      stopsOfTasks.add(stop);
      return {
        async ask(question) {
          if (hasEnded || isOver) throw new ThreadEnded();
          return new Promise((resolve, reject) => {
            const fail = (): void => reject(new ThreadEnded());
            whoWaits.add(fail);
            void isReady
              .then(async () => talk.ask(question))
              .then(resolve, reject)
              .finally(() => whoWaits.delete(fail));
          });
        },
        end() {
          if (isOver) return;
          isOver = true;
          watch.turn(false);
          port1.close();
          stopsOfTasks.delete(stop);
          stop();
          count(-1);
        },
        endThread: () => void end(),
      };
    },

    /** How many files it works on. */
    tasks: () => running,

    end,
  };
}
