import { authorNamed, placeAt, type FileDisclosure } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import { imageSignatures } from './image-reader.ts';
import type { Signature } from './signature-scanner.ts';

/** Latitude and longitude in ISO 6709, '+00.9120+104.4500/'. */
const isoPlace = /([+-]\d{1,2}\.\d{1,8})([+-]\d{1,3}\.\d{1,8})/u;

/**
 * MP4, MOV, M4A, 3GP, and HEIC and AVIF, which have the same boxes. The boxes that matter are found wherever they
 * stand, so it makes no difference whether `moov` comes before or after the pictures. Sources: ISO/IEC 14496-12,
 * QuickTime File Format (user data, metadata keys), 3GPP TS 26.244 (`loci`).
 */
export function movieReader(): FormatReader {
  const found: FileDisclosure[] = [];
  const report = (more: FileDisclosure[]): void => void found.push(...more);
  return {
    signatures: [
      box('\u00a9xyz', 128, (content) => report(placeIn(content.toString('latin1')))),
      box('\u00a9mak', 256, (content) => report(deviceNamed(userText(content)))),
      box('\u00a9mod', 256, (content) => report(deviceNamed(userText(content)))),
      box('\u00a9ART', 512, (content) => report(authorNamed(userText(content)))),
      box('\u00a9aut', 512, (content) => report(authorNamed(userText(content)))),
      box('loci', 512, (content) => report(lociPlace(content))),
      {
        ...box('mdtacom.', 16_384, () => undefined),
        before: 4,
        // The first key is where the list begins.
        most: 1,
        read: (captured) => report(keyedDisclosures(captured)),
      },
      ...imageSignatures(report),
    ],
    disclosures: () => found,
  };
}

function box(type: string, length: number, read: (content: Buffer) => void): Signature {
  return {
    bytes: Buffer.from(type, 'latin1'),
    length,
    most: 64,
    read: (captured) => read(captured.subarray(type.length)),
  };
}

function placeIn(text: string): FileDisclosure[] {
  const match = isoPlace.exec(text);
  return match === null ? [] : placeAt(Number(match[1]), Number(match[2]));
}

function deviceNamed(name: string): FileDisclosure[] {
  return name === '' ? [] : [{ kind: 'device', excerpt: name }];
}

/** Text of a user data box: QuickTime has its length and language in front, iTunes a `data` box. */
function userText(content: Buffer): string {
  const isNested = content.toString('latin1', 4, 8) === 'data';
  const start = isNested ? 16 : 4;
  const size = isNested ? content.readUInt32BE(0) - 16 : content.readUInt16BE(0);
  const text = content.toString('utf8', start, start + size);
  // Four bytes of a film's pictures can look like the name of a box.
  return size > 0 && size < 256 && /^[\p{L}\p{N}\p{P}\p{S} \0]+$/u.test(text)
    ? text.replaceAll('\0', '')
    : '';
}

/** 3GPP: version, language, name ended by a zero byte, role, then longitude and latitude as 16.16 fixed numbers. */
function lociPlace(content: Buffer): FileDisclosure[] {
  const nameEnd = content.indexOf(0, 6);
  if (nameEnd < 0 || nameEnd + 10 > content.length || content.readUInt32BE(0) !== 0) {
    return [];
  }
  const fixed = (at: number): number => content.readInt32BE(at) / 65_536;
  return placeAt(fixed(nameEnd + 6), fixed(nameEnd + 2));
}

/** Metadata keys ('com.apple.quicktime.make') and, in the `ilst` box after them, their values by number. */
function keyedDisclosures(captured: Buffer): FileDisclosure[] {
  const names: string[] = [];
  let at = 0;
  while (captured.toString('latin1', at + 4, at + 8) === 'mdta') {
    const size = captured.readUInt32BE(at);
    names.push(captured.toString('utf8', at + 8, at + size));
    at += Math.max(8, size);
  }
  const list = captured.indexOf('ilst', at, 'latin1');
  return list < 0 ? [] : listedDisclosures(captured.subarray(list + 4), names);
}

function listedDisclosures(captured: Buffer, names: readonly string[]): FileDisclosure[] {
  const found: FileDisclosure[] = [];
  for (let item = 0; item + 24 <= captured.length;) {
    const size = captured.readUInt32BE(item);
    const name = names[captured.readUInt32BE(item + 4) - 1];
    if (name === undefined || size < 24 || captured.toString('latin1', item + 12, item + 16) !== 'data') {
      break;
    }
    found.push(...keyedDisclosure(name, captured.toString('utf8', item + 24, item + size)));
    item += size;
  }
  return found;
}

function keyedDisclosure(name: string, value: string): FileDisclosure[] {
  if (name.endsWith('location.ISO6709')) {
    return placeIn(value);
  }
  if (/\.(?:author|artist|director|publisher)$/u.test(name)) {
    return authorNamed(value);
  }
  return /\.(?:make|model|manufacturer|camera\.identifier)$/u.test(name) ? deviceNamed(value) : [];
}
