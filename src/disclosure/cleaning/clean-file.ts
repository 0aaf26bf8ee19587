import { type Cleaning, CleaningRefused } from './cleaned.ts';
import { imageCleanerFor } from './image-cleaning.ts';
import { cleanOffice } from './office-cleaning.ts';
import { cleanPdf } from './pdf-cleaning.ts';

/** Larger files are not offered to be cleaned: they are held in memory while they are. */
export const mostCleanableBytes = 32 * 1024 * 1024;
const pdfHead = 1024;

type Cleaner = (bytes: Buffer) => Uint8Array[] | Promise<Uint8Array[]>;

/**
 * Takes the hidden properties out of a file, whose format is told by its content. Pictures are not compressed anew, and
 * what stays is the same bytes. Needs memory for the file once and for what of it must be unpacked, 48 MiB at most.
 * Never rejects: a broken or hostile file is said not to be cleanable.
 */
export async function cleanFile(bytes: Buffer): Promise<Cleaning> {
  if (bytes.length > mostCleanableBytes) return { outcome: 'not-cleanable', reason: 'too-large' };
  const clean = cleanerFor(bytes);
  if (!clean) return { outcome: 'not-cleanable', reason: 'format' };
  try {
    const pieces = await clean(bytes);
    const size = pieces.reduce((sum, { length }) => sum + length, 0);
    return size > mostGrowth(bytes.length)
      ? { outcome: 'not-cleanable', reason: 'damaged' }
      : { outcome: 'cleaned', pieces };
  } catch (error) {
    // A number that points out of the file throws a RangeError: the file is broken, not we.
    const reason = error instanceof CleaningRefused ? error.reason : 'damaged';
    return { outcome: 'not-cleanable', reason };
  }
}

/** Whether cleaning a file that begins so, of this size, is worth offering. */
export function isCleanable(head: Buffer, size: number): boolean {
  return size <= mostCleanableBytes && cleanerFor(head) !== undefined;
}

function cleanerFor(bytes: Buffer): Cleaner | undefined {
  const image = imageCleanerFor(bytes);
  if (image) return image;
  const start = bytes.toString('latin1', 0, pdfHead);
  if (start.startsWith('PK\u0003\u0004')) return cleanOffice;
  return start.startsWith('%PDF-') ? cleanPdf : undefined;
}

/** Parts that are packed anew can grow a little; what grows more was made to. */
function mostGrowth(size: number): number {
  return size * 1.25 + 64 * 1024;
}
