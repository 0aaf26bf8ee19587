import { treatmentOf, type Treatment } from '../office/office-parts.ts';
import type { FileDisclosure } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import { imageReader } from './image-reader.ts';
import { inflateAtMost } from './inflate.ts';
import { createSignatureScanner } from './signature-scanner.ts';

/** Of each part that is of interest: so much of it compressed, and so much of it unpacked; and of all together. */
const compressedLength = 131_072;
const unpackedLength = 1_048_576;
const mostUnpacked = 32 * unpackedLength;
const mostParts = 2000;
const headerLength = 30;
const longestName = 256;
const picture = /\.(?:jpe?g|png|gif|webp|hei[cf]|tiff?)$/iu;
const unreadable: FileDisclosure = { kind: 'unreadable-properties', excerpt: '' };

/**
 * Word, Excel, PowerPoint, OpenDocument and plain ZIP files: finds the parts that the cleaner would change or take out, and
 * pictures, by their local headers, so that their place in the file does not matter and a bomb is never unpacked.
 */
export function zipReader(): FormatReader {
  const found: FileDisclosure[] = [];
  let left = mostUnpacked;

  function read(captured: Buffer): void {
    const [flags, method] = [captured.readUInt16LE(6), captured.readUInt16LE(8)];
    const packed = captured.subarray(dataStart(captured), lengthOfPart(captured));
    const isEncrypted = (flags & 1) === 1;
    if (isEncrypted || (method !== 0 && method !== 8) || left <= 0) {
      found.push(unreadable);
      return;
    }
    const content = method === 0 ? packed : inflateAtMost(packed, Math.min(left, unpackedLength));
    left -= content.length;
    found.push(...partDisclosures(nameIn(captured), content));
  }

  return {
    signatures: [
      {
        bytes: Buffer.from('PK\u0003\u0004', 'latin1'),
        length: headerLength + longestName,
        // What stands behind a part whose header does not tell its length.
        until: Buffer.from('PK\u0007\u0008', 'latin1'),
        most: mostParts,
        longer: (start) => (isOfInterest(nameIn(start)) ? lengthOfPart(start) : 0),
        read,
      },
    ],
    disclosures: () => found,
  };
}

function isOfInterest(name: string): boolean {
  return name !== '' && treatmentOf(name).is !== 'copied';
}

function nameIn(header: Buffer): string {
  return header.length < headerLength
    ? ''
    : header.toString('utf8', headerLength, headerLength + header.readUInt16LE(26));
}

/** Header, name, extra field, and as much of the data as we read. */
function lengthOfPart(header: Buffer): number {
  const size = header.readUInt32LE(18);
  // No size: it follows the data, and unpacking finds the end. All ones: the real size is in the extra field.
  const isUnknown = size === 0 || size === 0xffffffff;
  return dataStart(header) + (isUnknown ? compressedLength : Math.min(size, compressedLength));
}

function dataStart(header: Buffer): number {
  return headerLength + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** What a part gives away, or that it cannot be told: of films, sound and documents in documents the cleaner knows more. */
function partDisclosures(name: string, content: Buffer): FileDisclosure[] {
  const treatment: Treatment = treatmentOf(name);
  if (treatment.is === 'changed') {
    const markup = content.toString('utf8');
    return treatment.changes.flatMap((change) => change.found(markup));
  }
  if (treatment.is === 'emptied' || treatment.is === 'dropped') return treatment.tells(content);
  return picture.test(name) ? pictureDisclosures(content) : [unreadable];
}

function pictureDisclosures(content: Buffer): FileDisclosure[] {
  const reader = imageReader();
  const scanner = createSignatureScanner(reader.signatures);
  scanner.write(content);
  scanner.end();
  return reader.disclosures();
}
