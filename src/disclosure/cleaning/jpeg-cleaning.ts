import { CleaningRefused } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';
import { orientationBlock, orientationIn } from './orientation.ts';

/** Markers of ITU-T T.81, table B.1. */
const markers = {
  restart0: 0xd0,
  start: 0xd8,
  end: 0xd9,
  scan: 0xda,
  app0: 0xe0,
  app2: 0xe2,
  app15: 0xef,
  comment: 0xfe,
};
const exifName = 'Exif\0\0';
const jfifName = 'JFIF\0';
const jfifLength = 16;
const profileName = 'ICC_PROFILE\0';
/** Marker, length and name, the part's number, and how many parts there are. */
const profileHeaderLength = 4 + profileName.length + 2;
/** Colour profiles, and how Adobe's programs store colours: without them the picture looks different. */
const keptSegments: readonly (readonly [marker: number, name: string])[] = [
  [markers.app2, profileName],
  [0xee, 'Adobe'],
];
const mostSegments = 20_000;

/**
 * A JPEG without Exif, XMP, IPTC, comments, thumbnails, and whatever stands behind the picture (second pictures of
 * telephones, their films and maker's notes). The compressed picture itself is the same, bit by bit.
 * @throws {CleaningRefused} where its structure is broken before the picture begins
 */
export function cleanJpeg(bytes: Buffer): Uint8Array[] {
  const kept: Uint8Array[] = [];
  let orientation = 1;
  let at = 2;
  let hasScan = false;
  for (let segments = 0; ; segments += 1) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1; // fill bytes
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined || segments > mostSegments) break;
    if (marker === markers.end) {
      kept.push(bytes.subarray(at, at + 2));
      break;
    }
    const end = at + 2 + (at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : 0);
    if (end < at + 4 || end > bytes.length) break;
    const segment = bytes.subarray(at, end);
    if (marker === 0xe1 && nameOf(segment, exifName)) {
      // Programs go by the first that says something.
      if (orientation === 1) orientation = orientationIn(segment.subarray(4 + exifName.length));
    } else kept.push(...keptOf(marker, segment));
    at = end;
    if (marker === markers.scan) {
      hasScan = true;
      at = endOfScan(bytes, end);
      kept.push(bytes.subarray(end, at));
    }
  }
  if (!hasScan) throw new CleaningRefused('damaged');
  return [bytes.subarray(0, 2), ...withOrientation(withCleanProfile(kept), orientation)];
}

function nameOf(segment: Uint8Array, name: string): boolean {
  return Buffer.from(segment.subarray(4, 4 + name.length)).toString('latin1') === name;
}

function keptOf(marker: number, segment: Buffer): Uint8Array[] {
  if (marker === markers.comment) return [];
  if (marker < markers.app0 || marker > markers.app15) return [segment];
  if (marker === markers.app0 && nameOf(segment, jfifName)) return jfifWithoutThumbnail(segment);
  return keptSegments.some(([kept, name]) => kept === marker && nameOf(segment, name)) ? [segment] : [];
}

function jfifWithoutThumbnail(segment: Buffer): Uint8Array[] {
  if (segment.length < jfifLength + 2) return [];
  const short = Buffer.from(segment.subarray(0, jfifLength + 2));
  short.writeUInt16BE(jfifLength, 2);
  short.writeUInt16BE(0, jfifLength);
  return [short];
}

function isProfile(piece: Uint8Array): boolean {
  return piece[0] === 0xff && piece[1] === markers.app2 && nameOf(piece, profileName);
}

/** A profile of up to 255 parts (ICC.1:2022, annex B.4), which tells colours and nothing else; none where it is broken. */
function withCleanProfile(kept: readonly Uint8Array[]): readonly Uint8Array[] {
  const parts = kept
    .filter((piece) => isProfile(piece))
    .toSorted((one, other) => (one[16] ?? 0) - (other[16] ?? 0));
  if (parts.length === 0) return kept;
  const profile = cleanProfile(Buffer.concat(parts.map((part) => part.subarray(profileHeaderLength))));
  if (!profile) return kept.filter((piece) => !isProfile(piece));
  let at = 0;
  const clean = new Map(
    parts.map((part) => {
      const from = at;
      at += part.length - profileHeaderLength;
      return [part, Buffer.concat([part.subarray(0, profileHeaderLength), profile.subarray(from, at)])];
    }),
  );
  return kept.map((piece) => clean.get(piece) ?? piece);
}

/** Where the next marker after compressed data stands; FF 00 is data, and restart markers belong to it. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    const isData = next === 0 || next === 0xff || (next >= markers.restart0 && next < markers.start);
    if (!isData) return at;
  }
  return bytes.length;
}

/** JFIF comes first, if there is one. */
function withOrientation(kept: readonly Uint8Array[], orientation: number): readonly Uint8Array[] {
  if (orientation === 1) return kept;
  const block = Buffer.concat([Buffer.from(exifName, 'latin1'), orientationBlock(orientation)]);
  const header = Buffer.from([0xff, 0xe1, 0, block.length + 2]);
  const place = kept[0]?.[1] === markers.app0 ? 1 : 0;
  return [...kept.slice(0, place), header, block, ...kept.slice(place)];
}
