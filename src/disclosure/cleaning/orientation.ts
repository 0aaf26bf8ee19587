import { entriesAt, firstAt, numbersOf, orderOf, types } from '../tiff/entries.ts';

const orientationTag = 0x0112;

/** How a picture is to be turned: 2 to 8 of Exif 2.32 (CIPA DC-008), table 6; 1, upright, where it says nothing usable. */
export function orientationIn(tiff: Buffer): number {
  const order = orderOf(tiff);
  if (!order) return 1;
  const { entries } = entriesAt(tiff, order.uint32(tiff, firstAt), order);
  const [value = 1] = numbersOf(
    entries.find(({ tag }) => tag === orientationTag),
    order,
    1,
  );
  return value >= 2 && value <= 8 ? value : 1;
}

/** The shortest Exif block, without its name: it tells how to turn the picture and nothing else. */
export function orientationBlock(orientation: number): Buffer {
  const block = Buffer.alloc(26);
  block.write('MM\0*', 0, 'latin1');
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(1, 8);
  block.writeUInt16BE(orientationTag, 10);
  block.writeUInt16BE(types.short, 12);
  block.writeUInt32BE(1, 14);
  block.writeUInt16BE(orientation, 18);
  return block;
}
