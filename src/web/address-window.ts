import { createHmac, randomBytes } from 'node:crypto';
import { MemoryStore } from 'express-rate-limit';

/** Who asked how often in the window that runs. */
interface AddressWindow {
  /** An address under the key of this window, in base64url. */
  hashOf(address: string): string;
  /** Counts of hashes that are dropped when the window ends. */
  newCounts(): MemoryStore;
  /** Sums of hashes that are dropped when the window ends. */
  newTally(): Tally;
}

interface Tally {
  /** The sum so far, this amount included. */
  add(hash: string, amount: number): number;
}

/**
 * A window begins with the first address that is asked for, and ends so many milliseconds later whether or not another one comes: then the random key
 * and all that was counted under it go together.
 * Threat: key and hashes lie in one memory, and whoever reads it guesses the addresses of IPv4 (2^32) within minutes. What it no longer holds
 * nobody can guess.
 */
export function createAddressWindow(lengthMs: number): AddressWindow {
  const everyCount: MemoryStore[] = [];
  const everySum: Map<string, number>[] = [];
  let key: Buffer | undefined;

  function begin(): Buffer {
    setTimeout(end, lengthMs).unref();
    return randomBytes(32);
  }

  function end(): void {
    key?.fill(0);
    key = undefined;
    for (const counts of everyCount) void counts.resetAll();
    for (const sums of everySum) sums.clear();
  }

  return {
    hashOf(address) {
      key ??= begin();
      return createHmac('sha256', key).update(address).digest('base64url');
    },
    newCounts() {
      const counts = new MemoryStore();
      everyCount.push(counts);
      return counts;
    },
    newTally() {
      const sums = new Map<string, number>();
      everySum.push(sums);
      return {
        add(hash, amount) {
          const sum = (sums.get(hash) ?? 0) + amount;
          sums.set(hash, sum);
          return sum;
        },
      };
    },
  };
}
