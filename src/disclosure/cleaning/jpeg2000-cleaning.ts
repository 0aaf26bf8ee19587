import { boxesIn, type Held } from './boxes.ts';
import { CleaningRefused } from './cleaned.ts';

/** What a picture of JPEG 2000 needs (ISO/IEC 15444-1, annex I); XML, XMP and makers' boxes go. */
const kept = new Set(['jP  ', 'ftyp', 'jp2h', 'jp2c']);
const keptInHeader = new Set(['ihdr', 'bpcc', 'colr', 'pclr', 'cmap', 'cdef', 'res ']);
/** Markers of the code itself (annex A). */
const [start, tile, data, comment] = [0xff4f, 0xff90, 0xff93, 0xff64];

/** A picture of JPEG 2000, as PDFs hold them, in its boxes or bare, without comments and properties. @throws {CleaningRefused} */
export function cleanJpeg2000(bytes: Buffer): Uint8Array[] {
  if (bytes.length > 1 && bytes.readUInt16BE(0) === start) return cleanCode(bytes);
  const held: Held = { at: 0, bytes };
  const pieces = boxesIn(held, 0, bytes.length).flatMap(({ type, at, inside, end }): Uint8Array[] => {
    if (!kept.has(type)) return [];
    if (type === 'jp2c') return boxOf(type, cleanCode(bytes.subarray(inside, end)));
    if (type !== 'jp2h') return [bytes.subarray(at, end)];
    const parts = boxesIn(held, inside, end).filter((part) => keptInHeader.has(part.type));
    return boxOf(
      type,
      parts.map((part) => bytes.subarray(part.at, part.end)),
    );
  });
  if (pieces.length === 0) throw new CleaningRefused('damaged');
  return pieces;
}

function boxOf(type: string, content: readonly Uint8Array[]): Uint8Array[] {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(content.reduce((sum, { length }) => sum + length, header.length));
  header.write(type, 4, 'latin1');
  return [header, ...content];
}

/** Comments stand before the first tile; those within tiles, which hardly anybody writes, would change lengths. */
function cleanCode(code: Buffer): Uint8Array[] {
  if (code.length < 2 || code.readUInt16BE(0) !== start) throw new CleaningRefused('damaged');
  const pieces: Uint8Array[] = [code.subarray(0, 2)];
  let at = 2;
  for (let marker = code.readUInt16BE(at); marker !== tile; marker = code.readUInt16BE(at)) {
    const end = at + 2 + code.readUInt16BE(at + 2);
    if (end < at + 4 || end > code.length) throw new CleaningRefused('damaged');
    if (marker !== comment) pieces.push(code.subarray(at, end));
    at = end;
  }
  refuseCommentsInTiles(code, at);
  return [...pieces, code.subarray(at)];
}

function refuseCommentsInTiles(code: Buffer, from: number): void {
  for (let at = from; at + 12 <= code.length && code.readUInt16BE(at) === tile;) {
    const length = code.readUInt32BE(at + 6);
    for (let inside = at + 12; code.readUInt16BE(inside) !== data;) {
      if (code.readUInt16BE(inside) === comment) throw new CleaningRefused('format');
      inside += 2 + Math.max(2, code.readUInt16BE(inside + 2));
    }
    if (length < 14) return; // zero: up to the end
    at += length;
  }
}
