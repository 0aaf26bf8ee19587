const orientationTag = 0x0112;
const shortType = 3;
const entryLength = 12;
const mostEntries = 512;

/** How a picture is to be turned: 2 to 8 of Exif 2.32 (CIPA DC-008), table 6; 1, upright, where it says nothing usable. */
export function orientationIn(tiff: Buffer): number {
  const order = tiff.toString('latin1', 0, 4);
  if (tiff.length < 10 || (order !== 'II*\0' && order !== 'MM\0*')) return 1;
  const isLittle = order.startsWith('I');
  const uint16 = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (first + 2 > tiff.length) return 1;
  const count = Math.min(uint16(first), mostEntries);
  for (let at = first + 2; at < first + 2 + count * entryLength; at += entryLength) {
    if (at + entryLength > tiff.length) return 1;
    if (uint16(at) === orientationTag && uint16(at + 2) === shortType) {
      const value = uint16(at + 8);
      return value >= 2 && value <= 8 ? value : 1;
    }
  }
  return 1;
}

/** The shortest Exif block, without its name: it tells how to turn the picture and nothing else. */
export function orientationBlock(orientation: number): Buffer {
  const block = Buffer.alloc(26);
  block.write('MM\0*', 0, 'latin1');
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(1, 8);
  block.writeUInt16BE(orientationTag, 10);
  block.writeUInt16BE(shortType, 12);
  block.writeUInt32BE(1, 14);
  block.writeUInt16BE(orientation, 18);
  return block;
}
