import { type CleanableFile, cleanableAs, type CleanableAs } from '../cleaning/clean-file.ts';
import { type NotCleanable, notCleanable } from '../cleaning/cleaned.ts';
import type { ToldByFile } from '../file-disclosures.ts';
import { unreadable, unsearched } from '../files/file-disclosure.ts';
import { isPdf } from '../files/formats.ts';
import { createTurns } from '../../turns.ts';
import type { Words } from '../words.ts';
import { carriedOver } from './carried-bytes.ts';
import { fileOverThere, type Readings, readingsOf } from './readings.ts';
import { stopwatchOf } from './stopwatch.ts';
import type { Question } from './talk.ts';
import { createThreadPool } from './thread-pool.ts';
import { ThreadEnded } from './thread.ts';
import { toldSchema } from './told-schema.ts';

/** For one file: a document of 32 MB takes a few seconds, also one made to cost much. */
const LONGEST_MS = 60_000;
/** That inspect, and as many that clean: each takes some 50 MB of memory. */
const THREADS = 2;
/** Of cleaning, a thread each. With what a request cleaned before (file-cleaning.ts), less than a connection may be silent (connection-limits.ts). */
const TURNS = { atOnce: THREADS, mostWaiting: 20, longestWaitMs: 20_000, fairMs: 20_000 };
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

/** Why a file was not cleaned; `busy` where it can be tried again, as others were cleaned meanwhile. */
export type NotCleaned = NotCleanable | 'busy';

/**
 * Looks into files in a few threads beside the portal's own, and cleans them in a few others, so that no file keeps requests waiting, and none that
 * is inspected ends the cleaning of somebody else's. A thread gets bytes and no key; one that takes too much time is ended, and the next file gets a
 * new one. Several files are inspected at once by one thread, and one is cleaned.
 */
export function createFileThreads(startStopwatch = stopwatchOf(LONGEST_MS), turns = TURNS) {
  const inspecting = createThreadPool(THREADS, startStopwatch);
  const cleaning = createThreadPool(turns.atOnce, startStopwatch);
  const inTurn = createTurns(turns);

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

    /**
     * As `cleanFile`, and what takes too much is said not to be cleanable.
     * @param use what is done with a cleaned file, which may be read more than once; its result is the outcome
     * @throws what the source of its bytes or `use` throws
     */
    async clean<Result extends string>(
      { size, read }: CleanableFile,
      use: (cleaned: () => AsyncIterable<Uint8Array>) => Promise<Result>,
    ): Promise<Result | NotCleaned> {
      let broken: unknown;
      const source = readingsOf(async function* () {
        try {
          yield* read();
        } catch (error) {
          broken = error;
          throw error;
        }
      });
      const outcome = await inTurn(async (over) => {
        const task = cleaning.begin({ kind: 'clean' }, async (question) => answerFrom(source, question));
        // A source may keep its turn by being slow, and a file by being much work: whoever waits is let through.
        over.addEventListener('abort', () => task.endThread());
        try {
          const said = await task.ask({ ask: 'clean', size });
          if (said === 'cleaned') return await use(fileOverThere(task));
          return notCleanable.find((each) => each === said) ?? 'damaged';
        } catch (error) {
          if (error instanceof ThreadEnded) return over.aborted ? 'busy' : 'too-costly';
          throw broken ?? error;
        } finally {
          task.end();
        }
      });
      return outcome ?? 'busy';
    },

    /** Ends the threads, with what they do. */
    async close(): Promise<void> {
      await Promise.all([inspecting.end(), cleaning.end()]);
    },
  };
}

async function answerFrom(source: Readings, question: Question): Promise<unknown> {
  if (question.ask === 'pull') return source.pull(question.reading);
  return question.ask === 'stop' ? source.stop(question.reading) : undefined;
}

export type FileThreads = ReturnType<typeof createFileThreads>;
