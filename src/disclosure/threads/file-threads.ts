import { type CleanableFile, cleanableAs, type CleanableAs } from '../cleaning/clean-file.ts';
import { type Cleaning, notCleanable } from '../cleaning/cleaned.ts';
import type { ToldByFile } from '../file-disclosures.ts';
import { unreadable, unsearched } from '../files/file-disclosure.ts';
import { isPdf } from '../files/formats.ts';
import type { Words } from '../words.ts';
import { carriedOver } from './carried-bytes.ts';
import { fileOverThere, readingsOf } from './readings.ts';
import { type StartStopwatch, stopwatchOf } from './stopwatch.ts';
import { type FileThread, startThread, type Task, ThreadEnded } from './thread.ts';
import { toldSchema } from './told-schema.ts';

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

/**
 * Looks into files in one thread beside the portal's own, and cleans them in another, so that no file keeps requests waiting, and none that is
 * inspected ends the cleaning of somebody else's. A thread gets bytes and no key; one that takes too much time is ended, and the next file gets a
 * new one. Several files are inspected at once, and one is cleaned.
 */
export function createFileThreads(startStopwatch = stopwatchOf(LONGEST_MS)) {
  const inspecting = threadOnDemand(startStopwatch);
  const cleaning = threadOnDemand(startStopwatch);
  let lastCleaned: Promise<void> = Promise.resolve();

  /** Resolves when no other file is cleaned any more, to what ends this one's turn. */
  async function turnToClean(): Promise<() => void> {
    const before = lastCleaned;
    return new Promise((begin) => {
      lastCleaned = new Promise((end) => void before.then(() => begin(end)));
    });
  }

  return {
    inspect(name: string): ApartInspector {
      const task = inspecting.begin({ kind: 'inspect', name }, async () => undefined);
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
      const endTurn = await turnToClean();
      const task = cleaning.begin({ kind: 'clean' }, async (question) =>
        question.ask === 'pull'
          ? source.pull(question.reading)
          : question.ask === 'stop'
            ? source.stop(question.reading)
            : undefined,
      );
      const done = (): void => {
        task.end();
        endTurn();
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
      await Promise.all([inspecting.end(), cleaning.end()]);
    },
  };
}

/** A thread that is started when there is work for it, and anew after it was ended. */
function threadOnDemand(startStopwatch: StartStopwatch) {
  let thread: FileThread | undefined;
  return {
    begin(...work: Parameters<FileThread['begin']>): Task {
      thread ??= startThread(startStopwatch, () => (thread = undefined));
      return thread.begin(...work);
    },
    end: async (): Promise<void> => thread?.end(),
  };
}

export type FileThreads = ReturnType<typeof createFileThreads>;
