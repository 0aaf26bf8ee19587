import { inflateAtMost } from './inflate.ts';
import type { Signature } from './signature-scanner.ts';

/** Of each part that is wanted: so much of it compressed, and so much of it unpacked. */
const compressedLength = 131_072;
const unpackedLength = 1_048_576;
const headerLength = 30;
const longestName = 256;
/** What stands behind a part whose header does not tell its length. */
const behindPart = Buffer.from('PK\u0007\u0008', 'latin1');

/** Bytes that may still be unpacked, of a file and of the documents in it together. */
export interface Budget {
  bytes: number;
}

/** Which parts of a ZIP file are wanted, and what is done with each. */
interface WantedParts {
  /** Parts read at most. */
  readonly mostParts: number;
  readonly budget: Budget;
  readonly wants: (name: string) => boolean;
  readonly read: (name: string, content: Buffer, isWhole: boolean) => void;
  /** A part that is wanted is encrypted, packed in a way that we do not unpack, or more than we unpack. */
  readonly unreadable: () => void;
}

/**
 * Finds parts of a ZIP file by their local headers as it passes, where its directory, which says what is in it, has not come yet;
 * unpacks at most a megabyte of each, so that a bomb never is. Who has the whole file reads the directory (`zip-parts.ts`).
 * Source: APPNOTE.TXT 6.3, 4.3.7.
 */
export function zipSignature({ mostParts, budget, wants, read, unreadable }: WantedParts): Signature {
  return {
    bytes: Buffer.from('PK\u0003\u0004', 'latin1'),
    length: headerLength + longestName,
    until: behindPart,
    most: mostParts,
    longer: (start) => (wants(nameIn(start)) ? lengthOfPart(start) : 0),
    read(captured) {
      const [flags, method] = [captured.readUInt16LE(6), captured.readUInt16LE(8)];
      const { packed, isWhole } = dataOf(captured);
      const isEncrypted = (flags & 1) === 1;
      if (isEncrypted || (method !== 0 && method !== 8) || budget.bytes <= 0) return unreadable();
      const content = method === 0 ? packed : inflateAtMost(packed, Math.min(budget.bytes, unpackedLength));
      budget.bytes -= content.length;
      const isCut = method === 8 && (content.length >= unpackedLength || budget.bytes <= 0);
      read(nameIn(captured), content, !isCut && isWhole);
    },
  };
}

function nameIn(header: Buffer): string {
  return header.length < headerLength
    ? ''
    : header.toString('utf8', headerLength, headerLength + header.readUInt16LE(26));
}

/** Header, name, extra field, and as much of the data as we read. */
function lengthOfPart(header: Buffer): number {
  return dataStart(header) + Math.min(sizeOfPart(header) ?? compressedLength, compressedLength);
}

/** Undefined where it follows the data, which a flag tells, or is in the extra field (all ones). */
function sizeOfPart(header: Buffer): number | undefined {
  const size = header.readUInt32LE(18);
  const isBehind = (header.readUInt16LE(6) & 8) !== 0;
  return (size === 0 && isBehind) || size === 0xffffffff ? undefined : size;
}

/** The data of a part, of which more may be than came or than we read, as far as its header, or what stands behind it, tells. */
function dataOf(captured: Buffer): { packed: Buffer; isWhole: boolean } {
  const data = captured.subarray(dataStart(captured), lengthOfPart(captured));
  const size = sizeOfPart(captured);
  if (size !== undefined) return { packed: data, isWhole: data.length >= size };
  const end = endOfData(data);
  const isEndless = data.length < compressedLength && !data.includes(behindPart);
  return { packed: data.subarray(0, end), isWhole: end !== undefined || isEndless };
}

/** In a file that was packed into this one unpacked, parts end too: the end of this part is where so many bytes are told as came. */
function endOfData(data: Buffer): number | undefined {
  for (let at = data.indexOf(behindPart); at >= 0; at = data.indexOf(behindPart, at + 1)) {
    if (at + 12 > data.length || data.readUInt32LE(at + 8) === at) return at;
  }
  return undefined;
}

function dataStart(header: Buffer): number {
  return headerLength + header.readUInt16LE(26) + header.readUInt16LE(28);
}
