import { given, type Talk } from './talk.ts';

type Source = () => AsyncIterable<Uint8Array>;

/** Answers what is asked of a file that this side has. */
export interface Readings {
  /** The next bytes of a reading; undefined at its end. */
  pull(reading: number): Promise<Uint8Array | undefined>;
  stop(reading: number): Promise<void>;
}

/** A file that the other side may read from its start as often as it likes. */
export function readingsOf(read: Source): Readings {
  const open = new Map<number, AsyncIterator<Uint8Array>>();
  return {
    async pull(reading) {
      const iterator = open.get(reading) ?? read()[Symbol.asyncIterator]();
      open.set(reading, iterator);
      const next = await iterator.next();
      if (next.done) open.delete(reading);
      return next.done ? undefined : given(next.value);
    },
    async stop(reading) {
      const iterator = open.get(reading);
      open.delete(reading);
      await iterator?.return?.();
    },
  };
}

/** A file that the other side has. At most one piece of it is here at a time. */
export function fileOverThere(talk: Pick<Talk, 'ask'>): Source {
  let readings = 0;
  return async function* () {
    const reading = (readings += 1);
    let isDone = false;
    try {
      for (;;) {
        const bytes = await talk.ask({ ask: 'pull', reading });
        isDone = !(bytes instanceof Uint8Array);
        if (!(bytes instanceof Uint8Array)) return;
        yield bytes;
      }
    } finally {
      if (!isDone) void talk.ask({ ask: 'stop', reading }).catch(() => undefined);
    }
  };
}
