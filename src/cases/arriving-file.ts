import type { ApartInspector } from '../disclosure/threads/file-threads.ts';
import type { Words } from '../disclosure/words.ts';
import type { Scanning } from '../scanning/clamd.ts';
import { createTypeWatcher } from '../file-types/file-type.ts';

/** How many bytes of a file come in before the quota is asked again, as many files may come in at once. */
export const BYTES_A_LOOK = 4 * 1024 * 1024;

/** Why a file is not kept; only used to stop whatever is done with it. */
export class FileRefused extends Error {
  readonly outcome: 'kept-before' | 'too-large' | 'empty' | 'too-many' | 'no-space';
  constructor(outcome: FileRefused['outcome']) {
    super(outcome);
    this.outcome = outcome;
  }
}

/** What a file may take, and who looks at its bytes. */
interface Arrival {
  readonly maxBytes: number;
  readonly hasRoom: (size: number) => Promise<boolean>;
  readonly inspector: ApartInspector;
  readonly scanning: Scanning;
}

/** A file on its way in: passes its bytes on while counting and inspecting them. We count ourselves: a declared length may lie. */
export function arrivingFile(
  name: string,
  source: AsyncIterable<Uint8Array>,
  { maxBytes, hasRoom, inspector, scanning }: Arrival,
) {
  const watcher = createTypeWatcher();
  let size = 0;
  let lookAt = BYTES_A_LOOK;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const piece of unclosed(source)) {
      size += piece.length;
      if (size > maxBytes) throw new FileRefused('too-large');
      if (size >= lookAt) {
        lookAt = size + BYTES_A_LOOK;
        if (!(await hasRoom(size))) throw new FileRefused('no-space');
      }
      await inspector.write(piece);
      watcher.write(piece);
      await scanning.write(piece);
      yield piece;
    }
  }
  return {
    name,
    bytes: pass(),
    /** Bytes that have passed. */
    size: () => size,
    isPdf: () => inspector.isPdf(),
    /**
     * What is sealed with its name, once its last byte has passed, and what is written in it.
     * @param words the same where it was read elsewhere
     */
    async details(words: Promise<Words | undefined> | undefined) {
      const told = async () => inspector.end(await words);
      const [{ disclosures, text }, type, scan] = await Promise.all([told(), watcher.end(), scanning.end()]);
      return { name, size, disclosures, kind: inspector.cleanableAs(), type, scan, text };
    },
    /** Ends what looks at it, whether it was kept or not. */
    letGo() {
      scanning.cancel();
      inspector.cancel();
    },
  };
}

export type ArrivingFile = ReturnType<typeof arrivingFile>;

/** Reads the rest of a source that was not wanted to its end. */
export async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of unclosed(source)) continue;
}

/** Iterates without ending the source when the consumer stops early, so that the rest can still be drained. */
async function* unclosed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}
