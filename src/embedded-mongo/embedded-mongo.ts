import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import {
  DataFolderDamaged,
  DataFolderInUse,
  DataFolderTooNew,
  DataFolderUnusable,
  type EmbeddedMongoError,
  EmbeddedMongoStopped,
} from './errors.ts';
import type { WorkerOptions, WorkerReport } from './worker.ts';

export interface EmbeddedMongo {
  /** What mongoose and the driver connect to; it names the database `portal`. */
  readonly uri: string;
  /** Resolves when the thread ended although nobody closed it: whoever waits for an answer never gets one. */
  readonly stopped: Promise<EmbeddedMongoStopped>;
  /** Ends the connections that are left, flushes and closes the files. Close clients first. */
  close(): Promise<void>;
}

/**
 * Serves the MongoDB wire protocol from a data folder, on a Unix socket, in a thread of its own.
 *
 * @param options.folder made with mode 0700 where it is missing
 * @throws DataFolderInUse, DataFolderDamaged, DataFolderTooNew, DataFolderUnusable
 */
export async function startEmbeddedMongo({ folder }: { folder: string }): Promise<EmbeddedMongo> {
  const workerData: WorkerOptions = { folder };
  const worker = new Worker(program, { workerData, resourceLimits, execArgv: [] });
  const report = await firstReport(worker);
  if (report.kind === 'refused') {
    await worker.terminate();
    throw refusal(report, folder);
  }
  let isClosing = false;
  return {
    stopped: endOf(worker).then((stopped) => (isClosing ? new Promise(() => undefined) : stopped)),
    uri: `mongodb://${encodeURIComponent(report.socket)}/portal?directConnection=true`,
    close: async () => {
      isClosing = true;
      if (worker.threadId < 0) return; // it ended
      const ended = once(worker, 'exit');
      worker.postMessage('close', []);
      await ended;
    },
  };
}

/** Its error has to be listened to: it would end the process with its stack on the console. */
async function endOf(worker: Worker): Promise<EmbeddedMongoStopped> {
  let reason: Error | undefined;
  worker.once('error', (error: Error) => (reason = error));
  await new Promise((resolve) => worker.once('exit', resolve)); // `once` of node:events rejects at the error before it
  return new EmbeddedMongoStopped(sentenceOf(reason));
}

/** Starting again would not help a damaged store. The class of an error is lost between threads, so its name says which. */
function sentenceOf(reason: Error | undefined): string {
  if (reason?.name === DataFolderDamaged.name) return reason.message;
  const why = reason ? `: ${reason.message}` : '';
  return `The thread of the embedded store ended${why}. Start the portal again.`;
}

/** worker.ts with what it imports (scripts/build-store.mjs). */
const program = new URL('../../build/store/thread.mjs', import.meta.url);

/**
 * In MB. Memory of messages that were read is free for others only once V8 has collected the objects that held it, which it does when this is used
 * up: with what it would take by itself, 48, a large upload takes some 25 MB more than with 6, and with 6 some 3 MB more than so.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };

function firstReport(worker: Worker): Promise<WorkerReport> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) =>
      reject(new EmbeddedMongoStopped(`The thread of the embedded store ended with ${code}.`)),
    );
  });
}

type Refused = Extract<WorkerReport, { kind: 'refused' }>;

function refusal({ name, message, processId, code }: Refused, folder: string): EmbeddedMongoError {
  if (processId !== undefined) return new DataFolderInUse(folder, processId);
  if (name === DataFolderUnusable.name) return new DataFolderUnusable(message, code);
  return new (name === DataFolderTooNew.name ? DataFolderTooNew : DataFolderDamaged)(message);
}
