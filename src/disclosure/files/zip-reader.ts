import type { FileDisclosure } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import { imageReader } from './image-reader.ts';
import { inflateAtMost } from './inflate.ts';
import { isPropertiesPart, officeDisclosures } from './office-properties.ts';
import { createSignatureScanner } from './signature-scanner.ts';

/** Of each part that is of interest: so much of it compressed, and so much of it unpacked. */
const compressedLength = 131_072;
const unpackedLength = 1_048_576;
const headerLength = 30;
const longestName = 256;
const picture = /\.(?:jpe?g|png|webp|heic|tiff?)$/iu;

/**
 * Word, Excel, PowerPoint, OpenDocument and plain ZIP files: finds the parts that hold properties, and pictures, by
 * their local headers, so that their place in the file does not matter and a bomb is never unpacked.
 */
export function zipReader(): FormatReader {
  const found: FileDisclosure[] = [];
  return {
    signatures: [
      {
        bytes: Buffer.from('PK\u0003\u0004', 'latin1'),
        length: headerLength + longestName,
        most: 200,
        longer: (start) => (isOfInterest(nameIn(start)) ? lengthOfPart(start) : 0),
        read: (captured) => void found.push(...partDisclosures(captured)),
      },
    ],
    disclosures: () => found,
  };
}

function isOfInterest(name: string): boolean {
  return isPropertiesPart(name) || picture.test(name);
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

function partDisclosures(captured: Buffer): FileDisclosure[] {
  const [flags, method] = [captured.readUInt16LE(6), captured.readUInt16LE(8)];
  const packed = captured.subarray(dataStart(captured), lengthOfPart(captured));
  const isEncrypted = (flags & 1) === 1;
  if (isEncrypted || (method !== 0 && method !== 8)) {
    return [{ kind: 'unreadable-properties', excerpt: '' }];
  }
  const content = method === 0 ? packed : inflateAtMost(packed, unpackedLength);
  const name = nameIn(captured);
  return isPropertiesPart(name)
    ? officeDisclosures(name, content.toString('utf8'))
    : pictureDisclosures(content);
}

function pictureDisclosures(content: Buffer): FileDisclosure[] {
  const reader = imageReader();
  const scanner = createSignatureScanner(reader.signatures);
  scanner.write(content);
  scanner.end();
  return reader.disclosures();
}
