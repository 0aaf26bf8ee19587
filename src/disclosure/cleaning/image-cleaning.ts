import { cleanBmp, isBmp } from './bmp-cleaning.ts';
import { cleanGif } from './gif-cleaning.ts';
import { cleanJpeg } from './jpeg-cleaning.ts';
import { cleanPng } from './png-cleaning.ts';
import { cleanTiff } from './tiff-cleaning.ts';
import { cleanWebp } from './webp-cleaning.ts';

/** Not Canon's raw pictures, which say what they are behind the place of the first directory. */
const tiff = /^(?:II\*\0|MM\0\*)....(?!CR)/su;

/** What cleans an image that begins with these bytes, or undefined where it is none that we can clean. */
export function imageCleanerFor(bytes: Buffer): ((bytes: Buffer) => Uint8Array[]) | undefined {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\u00ff\u00d8\u00ff')) return cleanJpeg;
  if (start.startsWith('\u0089PNG\r\n\u001a\n')) return cleanPng;
  if (start.startsWith('GIF8')) return cleanGif;
  if (tiff.test(start)) return cleanTiff;
  if (isBmp(bytes)) return cleanBmp;
  return start.startsWith('RIFF') && start.endsWith('WEBP') ? cleanWebp : undefined;
}
