import { cleanBoxes } from './box-cleaning.ts';
import { CleaningRefused } from './cleaned.ts';
import { imageCleanerFor } from './image-cleaning.ts';
import { cleanMp3 } from './mp3-cleaning.ts';
import { cleanSvg, isSvg } from './svg-cleaning.ts';
import { cleanWav } from './wav-cleaning.ts';

/** MP4, QuickTime, M4A, 3GP, HEIC, AVIF; not Canon's raw pictures, which cannot be opened without what tells of the camera. */
const boxes = /^....(?:ftyp(?!crx )|moov|mdat|wide)/su;
/** MPEG-1, 2 and 2.5, layer III, with and without a tag in front. */
const mp3 = /^(?:ID3|\u00ff[\u00e2\u00e3\u00f2\u00f3\u00fa\u00fb])/u;

/** Whether a file that begins so is made of boxes, which are cleaned without being held. */
export function isMadeOfBoxes(head: Buffer): boolean {
  return boxes.test(head.toString('latin1', 0, 12));
}

/** What cleans sound that begins so. */
export function soundCleanerFor(head: Buffer): ((bytes: Buffer) => Uint8Array[]) | undefined {
  const start = head.toString('latin1', 0, 12);
  if (mp3.test(start)) return cleanMp3;
  return start.startsWith('RIFF') && start.endsWith('WAVE') ? cleanWav : undefined;
}

/** A picture, film or sound that lies in a document, cleaned. @throws {CleaningRefused} where there is no cleaner for it */
export async function cleanedMedia(content: Buffer): Promise<Buffer> {
  const clean =
    imageCleanerFor(content) ?? soundCleanerFor(content) ?? (isSvg(content) ? cleanSvg : undefined);
  if (clean) return Buffer.concat(clean(content));
  if (!isMadeOfBoxes(content)) throw new CleaningRefused('attachments');
  const read = await cleanBoxes(async function* () {
    yield content;
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of read()) pieces.push(piece);
  return Buffer.concat(pieces);
}
