import type { RootDatabase } from 'lmdb';
import { commit } from '../file/commit.ts';

/**
 * The transactions of a store, whichever file holds it now: none begins while one file takes another's place.
 *
 * @param root of the file that is open now
 * @param path of the store, also of the file that comes to be there
 */
export function createTransactions(root: () => RootDatabase, path: string) {
  let exchange: Promise<void> | undefined;
  let isAtWork = false;

  /** Resolves when every transaction that has begun is committed. */
  async function settled(): Promise<void> {
    await commit({ root: root(), path }, () => undefined);
    root().resetReadTxn();
  }

  function atWork<Result>(work: () => Result): Result {
    isAtWork = true;
    try {
      return work();
    } finally {
      isAtWork = false;
    }
  }

  /**
   * Runs work in the next one; resolves when what it wrote is on the disk. Work begins no other: lmdb would answer that one by what was
   * committed before.
   */
  async function next<Result>(work: () => Result): Promise<Result> {
    if (isAtWork) throw new Error('a write was begun within a write');
    if (exchange === undefined) return commit({ root: root(), path }, () => atWork(work));
    await exchange;
    return next(work);
  }

  return {
    settled,
    next,

    /** Runs work while none is under way; those that come meanwhile wait. */
    async exclusively(work: () => Promise<void>): Promise<void> {
      const done = settled().then(work);
      exchange = done.catch(() => undefined);
      await done.finally(() => {
        exchange = undefined;
      });
    },
  };
}

export type Transactions = ReturnType<typeof createTransactions>;
