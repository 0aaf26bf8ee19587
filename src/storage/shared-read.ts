/**
 * A read that those who ask at the same time share. Everybody is answered by a read that began after they asked, so the
 * answer is never older than one of their own would be; whoever asks while a read is under way waits for the next one.
 */
export function createSharedRead<Found>(read: () => Promise<Found>): () => Promise<Found> {
  let latest: Promise<unknown> = Promise.resolve();
  let next: Promise<Found> | undefined;

  async function afterLatest(before: Promise<unknown>): Promise<Found> {
    await before.catch(() => undefined);
    next = undefined;
    return read();
  }

  return async () => {
    if (next === undefined) {
      next = afterLatest(latest);
      latest = next;
    }
    return next;
  };
}
