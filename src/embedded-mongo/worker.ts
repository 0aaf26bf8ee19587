import { rmSync } from 'node:fs';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { isForWantOfSpace, reasonOfCommit } from './commit.ts';
import { createCursors } from './cursors.ts';
import { removeExpired } from './expiry.ts';
import { isOfSystem, openWhole } from './open-whole.ts';
import { takeOwnership } from './ownership.ts';
import { serve } from './server.ts';

/** What the main thread hands over, and what it is told. */
export interface WorkerOptions {
  readonly data: string;
  readonly socket: string;
}
export type WorkerReport =
  | { readonly kind: 'listening' }
  | { readonly kind: 'in use'; readonly processId: number }
  | { readonly kind: 'damaged'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

function report(message: WorkerReport): void {
  parentPort?.postMessage(message, []);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function main({ data, socket }: WorkerOptions): Promise<void> {
  const store = await openWhole(data);
  const ownership = await takeOwnership(store, data, socket);
  if ('processId' in ownership) {
    await store.close();
    return report({ kind: 'in use', processId: ownership.processId });
  }
  // This process owns the folder now, so a socket in it is what a crash left.
  rmSync(socket, { force: true });
  const cursors = createCursors();
  const settings = { notablescan: false, ttlMonitorSleepSecs: 60 };
  const server = await serve(socket, { store, cursors, settings });
  let expiry: NodeJS.Timeout | undefined;
  let expiring = Promise.resolve();
  const schedule = (): void => {
    // Looks every second whether it is time, because the client may change the interval.
    let waited = 0;
    expiry = setInterval(() => {
      waited += 1;
      if (waited < settings.ttlMonitorSleepSecs) return;
      waited = 0;
      cursors.sweep();
      expiring = expiring.then(() => removeExpired(store, new Date())).catch(() => undefined);
    }, 1000);
  };
  schedule();
  parentPort?.once('message', () => {
    void (async () => {
      clearInterval(expiry);
      await server.close();
      await expiring;
      await ownership.release(store);
      await store.close();
      parentPort?.close();
    })();
  });
  report({ kind: 'listening' });
}

/**
 * When a commit fails, lmdb rejects promises of its own too, which nobody can listen to; each client learns of its write by
 * its own. A full disk may have room again. After any other failure of the disk nothing that this process believes of its
 * file is sure: the thread ends, and with it the process.
 */
async function endAtBrokenDisk(error: unknown): Promise<void> {
  const reason = await reasonOfCommit(error);
  if (isForWantOfSpace(reason, options.data)) return;
  setImmediate(() => {
    throw reason;
  });
}

// The thread is started with exactly these (embedded-mongo.ts).
const options: WorkerOptions = workerData;
if (!isMainThread) {
  process.on('unhandledRejection', (error) => void endAtBrokenDisk(error));
  main(options).catch((error: unknown) => {
    report({ kind: isOfSystem(error) ? 'failed' : 'damaged', reason: reasonOf(error) });
    process.exitCode = 1;
  });
}
