import { exifDisclosures, tiffDisclosures } from './exif-properties.ts';
import { authorNamed, type FileDisclosure, unreadable } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import type { Signature } from './signature-scanner.ts';
import { xmpSignature } from './xmp-properties.ts';

/** An Exif segment of a JPEG has at most 64 KiB; HEIC and WebP allow more. */
const exifLength = 131_072;
const tiffFileLength = 1_048_576;
/** IPTC-IIM 4.2 data sets of record 2: by-line, by-line title, credit, source, copyright, contact, writer. */
const iptcAuthors = new Set([80, 85, 110, 116, 118, 122]);
const iptcSource = 115;

/** JPEG, PNG, WebP, HEIC, AVIF, GIF, PSD: properties are found wherever they stand in the file. */
export function imageReader(): FormatReader {
  const found: FileDisclosure[] = [];
  const report = (more: FileDisclosure[]): void => void found.push(...more);
  return { signatures: imageSignatures(report), disclosures: () => found };
}

/** TIFF and the raw formats built on it: the directories may be anywhere, we see those in the first megabyte. */
export function tiffReader(): FormatReader {
  const found: FileDisclosure[] = [];
  const report = (more: FileDisclosure[]): void => void found.push(...more);
  const whole = (bytes: string): Signature => ({
    bytes: Buffer.from(bytes, 'latin1'),
    length: tiffFileLength,
    most: 1,
    read: (captured) => report(tiffDisclosures(captured)),
  });
  return { signatures: [whole('II*\0'), whole('MM\0*'), xmpSignature(report)], disclosures: () => found };
}

/** The signatures of properties in images; films carry them too. */
export function imageSignatures(report: (found: FileDisclosure[]) => void): Signature[] {
  const exif = (bytes: string, skip: number): Signature => ({
    bytes: Buffer.from(bytes, 'latin1'),
    length: exifLength,
    most: 8,
    read: (captured) => report(exifDisclosures(captured.subarray(skip))),
  });
  return [
    exif('Exif\0\0', 6),
    exif('II*\0\u0008\0\0\0', 0),
    exif('MM\0*\0\0\0\u0008', 0),
    xmpSignature(report),
    {
      bytes: Buffer.from('Photoshop 3.0\0', 'latin1'),
      length: 65_536,
      most: 8,
      read: (captured) => report(iptcDisclosures(captured)),
    },
    ...pngSignatures(report),
  ];
}

function iptcDisclosures(segment: Buffer): FileDisclosure[] {
  const found: FileDisclosure[] = [];
  for (let at = segment.indexOf('\u001c\u0002', 0, 'latin1'); at >= 0 && at + 5 <= segment.length;) {
    const size = segment.readUInt16BE(at + 3);
    const value = segment.toString('utf8', at + 5, at + 5 + size);
    const dataSet = segment[at + 2] ?? 0;
    if (iptcAuthors.has(dataSet)) {
      found.push(...authorNamed(value));
    } else if (dataSet === iptcSource) {
      found.push({ kind: 'organisation', excerpt: value });
    }
    at = segment.indexOf('\u001c\u0002', at + 5 + size, 'latin1');
  }
  return found;
}

/** Text chunks of PNG: four bytes of length, the type, the keyword, a zero byte, the text. */
function pngSignatures(report: (found: FileDisclosure[]) => void): Signature[] {
  const authors = ['tEXtAuthor\0', 'tEXtArtist\0', 'tEXtCopyright\0', 'iTXtAuthor\0'].map(
    (bytes): Signature => ({
      bytes: Buffer.from(bytes, 'latin1'),
      before: 4,
      length: 512,
      most: 8,
      read(captured) {
        const text = captured.toString('utf8', 4 + bytes.length, 8 + captured.readUInt32BE(0));
        report(authorNamed(text.replaceAll('\0', ' ')));
      },
    }),
  );
  const compressed: Signature = {
    bytes: Buffer.from('Raw profile type ', 'latin1'),
    length: 17,
    most: 1,
    read: () => report([unreadable]),
  };
  return [...authors, compressed];
}
