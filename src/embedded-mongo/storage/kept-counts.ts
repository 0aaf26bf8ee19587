import type { Bounds } from './keys.ts';

/** Fewer keys are counted in less than 0.1 ms. */
const LARGE = 1000;
/** Of one index. What was asked for least recently makes room. */
const MOST_RANGES = 16;

/**
 * Remembers the sizes of large ranges, which LMDB can only tell by walking their keys (100,000 take 5 ms), and corrects
 * them with every key that is written, so that they stay exact. Nothing of it is on the disk.
 *
 * @param countNow walks the range in what is committed now
 */
export function createKeptCounts(countNow: (bounds: Bounds) => number) {
  const indexes = new Map<number, Map<string, Bounds & { count: number }>>();
  let uncommitted = 0;

  function remember(bounds: Bounds, count: number): void {
    const index = indexNumberOf(bounds.lower);
    const ranges = indexes.get(index) ?? new Map<string, Bounds & { count: number }>();
    indexes.set(index, ranges);
    ranges.delete(nameOf(bounds)); // so that it becomes the newest
    ranges.set(nameOf(bounds), { ...bounds, count });
    const [oldest] = ranges.keys();
    if (ranges.size > MOST_RANGES && oldest !== undefined) ranges.delete(oldest);
  }

  return {
    /** While a transaction is under way its keys are in the remembered sizes and not yet to be read, so that all is walked. */
    count(bounds: Bounds): number {
      const found = indexes.get(indexNumberOf(bounds.lower))?.get(nameOf(bounds));
      if (uncommitted > 0) return countNow(bounds);
      const count = found?.count ?? countNow(bounds);
      if (count >= LARGE) remember(bounds, count);
      return count;
    },

    /** For each key that is added (1) or taken away (-1), inside the transaction that does it. */
    change(key: Buffer, by: 1 | -1): void {
      for (const range of indexes.get(indexNumberOf(key))?.values() ?? [])
        if (range.lower.compare(key) <= 0 && range.upper.compare(key) > 0) range.count += by;
    },

    /** Around a transaction: from its first write until it is on the disk. One that failed leaves nothing to rely on. */
    begin(): void {
      uncommitted += 1;
    },
    end(isCommitted: boolean): void {
      uncommitted -= 1;
      if (!isCommitted) indexes.clear();
    },

    forget(): void {
      indexes.clear();
    },
  };
}

/** Every key of an index begins with its number. */
function indexNumberOf(key: Buffer): number {
  return key.readUInt32BE();
}

function nameOf({ lower, upper }: Bounds): string {
  return `${lower.toString('latin1')} ${upper.toString('latin1')}`;
}
