import type { Log } from '../log.ts';
import { type Database, databaseTrouble } from './database.ts';

const HOUR_MS = 3_600_000;
/** A store up to this size is rewritten every hour, which takes it about a second; a larger one once a day. */
const SMALL_BYTES = 64 * 1024 * 1024;

interface Options {
  /** On the embedded store, which alone knows the command. */
  readonly database: Database;
  readonly today: () => string;
  readonly clock: () => Date;
  /** How much of the store's disk has to stay free all the time. */
  readonly spareBytes: number;
  readonly log: Pick<Log, 'warn'>;
  readonly smallBytes?: number;
}

/**
 * Has the embedded store rewrite its file when a day of the office begins, and after each start. Threat: LMDB keeps the order of
 * all writes, and with what came at a known time an order is a time of day; and what was deleted stays on free pages.
 */
export function createStoreRewriting({
  database,
  today,
  clock,
  spareBytes,
  log,
  smallBytes = SMALL_BYTES,
}: Options) {
  let tried: { readonly day: string; readonly at: number; readonly isDone: boolean } | undefined;

  async function isSmall(): Promise<boolean> {
    const statistics = await database.db?.command({ dbStats: 1 });
    return Number(statistics?.['storageSize']) <= smallBytes;
  }

  async function rewrite(): Promise<void> {
    const begun = { day: today(), at: clock().getTime() };
    tried = { ...begun, isDone: false };
    try {
      await database.db?.command({ rewriteStore: 1, spareBytes });
      tried = { ...begun, isDone: true };
    } catch (error) {
      if (databaseTrouble(error) !== 'full') throw error;
      log.warn(
        'the disk has too little free room to rewrite the store: until it is done, the file of the store keeps the order in which reports came, and what was deleted',
      );
    }
  }

  return {
    async isNeeded(): Promise<boolean> {
      if (tried?.day !== today()) return true;
      if (clock().getTime() - tried.at < HOUR_MS) return false;
      return !tried.isDone || isSmall();
    },

    /** Returns when it is done, or when the signal ends it: the store gives up by itself when it is closed. */
    async work(signal: AbortSignal): Promise<void> {
      const aborted = new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
      await Promise.race([rewrite(), aborted]);
    },
  };
}

export type StoreRewriting = ReturnType<typeof createStoreRewriting>;
