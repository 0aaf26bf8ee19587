/** A piece of a stream; `bytes` is overwritten once the next piece is asked for. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

/**
 * Cuts a stream into pieces of fixed sizes, first those in `firstSizes`, then `size` each, the last one shorter or equal. There
 * is always a last piece, empty only when the stream is (or ends within `firstSizes`). Holds one piece in memory.
 */
export async function* inPieces(
  source: AsyncIterable<Uint8Array>,
  firstSizes: readonly number[],
  size: number,
): AsyncGenerator<Piece> {
  const sizes = [...firstSizes];
  const buffer = new Uint8Array(Math.max(size, ...sizes));
  let wanted = sizes.shift() ?? size;
  let filled = 0;
  for await (const chunk of source) {
    let taken = 0;
    while (taken < chunk.length) {
      // Only now, when another byte is there, a full piece is known not to be the last.
      if (filled === wanted) {
        yield { bytes: buffer.subarray(0, filled), last: false };
        wanted = sizes.shift() ?? size;
        filled = 0;
      }
      const part = chunk.subarray(taken, taken + wanted - filled);
      buffer.set(part, filled);
      filled += part.length;
      taken += part.length;
    }
  }
  yield { bytes: buffer.subarray(0, filled), last: true };
}
