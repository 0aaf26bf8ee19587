import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { CleaningRefused } from './cleaned.ts';

/** One entry of a ZIP file, its data as packed. Source: PKWARE APPNOTE 6.3.3. */
export interface ZipPart {
  readonly name: string;
  readonly method: 0 | 8;
  readonly sum: number;
  readonly size: number;
  readonly packed: Uint8Array;
}

const [localMark, centralMark, endMark] = [0x04034b50, 0x02014b50, 0x06054b50];
const [localLength, centralLength, endLength] = [30, 46, 22];
const longestComment = 65_535;
const mostEntries = 5000;
/** UTF-8 names; 1 January 1980, which is what programs write that tell no time. */
const [utf8Flag, noDate] = [0x0800, 0x0021];

const inflating = promisify(inflateRaw);
const deflating = promisify(deflateRaw);

/**
 * The entries of a whole ZIP file, as its directory lists them, none of them unpacked; to look into one that only passes there
 * is `zip-signature.ts`.
 * @throws {CleaningRefused} where it is damaged, encrypted, or its entries lie over one another, as those of a bomb do
 */
export function zipParts(bytes: Buffer): ZipPart[] {
  const end = endRecord(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > mostEntries) throw new CleaningRefused('too-large');
  const parts: ZipPart[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let number = 0; number < count; number += 1) {
    if (at + centralLength > bytes.length || bytes.readUInt32LE(at) !== centralMark) throw damaged();
    parts.push(partAt(bytes, at));
    at +=
      centralLength + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  const packed = parts.reduce((sum, part) => sum + part.packed.length, 0);
  if (packed > bytes.length || new Set(parts.map(({ name }) => name)).size !== parts.length) throw damaged();
  return parts;
}

function endRecord(bytes: Buffer): number {
  const from = Math.max(0, bytes.length - endLength - longestComment);
  const found = bytes.subarray(from).lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (found < 0 || from + found + endLength > bytes.length) throw damaged();
  if (bytes.readUInt32LE(from + found) !== endMark) throw damaged();
  return from + found;
}

function partAt(bytes: Buffer, at: number): ZipPart {
  const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
  if ((flags & 1) === 1) throw new CleaningRefused('encrypted');
  if (method !== 0 && method !== 8) throw new CleaningRefused('format');
  const nameEnd = at + centralLength + bytes.readUInt16LE(at + 28);
  const local = bytes.readUInt32LE(at + 42);
  if (local + localLength > bytes.length || bytes.readUInt32LE(local) !== localMark) throw damaged();
  const start = local + localLength + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const length = bytes.readUInt32LE(at + 20);
  if (start + length > bytes.length || nameEnd > bytes.length) throw damaged();
  return {
    name: bytes.toString('utf8', at + centralLength, nameEnd),
    method,
    sum: bytes.readUInt32LE(at + 16),
    size: bytes.readUInt32LE(at + 24),
    packed: bytes.subarray(start, start + length),
  };
}

/** The content of a part, unpacked to at most `most` bytes. @throws {CleaningRefused} where it is more, or damaged */
export async function unpacked(part: ZipPart, most: number): Promise<Buffer> {
  if (part.method === 0) return Buffer.from(part.packed);
  try {
    return await inflating(part.packed, { maxOutputLength: Math.max(1, most) });
  } catch (cause) {
    const isTooMuch = cause instanceof RangeError;
    throw new CleaningRefused(isTooMuch ? 'too-large' : 'damaged', { cause });
  }
}

/** A part of the same name with other content, packed where that makes it smaller. */
export async function repacked(name: string, content: Uint8Array): Promise<ZipPart> {
  const packed = await deflating(content);
  const [sum, size] = [crc32(content), content.length];
  return packed.length < size
    ? { name, method: 8, sum, size, packed }
    : { name, method: 0, sum, size, packed: content };
}

/** A ZIP file of these parts without dates, comments, owners and what else its entries could tell. */
export function zipOf(parts: readonly ZipPart[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name, 'utf8');
    const local = Buffer.concat([Buffer.alloc(localLength), name]);
    local.writeUInt32LE(localMark, 0);
    describe(local, 4, part, name.length);
    const central = Buffer.concat([Buffer.alloc(centralLength), name]);
    central.writeUInt32LE(centralMark, 0);
    central.writeUInt16LE(20, 4);
    describe(central, 6, part, name.length);
    central.writeUInt32LE(at, 42);
    pieces.push(local, part.packed);
    directory.push(central);
    at += local.length + part.packed.length;
  }
  return [...pieces, ...directory, endOf(parts.length, at, directory)];
}

/** What the local header and the directory have in common, from “version needed” on. */
function describe(header: Buffer, at: number, part: ZipPart, nameLength: number): void {
  header.writeUInt16LE(20, at);
  header.writeUInt16LE(utf8Flag, at + 2);
  header.writeUInt16LE(part.method, at + 4);
  header.writeUInt16LE(noDate, at + 8);
  header.writeUInt32LE(part.sum, at + 10);
  header.writeUInt32LE(part.packed.length, at + 14);
  header.writeUInt32LE(part.size, at + 18);
  header.writeUInt16LE(nameLength, at + 22);
}

function endOf(count: number, directoryAt: number, directory: readonly Uint8Array[]): Buffer {
  const end = Buffer.alloc(endLength);
  end.writeUInt32LE(endMark, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(directoryAt, 16);
  return end;
}

function damaged(): CleaningRefused {
  return new CleaningRefused('damaged');
}
