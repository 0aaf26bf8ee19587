import type { Talk } from './talk.ts';

/** Pieces that are on their way at most, and the length of each: half a megabyte that the other side has not looked at. */
const PIECES = 8;
const PIECE_BYTES = 64 * 1024;

/**
 * Carries bytes to the other side, which looks at them, in a few pieces of memory that it hands back: new ones for each
 * would wait by the hundred, on both sides, until V8 lets go of them.
 * @returns what takes the next bytes, which may be reused afterwards; waits where all pieces are away. Never rejects.
 */
export function carriedOver(talk: Pick<Talk, 'ask'>): (bytes: Uint8Array) => Promise<void> {
  const memories: Promise<ArrayBuffer | undefined>[] = [];
  let isLost = false;
  let next = 0;

  async function carry(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> {
    try {
      const back = await talk.ask({ ask: 'inspect', bytes });
      return back instanceof Uint8Array && back.buffer instanceof ArrayBuffer ? back.buffer : undefined;
    } catch {
      isLost = true; // its thread was ended: nobody looks at the rest
      return undefined;
    }
  }

  return async (bytes) => {
    for (let at = 0; at < bytes.length && !isLost; at += PIECE_BYTES) {
      const part = bytes.subarray(at, at + PIECE_BYTES);
      const memory = (await memories[next]) ?? new ArrayBuffer(PIECE_BYTES);
      const piece = new Uint8Array(memory, 0, part.length);
      piece.set(part);
      memories[next] = carry(piece);
      next = (next + 1) % PIECES;
    }
  };
}
