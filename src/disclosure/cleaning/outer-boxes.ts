import { type Box, boxAt, type Held, headerLength, isLong } from './boxes.ts';
import { CleaningRefused, mostParts } from './cleaned.ts';

/** What a file made of boxes consists of. */
interface OuterBoxes {
  readonly boxes: readonly Box[];
  /** The boxes that were asked for, with their headers. */
  readonly held: readonly Held[];
  readonly size: number;
}

/** Tables of the longest film that we take; an hour has about 4 MiB of them. */
const mostHeldBytes = 16 * 1024 * 1024;

/** Takes bytes off a stream, as many as there are. */
function readerOf(source: AsyncIterable<Uint8Array>) {
  const iterator = source[Symbol.asyncIterator]();
  let piece: Uint8Array = Buffer.alloc(0);
  let passed = 0;

  /** @returns how many bytes were there to pass */
  async function pass(length: number, use: (part: Uint8Array) => void): Promise<number> {
    const from = passed;
    while (passed - from < length) {
      if (piece.length === 0) {
        const next = await iterator.next();
        if (next.done) break;
        piece = next.value;
        continue;
      }
      const part = piece.subarray(0, length - (passed - from));
      use(part);
      piece = piece.subarray(part.length);
      passed += part.length;
    }
    return passed - from;
  }

  return {
    passed: () => passed,
    skip: async (length: number) => pass(length, () => undefined),
    async take(length: number): Promise<Buffer> {
      const parts: Buffer[] = [];
      await pass(length, (part) => parts.push(Buffer.from(part)));
      return Buffer.concat(parts);
    },
  };
}

/**
 * Reads the outermost boxes of a file from end to end, and holds those of the types asked for. Bytes behind the last whole
 * box belong to none; data that is cut off ends with the file.
 * @throws {CleaningRefused} where a box that is to be held is cut off or too long
 */
export async function outerBoxesOf(
  source: AsyncIterable<Uint8Array>,
  { held: wanted, data }: { readonly held: ReadonlySet<string>; readonly data: ReadonlySet<string> },
): Promise<OuterBoxes> {
  const reader = readerOf(source);
  const boxes: Box[] = [];
  const held: Held[] = [];
  let heldBytes = 0;
  for (;;) {
    const at = reader.passed();
    const header = await reader.take(headerLength);
    if (header.length < headerLength) break;
    const long = isLong(header) ? await reader.take(headerLength) : Buffer.alloc(0);
    if (isLong(header) && long.length < headerLength) break;
    const box = boxAt({ at, bytes: Buffer.concat([header, long]) }, at, Number.POSITIVE_INFINITY);
    if (!box || boxes.length > mostParts) throw new CleaningRefused('damaged');
    const { type, inside } = box;
    const left = box.end - inside;
    const isHeld = wanted.has(type);
    if (isHeld && (heldBytes += left) > mostHeldBytes) throw new CleaningRefused('too-large');
    const content = isHeld ? await reader.take(left) : undefined;
    if (content) held.push({ at, bytes: Buffer.concat([header, long, content]) });
    const end = inside + (content?.length ?? (await reader.skip(left)));
    const isWhole = left === Number.POSITIVE_INFINITY || end - inside === left;
    if (!isWhole && isHeld) throw new CleaningRefused('damaged');
    if (!isWhole && !data.has(type)) break;
    boxes.push({ type, at, inside, end });
  }
  await reader.skip(Number.POSITIVE_INFINITY);
  return { boxes, held, size: reader.passed() };
}
