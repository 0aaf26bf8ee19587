import { mp3Reader, soundReader } from './audio-reader.ts';
import { authorNamed, type FileDisclosure, unreadable } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import { imageReader, tiffReader } from './image-reader.ts';
import { movieReader } from './movie-reader.ts';
import { pdfReader } from './pdf-reader.ts';
import type { Signature } from './signature-scanner.ts';
import { xmpSignature } from './xmp-properties.ts';
import { zipReader } from './zip-reader.ts';

const movieBoxes = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

/** How formats begin, as Latin-1; '????' is any length. */
const beginnings: readonly (readonly [beginning: string, reader: () => FormatReader])[] = [
  ['\u00ff\u00d8\u00ff', imageReader],
  ['\u0089PNG\r\n', imageReader],
  ['RIFF????WEBP', imageReader],
  ['GIF8', imageReader],
  ['8BPS', imageReader],
  ['II*\0', tiffReader],
  ['MM\0*', tiffReader],
  // BigTIFF.
  ['II+\0', unreadableReader],
  ['MM\0+', unreadableReader],
  ['PK\u0003\u0004', zipReader],
  ['ID3', mp3Reader],
  ['\u00ff\u00fb', mp3Reader],
  ['\u00ff\u00f3', mp3Reader],
  ['\u00ff\u00f2', mp3Reader],
  ['\u00ff\u00fa', mp3Reader],
  ['RIFF', soundReader],
  ['RF64', soundReader],
  ['OggS', soundReader],
  ['fLaC', soundReader],
  ['{\\rtf', richTextReader],
  // Older Office files, 7-Zip, RAR: they can name an author, and we do not read them.
  ['\u00d0\u00cf\u0011\u00e0', unreadableReader],
  ['7z\u00bc\u00af', unreadableReader],
  ['Rar!', unreadableReader],
];

/** The reader for a file that begins with these bytes; one that looks only for XMP where the format is unknown. */
export function readerFor(head: Buffer): FormatReader {
  const reader = readerByBeginning(head.toString('latin1'));
  return (reader ?? (isPdf(head) ? pdfReader : unknownReader))();
}

/** Whether a file that begins so is a PDF: it may have other bytes in front, which begin no other format. */
export function isPdf(head: Buffer): boolean {
  const text = head.toString('latin1');
  return text.includes('%PDF-') && readerByBeginning(text) === undefined;
}

function readerByBeginning(text: string): (() => FormatReader) | undefined {
  if (movieBoxes.has(text.slice(4, 8))) return movieReader;
  return beginnings.find(([beginning]) => beginsWith(text, beginning))?.[1];
}

function beginsWith(text: string, beginning: string): boolean {
  return beginning.split('').every((character, index) => character === '?' || character === text[index]);
}

function unknownReader(): FormatReader {
  const found: FileDisclosure[] = [];
  return { signatures: [xmpSignature((more) => void found.push(...more))], disclosures: () => found };
}

function unreadableReader(): FormatReader {
  return { signatures: [], disclosures: () => [unreadable] };
}

function richTextReader(): FormatReader {
  const found: FileDisclosure[] = [];
  const group = (name: string, read: (value: string) => FileDisclosure[]): Signature => ({
    bytes: Buffer.from(name, 'latin1'),
    length: 300,
    most: 16,
    read: (captured) =>
      void found.push(...read(captured.toString('latin1', name.length).split('}')[0] ?? '')),
  });
  return {
    signatures: [
      group('{\\author ', authorNamed),
      group('{\\operator ', authorNamed),
      group('{\\*\\company ', (excerpt) => [{ kind: 'organisation', excerpt }]),
    ],
    disclosures: () => found,
  };
}
