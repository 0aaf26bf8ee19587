import { createSharedRead } from './shared-read.ts';

/**
 * Looks something up by its key. Those who ask while a look-up is under way are answered together by the next one, so a
 * busy portal asks the database less often for the same answers; one asks at once where nobody else does.
 */
export function createBatchedRead<Found>(
  read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Found>>,
): (key: string) => Promise<Found | undefined> {
  let asked = new Set<string>();
  const readAsked = createSharedRead(async () => {
    const keys = [...asked];
    asked = new Set();
    return read(keys);
  });
  return async (key) => {
    asked.add(key);
    return (await readAsked()).get(key);
  };
}
