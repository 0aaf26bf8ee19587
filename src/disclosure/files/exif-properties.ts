import { authorNamed, placeAt, type FileDisclosure } from './file-disclosure.ts';

/** Tags of Exif 2.32 (CIPA DC-008) and TIFF 6.0 that point at somebody. */
const tags = {
  make: 0x010f,
  model: 0x0110,
  artist: 0x013b,
  hostComputer: 0x013c,
  copyright: 0x8298,
  exifDirectory: 0x8769,
  gpsDirectory: 0x8825,
  windowsAuthor: 0x9c9d,
  ownerName: 0xa430,
  bodySerial: 0xa431,
  lensSerial: 0xa435,
} as const;

const gpsTags = { latitudeReference: 1, latitude: 2, longitudeReference: 3, longitude: 4 } as const;
/** Bytes of one value, by TIFF type. */
const typeSizes: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  7: 1,
  9: 4,
  10: 8,
  13: 4,
};
const mostEntries = 512;

type Directory = ReadonlyMap<number, Buffer>;

/**
 * What a TIFF block (the inside of an Exif segment, or the head of a TIFF file) gives away. Pointers may point
 * anywhere: one that leaves the block makes these properties unreadable; none is followed twice.
 */
export function exifDisclosures(block: Buffer): FileDisclosure[] {
  const order = block.toString('latin1', 0, 4);
  if (order !== 'II*\0' && order !== 'MM\0*') {
    return [];
  }
  const numbers = reader(block, order === 'II*\0');
  const first = numbers.directory(numbers.uint32(4));
  const exif = numbers.linked(first, tags.exifDirectory);
  const gps = numbers.linked(first, tags.gpsDirectory);
  const text = (tag: number): string => asText(first.get(tag) ?? exif.get(tag));
  const device = [text(tags.make), text(tags.model)].filter((part) => part !== '').join(' ');
  return [
    ...placeIn(gps, numbers.rationals),
    ...[device, text(tags.bodySerial), text(tags.lensSerial), text(tags.hostComputer)]
      .filter((excerpt) => excerpt !== '')
      .map((excerpt): FileDisclosure => ({ kind: 'device', excerpt })),
    ...[text(tags.artist), text(tags.ownerName), text(tags.copyright)].flatMap((name) => authorNamed(name)),
    ...authorNamed((first.get(tags.windowsAuthor)?.toString('utf16le') ?? '').replaceAll('\0', '')),
    ...(numbers.wasCut() ? [{ kind: 'unreadable-properties', excerpt: '' } as const] : []),
  ];
}

function reader(block: Buffer, isLittleEndian: boolean) {
  let cut = false;
  const uint16 = (at: number): number => (isLittleEndian ? block.readUInt16LE(at) : block.readUInt16BE(at));
  const uint32 = (at: number, from = block): number =>
    isLittleEndian ? from.readUInt32LE(at) : from.readUInt32BE(at);

  function valueOf(entry: number): Buffer | undefined {
    const size = (typeSizes[uint16(entry + 2)] ?? 1) * uint32(entry + 4);
    const at = size <= 4 ? entry + 8 : uint32(entry + 8);
    return at + size <= block.length ? block.subarray(at, at + size) : undefined;
  }

  function directory(at: number): Directory {
    const values = new Map<number, Buffer>();
    if (at + 2 > block.length) {
      cut = true;
      return values;
    }
    const count = Math.min(uint16(at), mostEntries);
    for (let entry = at + 2; entry < at + 2 + count * 12; entry += 12) {
      if (entry + 12 > block.length) {
        cut = true;
        break;
      }
      const value = valueOf(entry);
      if (value !== undefined) {
        values.set(uint16(entry), value);
      }
    }
    return values;
  }

  return {
    uint32,
    directory,
    wasCut: () => cut,
    linked(parent: Directory, tag: number): Directory {
      const pointer = parent.get(tag);
      return pointer?.length === 4 ? directory(uint32(0, pointer)) : new Map();
    },
    rationals: (value: Buffer): number[] => {
      const parts: number[] = [];
      for (let at = 0; at + 8 <= value.length; at += 8) {
        parts.push(uint32(at, value) / (uint32(at + 4, value) || 1));
      }
      return parts;
    },
  };
}

function placeIn(gps: Directory, rationals: (value: Buffer) => number[]): FileDisclosure[] {
  const degrees = (tag: number, referenceTag: number, negative: string): number => {
    const [whole = 0, minutes = 0, seconds = 0] = rationals(gps.get(tag) ?? Buffer.alloc(0));
    const sign = asText(gps.get(referenceTag)) === negative ? -1 : 1;
    return sign * (whole + minutes / 60 + seconds / 3600);
  };
  if (!gps.has(gpsTags.latitude) || !gps.has(gpsTags.longitude)) {
    return [];
  }
  return placeAt(
    degrees(gpsTags.latitude, gpsTags.latitudeReference, 'S'),
    degrees(gpsTags.longitude, gpsTags.longitudeReference, 'W'),
  );
}

function asText(value: Buffer | undefined): string {
  return (value?.toString('utf8') ?? '').split('\0')[0]?.trim() ?? '';
}
