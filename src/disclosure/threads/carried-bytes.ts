import type { Talk } from './talk.ts';

/** Pieces that are on their way at most, and the length of each: half a megabyte that the other side has not looked at. */
const PIECES = 8;
const PIECE_BYTES = 64 * 1024;

/** Bytes on their way to another side. */
interface CarriedBytes {
  /** Takes the next ones, which may be reused afterwards; waits where all pieces are away. Never rejects. */
  write(bytes: Uint8Array): Promise<void>;
  /** Resolves when nothing is away any more: whether the other side looked at all of them. Never rejects. */
  wereAllSeen(): Promise<boolean>;
}

/**
 * Carries bytes to the other side, which looks at them, in a few pieces of memory that it hands back: new ones for each
 * would wait by the hundred, on both sides, until V8 lets go of them.
 */
export function carriedOver(talk: Pick<Talk, 'ask'>): CarriedBytes {
  const memories: Promise<ArrayBuffer | undefined>[] = [];
  let isLost = false;
  let next = 0;

  async function carry(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer | undefined> {
    try {
      return wholeMemoryOf(await talk.ask({ ask: 'inspect', bytes }));
    } catch {
      isLost = true; // nobody looks at the rest
      return undefined;
    }
  }

  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length && !isLost; at += PIECE_BYTES) {
        const part = bytes.subarray(at, at + PIECE_BYTES);
        const memory = (await memories[next]) ?? new ArrayBuffer(PIECE_BYTES);
        const piece = new Uint8Array(memory, 0, part.length);
        piece.set(part);
        memories[next] = carry(piece);
        next = (next + 1) % PIECES;
      }
    },

    async wereAllSeen() {
      await Promise.all(memories);
      return !isLost;
    },
  };
}

/** The memory of a piece that came back. A file may have got the better of the other side: what is no whole piece is not used. */
function wholeMemoryOf(piece: unknown): ArrayBuffer | undefined {
  if (!(piece instanceof Uint8Array) || !(piece.buffer instanceof ArrayBuffer)) return undefined;
  return piece.buffer.byteLength === PIECE_BYTES ? piece.buffer : undefined;
}
