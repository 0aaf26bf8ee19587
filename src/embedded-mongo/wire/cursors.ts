import { Long } from 'bson';
import { randomBytes } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import type { TimeLimit } from '../time-limit.ts';
import { encodeCursor } from './wire.ts';

/** MongoDB's figures: documents of a first batch, bytes of any batch, and how long an idle cursor is kept. */
const FIRST_BATCH = 101;
const LARGEST_BATCH = 16 * 1024 * 1024;
const IDLE_MILLISECONDS = 10 * 60 * 1000;

interface Cursor {
  readonly namespace: string;
  readonly rest: Iterator<Buffer>;
  readonly idles: boolean;
  readonly timeLimit: TimeLimit | undefined;
  /** Read from `rest`, but too large for the batch before. */
  next: Buffer | undefined;
  /** How many documents are still to be given; undefined for all. */
  left: number | undefined;
  isOver: boolean;
  /** By `performance.now()`, which nobody sets. */
  usedAt: number;
}

interface BatchOptions {
  readonly batchSize?: number | undefined;
  readonly singleBatch?: boolean;
  readonly noTimeout?: boolean;
  readonly timeLimit?: TimeLimit | undefined;
  /** How many documents there are at most, so that the batch with the last one ends the cursor; 0 for all. */
  readonly limit?: number | undefined;
}

export type Cursors = ReturnType<typeof createCursors>;

/** The open cursors of all clients. They hold no read transaction, so an idle one costs only what it remembers. */
export function createCursors() {
  const cursors = new Map<string, Cursor>();

  function fill(cursor: Cursor, most: number): Buffer[] {
    const batch: Buffer[] = [];
    let size = 0;
    while (batch.length < most) {
      const bytes = cursor.next ?? take(cursor);
      cursor.next = bytes;
      if (bytes === undefined || (batch.length > 0 && size + bytes.length > LARGEST_BATCH)) break;
      batch.push(bytes);
      size += bytes.length;
      cursor.next = undefined;
    }
    if (cursor.left !== undefined) cursor.left -= batch.length;
    cursor.usedAt = performance.now();
    cursor.isOver ||= cursor.left === 0;
    return batch;
  }

  /** Nothing is read ahead of its batch: it may be changed before the next one is asked for. */
  function take(cursor: Cursor): Buffer | undefined {
    const result = cursor.rest.next();
    if (result.done !== true) return result.value;
    cursor.isOver = true;
    return undefined;
  }

  return {
    /** Answers with the first batch; what is left waits under a cursor's id. */
    open(namespace: string, documents: Iterable<Buffer>, options: BatchOptions): Buffer {
      const { batchSize = FIRST_BATCH, singleBatch = false, noTimeout = false, limit = 0 } = options;
      const rest = documents[Symbol.iterator]();
      const cursor: Cursor = {
        namespace,
        rest,
        idles: !noTimeout,
        timeLimit: options.timeLimit,
        next: undefined,
        left: limit === 0 ? undefined : limit,
        isOver: false,
        usedAt: performance.now(),
      };
      const batch = fill(cursor, batchSize);
      const done = singleBatch || cursor.isOver;
      const id = done ? Long.ZERO : newId();
      if (!done) cursors.set(id.toString(), cursor);
      return encodeCursor('firstBatch', batch, { id, ns: namespace });
    },

    more(id: string, namespace: string, batchSize: number): Buffer {
      const cursor = cursors.get(id);
      if (cursor?.namespace !== namespace)
        throw new CommandError('CursorNotFound', `cursor id ${id} not found`);
      cursors.delete(id); // unless it can go on
      cursor.timeLimit?.rest(performance.now() - cursor.usedAt);
      const batch = fill(cursor, batchSize);
      if (!cursor.isOver) cursors.set(id, cursor);
      return encodeCursor('nextBatch', batch, {
        id: cursors.has(id) ? Long.fromString(id) : Long.ZERO,
        ns: namespace,
      });
    },

    kill(id: string): boolean {
      return cursors.delete(id);
    },

    /** Forgets the cursors that nobody used for ten minutes, as MongoDB does. */
    sweep(now = performance.now()): void {
      for (const [id, cursor] of cursors) {
        if (cursor.idles && now - cursor.usedAt > IDLE_MILLISECONDS) cursors.delete(id);
      }
    },

    get count(): number {
      return cursors.size;
    },
  };
}

function newId(): Long {
  return Long.fromBigInt(BigInt.asIntN(63, randomBytes(8).readBigUInt64BE()) | 1n);
}
