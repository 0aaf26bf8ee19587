import {
  type ByteOrder,
  type Directory,
  entriesAt,
  firstAt,
  numbersOf,
  orderOf,
  pointers,
  type TiffEntry,
} from '../tiff/entries.ts';
import { authorNamed, placeAt, type FileDisclosure, unreadable } from './file-disclosure.ts';

/** Tags of Exif 2.32 (CIPA DC-008) and TIFF 6.0 that point at somebody. */
const tags = {
  make: 0x010f,
  model: 0x0110,
  artist: 0x013b,
  hostComputer: 0x013c,
  copyright: 0x8298,
  windowsAuthor: 0x9c9d,
  ownerName: 0xa430,
  bodySerial: 0xa431,
  lensSerial: 0xa435,
} as const;

const gpsTags = { latitudeReference: 1, latitude: 2, longitudeReference: 3, longitude: 4 } as const;

const none: Directory = { entries: [], end: 0, isCut: false };

type Properties = ReadonlyMap<number, TiffEntry>;

/** Pages of a scan that are looked at, each of which has properties of its own. */
const mostPages = 100;

/**
 * What an Exif block gives away. Pointers may point anywhere: one that leaves the block makes these properties unreadable; none is followed
 * twice.
 */
export function exifDisclosures(block: Buffer): FileDisclosure[] {
  const order = orderOf(block);
  return order ? disclosuresAt(block, order.uint32(block, firstAt), order).found : [];
}

/** What the pages of a TIFF file, or of the part of it that was kept, give away. */
export function tiffDisclosures(block: Buffer): FileDisclosure[] {
  const order = orderOf(block);
  if (!order) return [];
  const read = new Set<number>();
  const found: FileDisclosure[] = [];
  for (let at = order.uint32(block, firstAt); at !== 0 && !read.has(at);) {
    if (read.size === mostPages) return [...found, unreadable];
    read.add(at);
    const page = disclosuresAt(block, at, order);
    found.push(...page.found);
    at = page.end + 4 <= block.length ? order.uint32(block, page.end) : 0;
  }
  return found;
}

/** What the directory at a place and those that it leads to give away, and where it ends. */
function disclosuresAt(
  block: Buffer,
  at: number,
  order: ByteOrder,
): { found: FileDisclosure[]; end: number } {
  const first = entriesAt(block, at, order);
  const linked = (tag: number): Directory => {
    const [to] = numbersOf(byTag(first).get(tag), order, 1);
    return to === undefined ? none : entriesAt(block, to, order);
  };
  const [exif, gps] = [linked(pointers.exif), linked(pointers.gps)];
  const isCut = isPartly(first, tags) || isPartly(exif, tags) || isPartly(gps, gpsTags);
  const found = [
    ...placeIn(byTag(gps), order),
    ...namesIn(byTag(first), byTag(exif)),
    ...(isCut ? [unreadable] : []),
  ];
  return { found, end: first.end };
}

/** Whether some of it, or of the values that are wanted, lies outside the block. */
function isPartly({ entries, isCut }: Directory, wanted: Readonly<Record<string, number>>): boolean {
  const tagsOfLost = entries
    .filter(({ count, value }) => count > 0 && value.length === 0)
    .map(({ tag }) => tag);
  return isCut || Object.values(wanted).some((tag) => tagsOfLost.includes(tag));
}

/** Of each tag the last that has a value. */
function byTag({ entries }: Directory): Properties {
  return new Map(entries.filter(({ value }) => value.length > 0).map((entry) => [entry.tag, entry]));
}

function namesIn(first: Properties, exif: Properties): FileDisclosure[] {
  const text = (tag: number): string => asText(first.get(tag) ?? exif.get(tag));
  const device = [text(tags.make), text(tags.model)].filter((part) => part !== '').join(' ');
  const windowsAuthor = first.get(tags.windowsAuthor)?.value.toString('utf16le') ?? '';
  return [
    ...[device, text(tags.bodySerial), text(tags.lensSerial), text(tags.hostComputer)]
      .filter((excerpt) => excerpt !== '')
      .map((excerpt): FileDisclosure => ({ kind: 'device', excerpt })),
    ...[text(tags.artist), text(tags.ownerName), text(tags.copyright)].flatMap((name) => authorNamed(name)),
    ...authorNamed(windowsAuthor.replaceAll('\0', '')),
  ];
}

function placeIn(gps: Properties, order: ByteOrder): FileDisclosure[] {
  const degrees = (tag: number, referenceTag: number, negative: string): number => {
    const [whole = 0, minutes = 0, seconds = 0] = rationalsIn(gps.get(tag), order);
    const sign = asText(gps.get(referenceTag)) === negative ? -1 : 1;
    return sign * (whole + minutes / 60 + seconds / 3600);
  };
  if (!gps.has(gpsTags.latitude) || !gps.has(gpsTags.longitude)) return [];
  return placeAt(
    degrees(gpsTags.latitude, gpsTags.latitudeReference, 'S'),
    degrees(gpsTags.longitude, gpsTags.longitudeReference, 'W'),
  );
}

function rationalsIn(entry: TiffEntry | undefined, order: ByteOrder): number[] {
  const value = entry?.value ?? Buffer.alloc(0);
  return [0, 8, 16]
    .filter((at) => at + 8 <= value.length)
    .map((at) => order.uint32(value, at) / (order.uint32(value, at + 4) || 1));
}

function asText(entry: TiffEntry | undefined): string {
  return (entry?.value.toString('utf8') ?? '').split('\0')[0]?.trim() ?? '';
}
