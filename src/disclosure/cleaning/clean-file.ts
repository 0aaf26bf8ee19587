import { cleanBoxes, type Source } from './box-cleaning.ts';
import { type Cleaning, CleaningRefused } from './cleaned.ts';
import { imageCleanerFor } from './image-cleaning.ts';
import { isMadeOfBoxes, soundCleanerFor } from './media-cleaning.ts';
import { cleanOffice } from './office-cleaning.ts';
import { cleanPdf } from './pdf-cleaning.ts';

/** Larger files are not offered to be cleaned, but those made of boxes: the others are held in memory meanwhile. */
export const mostCleanableBytes = 32 * 1024 * 1024;
const headLength = 1024;
/** AVI, Ogg, FLAC, Matroska, AMR. */
const otherRecordings = /^(?:RIFF....AVI |OggS|fLaC|.E\u00df\u00a3|#!AMR)/su;

/** Word, Excel, PowerPoint of before 2007, which hold what is locked today; rich text. */
const oldDocuments = ['\u00d0\u00cf\u0011\u00e0', '{\\rtf'];

type Cleaner = (bytes: Buffer) => Uint8Array[] | Promise<Uint8Array[]>;

/** A file of so many bytes, which can be read more than once. */
export interface CleanableFile {
  readonly size: number;
  readonly read: Source;
}

/**
 * Takes the hidden properties out of a file, whose format is told by its content. Pictures are not compressed anew, and
 * what stays is the same bytes. Needs memory for the file once and for what of it must be unpacked, 48 MiB at most, or put
 * together anew (the JPEG pieces of a TIFF), as long as the file at most; of one made of boxes, for its tables alone. A broken or hostile file is said not to be cleanable.
 * @throws what the source of its bytes throws
 */
export async function cleanFile({ size, read }: CleanableFile): Promise<Cleaning> {
  const head = await joined(read(), Math.min(size, headLength));
  const clean = cleanerFor(head);
  if (!clean) return { outcome: 'not-cleanable', reason: 'format' };
  if (clean !== 'as-boxes' && size > mostCleanableBytes)
    return { outcome: 'not-cleanable', reason: 'too-large' };
  const source = watched(read);
  try {
    if (clean === 'as-boxes') return { outcome: 'cleaned', read: await cleanBoxes(source.read) };
    return cleanedOf(await clean(await joined(source.read(), size)), size);
  } catch (error) {
    if (source.failed()) throw error;
    // Whatever else a broken file leads to, such as a number that points out of it, it cannot be cleaned.
    const reason = error instanceof CleaningRefused ? error.reason : 'damaged';
    return { outcome: 'not-cleanable', reason };
  }
}

/** A source that tells whether it was what failed, and not what was done with its bytes. */
function watched(read: Source): { readonly read: Source; readonly failed: () => boolean } {
  let hasFailed = false;
  return {
    failed: () => hasFailed,
    async *read() {
      try {
        yield* read();
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    },
  };
}

function cleanedOf(pieces: readonly Uint8Array[], sizeBefore: number): Cleaning {
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  if (size > mostGrowth(sizeBefore)) return { outcome: 'not-cleanable', reason: 'damaged' };
  return { outcome: 'cleaned', read: () => eachOf(pieces) };
}

async function* eachOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** The first bytes of a stream, up to a length. */
async function joined(source: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let at = 0;
  for await (const piece of source) {
    bytes.set(piece.subarray(0, length - at), at);
    at = Math.min(length, at + piece.length);
    if (at === length) break;
  }
  return bytes.subarray(0, at);
}

/**
 * What files can be cleaned as; `media` whatever their size; a `recording` of another format, a document of an old one that can be saved in a
 * new one (locked documents look the same), or `nothing`, cannot be.
 */
export const cleanableKinds = [
  'image',
  'document',
  'sound',
  'media',
  'recording',
  'old-document',
  'nothing',
] as const;
export type CleanableAs = (typeof cleanableKinds)[number];

/** What a file that begins so could be cleaned as. */
export function cleanableAs(head: Buffer): CleanableAs {
  if (imageCleanerFor(head)) return 'image';
  const cleaner = cleanerFor(head);
  if (cleaner === 'as-boxes') return 'media';
  if (soundCleanerFor(head)) return 'sound';
  if (cleaner) return 'document';
  const start = head.toString('latin1', 0, 12);
  if (oldDocuments.some((beginning) => start.startsWith(beginning))) return 'old-document';
  return otherRecordings.test(start) ? 'recording' : 'nothing';
}

function cleanerFor(head: Buffer): Cleaner | 'as-boxes' | undefined {
  if (isMadeOfBoxes(head)) return 'as-boxes';
  const start = head.toString('latin1', 0, 5);
  if (start.startsWith('PK\u0003\u0004')) return cleanOffice;
  return start === '%PDF-' ? cleanPdf : (imageCleanerFor(head) ?? soundCleanerFor(head));
}

/** Parts that are packed anew can grow a little; what grows more was made to. */
function mostGrowth(size: number): number {
  return size * 1.25 + 64 * 1024;
}
