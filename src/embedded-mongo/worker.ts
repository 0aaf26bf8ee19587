import { rmSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { isForWantOfSpace, reasonOfCommit } from './file/commit.ts';
import { createCursors } from './wire/cursors.ts';
import { removeExpired } from './expiry.ts';
import { DataFolderInUse, DataFolderUnusable, type EmbeddedMongoError } from './errors.ts';
import { type HeldStore, holdStore, refusalOf } from './folder/hold.ts';
import { serve } from './wire/server.ts';

/** What the main thread hands over, and what it is told. */
export interface WorkerOptions {
  readonly folder: string;
}
export type WorkerReport =
  | { readonly kind: 'listening'; readonly socket: string }
  /** What crosses the threads of an error: its class is lost, so its name says which. */
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly message: string;
      readonly processId?: number;
      readonly code?: unknown;
    };

function report(message: WorkerReport): void {
  parentPort?.postMessage(message, []);
}

function reportRefusal(error: EmbeddedMongoError): void {
  const { name, message } = error;
  report({
    kind: 'refused',
    name,
    message,
    ...(error instanceof DataFolderInUse && { processId: error.processId }),
    ...(error instanceof DataFolderUnusable && { code: error.code }),
  });
}

async function main({ folder }: WorkerOptions): Promise<void> {
  const held = await holdStore(folder);
  try {
    await serveHeld(held);
  } catch (error) {
    await held.close();
    throw error;
  }
}

/** Serves a store until the main thread says that it is enough. */
async function serveHeld(held: HeldStore): Promise<void> {
  const { store, socket } = held;
  store.failure.addEventListener('abort', () => endThread(refusalOf(store.failure.reason, options.folder)));
  rmSync(socket, { force: true });
  const cursors = createCursors();
  const settings = { notablescan: false, ttlMonitorSleepSecs: 60, watchdogPeriodSeconds: 30 };
  const server = await serve(socket, { store, cursors, settings });
  let expiring = Promise.resolve();
  let waited = 0;
  // Looks every second whether it is time, because the client may change the interval.
  const expiry = setInterval(() => {
    store.watchdog.tick(settings.watchdogPeriodSeconds);
    waited += 1;
    if (waited < settings.ttlMonitorSleepSecs) return;
    waited = 0;
    cursors.sweep();
    expiring = expiring.then(() => removeExpired(store, new Date())).catch(endThread);
  }, 1000);
  parentPort?.once('message', () => {
    void (async () => {
      clearInterval(expiry);
      await server.close();
      await expiring;
      await held.close();
      parentPort?.close();
    })();
  });
  report({ kind: 'listening', socket });
}

/** And with it the process: nothing is sure of what this thread would answer. */
function endThread(reason: unknown): void {
  setImmediate(() => {
    throw reason;
  });
}

/**
 * When a commit fails, lmdb rejects promises of its own too, which nobody can listen to; each client learns of its write by
 * its own. A full disk may have room again. After any other failure of the disk nothing that this process believes of its
 * file is sure: the thread ends, and with it the process.
 */
async function endAtBrokenDisk(error: unknown): Promise<void> {
  const reason = await reasonOfCommit(error);
  if (!isForWantOfSpace(reason, options.folder)) endThread(reason);
}

// The thread is started with exactly these (embedded-mongo.ts).
const options: WorkerOptions = workerData;
if (!isMainThread) {
  process.on('unhandledRejection', (error) => void endAtBrokenDisk(error));
  main(options).catch((error: unknown) => {
    reportRefusal(refusalOf(error, options.folder));
    process.exitCode = 1;
  });
}
