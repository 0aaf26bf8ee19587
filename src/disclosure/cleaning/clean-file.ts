import { type Cleaning, CleaningRefused } from './cleaned.ts';
import { imageCleanerFor } from './image-cleaning.ts';
import { cleanOffice } from './office-cleaning.ts';
import { cleanPdf } from './pdf-cleaning.ts';

/** Larger files are not offered to be cleaned: they are held in memory while they are. */
export const mostCleanableBytes = 32 * 1024 * 1024;
const pdfHead = 1024;
/** MP4, QuickTime, 3GP (but not HEIC, whose brand begins with it), WAV, AVI, MP3, Ogg, FLAC, Matroska, AMR. */
const recordings =
  /^(?:....(?:ftyp(?!hei|mif|avif)|moov|mdat|wide)|RIFF....(?:WAVE|AVI )|ID3|\u00ff[\u00f2\u00f3\u00fa\u00fb]|OggS|fLaC|.E\u00df\u00a3|#!AMR)/su;

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

/** The kinds of files that we clean; of the others there is something to say, or nothing. */
export const cleanableKinds = ['image', 'document', 'recording', 'nothing'] as const;
export type CleanableAs = (typeof cleanableKinds)[number];

/** What a file that begins so could be cleaned as; a recording of sound or film cannot be, and neither can `nothing`. */
export function cleanableAs(head: Buffer): CleanableAs {
  if (imageCleanerFor(head)) return 'image';
  if (cleanerFor(head)) return 'document';
  return recordings.test(head.toString('latin1', 0, 12)) ? 'recording' : 'nothing';
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
