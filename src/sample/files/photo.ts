import { exifBlock, type PhotoProperties } from './exif-block.ts';
import { receiptPixels } from './photo-pixels.ts';

/** A JPEG that browsers show, with the properties that a phone would have written into it. */
export function photo(properties: PhotoProperties): Buffer {
  const pixels = receiptPixels();
  const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exifBlock(properties)]);
  const segment = Buffer.alloc(4);
  segment.writeUInt16BE(0xffe1);
  segment.writeUInt16BE(block.length + 2, 2);
  return Buffer.concat([pixels.subarray(0, 2), segment, block, pixels.subarray(2)]);
}
