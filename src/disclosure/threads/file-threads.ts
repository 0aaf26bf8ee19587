import { type CleanableFile, cleanableAs, type CleanableAs } from '../cleaning/clean-file.ts';
import { type Cleaning, notCleanable } from '../cleaning/cleaned.ts';
import type { ToldByFile } from '../file-disclosures.ts';
import { unreadable, unsearched } from '../files/file-disclosure.ts';
import { isPdf } from '../files/formats.ts';
import type { Words } from '../words.ts';
import { carriedOver } from './carried-bytes.ts';
import { fileOverThere, readingsOf } from './readings.ts';
import { stopwatchOf } from './stopwatch.ts';
import { type FileThread, startThread, ThreadEnded } from './thread.ts';
import { toldSchema } from './told-schema.ts';

const AT_ONCE = 2;
/** For one file: a document of 32 MB takes a few seconds, also one made to cost much. */
const LONGEST_MS = 60_000;
const headLength = 1024;
const UNREADABLE: ToldByFile = {
  disclosures: [unreadable, unsearched('unsearched-words')],
  text: '',
};

/** Sees the bytes of one upload as they pass, in another thread. */
export interface ApartInspector {
  /** Takes the next bytes; the array may be reused afterwards. Waits where the thread is behind. Never rejects. */
  write(chunk: Uint8Array): Promise<void>;
  /**
   * What the file tells; that it cannot be read, where that took too much or not all was looked at. Never rejects.
   * @param words what is written in it, where that was read elsewhere
   */
  end(words?: Words): Promise<ToldByFile>;
  /** Whether it is a PDF by its first bytes, whose words are read elsewhere. */
  isPdf(): boolean;
  /** What it could be cleaned as, by its first bytes. */
  cleanableAs(): CleanableAs;
  /** Lets go of a file that is not kept. */
  cancel(): void;
}

/** A file that was cleaned in another thread; `done` when it was read as often as needed. */
type ApartCleaning = Cleaning & { readonly done: () => void };

const busyWith = (thread: FileThread): number => 1000 * thread.running('clean') + thread.running('inspect');

/**
 * Looks into files, and cleans them, in at most two threads beside the portal's own, so that no file keeps requests waiting. A thread gets
 * bytes and no key; one that takes too much time is ended, and the next file gets a new one. Several files are inspected in a
 * thread at once, and one is cleaned.
 */
export function createFileThreads(startStopwatch = stopwatchOf(LONGEST_MS)) {
  const threads: FileThread[] = [];
  const waiting: (() => void)[] = [];

  function start(): FileThread {
    const thread = startThread(startStopwatch, () => {
      threads.splice(threads.indexOf(thread), 1);
      waiting.shift()?.();
    });
    threads.push(thread);
    return thread;
  }

  /** The one with the least to do; a new one before it would have to share. */
  function leastBusy(among: readonly FileThread[]): FileThread | undefined {
    const [best] = among.toSorted((one, other) => busyWith(one) - busyWith(other));
    return best && busyWith(best) > 0 && threads.length < AT_ONCE ? start() : best;
  }

  async function threadForCleaning(): Promise<FileThread> {
    for (;;) {
      const free = threads.filter((thread) => thread.running('clean') === 0);
      const thread = leastBusy(free) ?? (threads.length < AT_ONCE ? start() : undefined);
      if (thread) return thread;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  return {
    inspect(name: string): ApartInspector {
      const thread = leastBusy(threads) ?? start();
      const task = thread.begin({ kind: 'inspect', name }, async () => undefined);
      const carried = carriedOver(task);
      let head: Buffer = Buffer.alloc(0);
      return {
        async write(chunk) {
          if (head.length < headLength)
            head = Buffer.concat([head, chunk.subarray(0, headLength - head.length)]);
          await carried.write(chunk);
        },
        async end(words) {
          try {
            const told = toldSchema.parse(await task.ask({ ask: 'tell', words }));
            return (await carried.wereAllSeen()) ? told : UNREADABLE;
          } catch {
            return UNREADABLE;
          } finally {
            task.end();
          }
        },
        isPdf: () => isPdf(head),
        cleanableAs: () => cleanableAs(head),
        cancel: () => task.end(),
      };
    },

    /** As `cleanFile`, and what takes too much is said not to be cleanable. @throws what the source of its bytes throws */
    async clean({ size, read }: CleanableFile): Promise<ApartCleaning> {
      let broken: unknown;
      const source = readingsOf(async function* () {
        try {
          yield* read();
        } catch (error) {
          broken = error;
          throw error;
        }
      });
      const thread = await threadForCleaning();
      const task = thread.begin({ kind: 'clean' }, async (question) =>
        question.ask === 'pull'
          ? source.pull(question.reading)
          : question.ask === 'stop'
            ? source.stop(question.reading)
            : undefined,
      );
      const done = (): void => {
        task.end();
        waiting.shift()?.();
      };
      try {
        const outcome = await task.ask({ ask: 'clean', size });
        if (outcome === 'cleaned') return { outcome, read: fileOverThere(task), done };
        done();
        const reason = notCleanable.find((each) => each === outcome) ?? 'damaged';
        return { outcome: 'not-cleanable', reason, done };
      } catch (error) {
        done();
        if (error instanceof ThreadEnded) return { outcome: 'not-cleanable', reason: 'too-costly', done };
        throw broken ?? error;
      }
    },

    /** Ends the threads, with what they do. */
    async close(): Promise<void> {
      await Promise.all(threads.map(async (thread) => thread.end()));
    },
  };
}

export type FileThreads = ReturnType<typeof createFileThreads>;
