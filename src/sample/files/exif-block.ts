/** What the Exif block of a sample photo tells. Degrees are positive to the north and east. */
export interface PhotoProperties {
  readonly latitude?: number;
  readonly longitude?: number;
  readonly make?: string;
  readonly model?: string;
  readonly serial?: string;
  readonly artist?: string;
}

interface Entry {
  readonly tag: number;
  /** TIFF 6.0: 2 ASCII, 4 LONG, 5 RATIONAL. */
  readonly type: 2 | 4 | 5;
  readonly count: number;
  readonly value: Buffer;
}

const headerLength = 8;

/** A big-endian TIFF block with the directories that phones write: image, Exif and GPS. Source: Exif 2.32. */
export function exifBlock(properties: PhotoProperties): Buffer {
  const { make, model, serial, artist } = properties;
  const image = [ascii(0x010f, make), ascii(0x0110, model), ascii(0x013b, artist)].flat();
  const exif = ascii(0xa431, serial);
  const gps = gpsEntries(properties);
  const pointers = (exif.length > 0 ? 1 : 0) + (gps.length > 0 ? 1 : 0);
  const exifAt = headerLength + directoryLength(image) + pointers * 12;
  const gpsAt = exifAt + (exif.length > 0 ? directoryLength(exif) : 0);
  const first = [
    ...image,
    ...(exif.length > 0 ? [long(0x8769, exifAt)] : []),
    ...(gps.length > 0 ? [long(0x8825, gpsAt)] : []),
  ];
  return Buffer.concat([
    Buffer.from('MM\0*\0\0\0\u0008', 'latin1'),
    directory(first, headerLength),
    ...(exif.length > 0 ? [directory(exif, exifAt)] : []),
    ...(gps.length > 0 ? [directory(gps, gpsAt)] : []),
  ]);
}

function gpsEntries({ latitude, longitude }: PhotoProperties): Entry[] {
  if (latitude === undefined || longitude === undefined) {
    return [];
  }
  return [
    ...ascii(1, latitude < 0 ? 'S' : 'N'),
    degrees(2, Math.abs(latitude)),
    ...ascii(3, longitude < 0 ? 'W' : 'E'),
    degrees(4, Math.abs(longitude)),
  ];
}

function ascii(tag: number, text: string | undefined): Entry[] {
  if (text === undefined) {
    return [];
  }
  const value = Buffer.from(`${text}\0`, 'utf8');
  return [{ tag, type: 2, count: value.length, value }];
}

function long(tag: number, number: number): Entry {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(number);
  return { tag, type: 4, count: 1, value };
}

/** Whole degrees, whole minutes, seconds with four decimals. */
function degrees(tag: number, angle: number): Entry {
  const minutes = (angle % 1) * 60;
  const value = Buffer.alloc(24);
  [Math.trunc(angle), 1, Math.trunc(minutes), 1, Math.round((minutes % 1) * 600_000), 10_000].forEach(
    (number, index) => value.writeUInt32BE(number, index * 4),
  );
  return { tag, type: 5, count: 3, value };
}

function outside(entry: Entry): number {
  return entry.value.length > 4 ? entry.value.length + (entry.value.length % 2) : 0;
}

function directoryLength(entries: readonly Entry[]): number {
  return 2 + entries.length * 12 + 4 + entries.reduce((sum, entry) => sum + outside(entry), 0);
}

function directory(entries: readonly Entry[], start: number): Buffer {
  const bytes = Buffer.alloc(directoryLength(entries));
  bytes.writeUInt16BE(entries.length);
  let free = 2 + entries.length * 12 + 4;
  entries.forEach((entry, index) => {
    const at = 2 + index * 12;
    bytes.writeUInt16BE(entry.tag, at);
    bytes.writeUInt16BE(entry.type, at + 2);
    bytes.writeUInt32BE(entry.count, at + 4);
    if (entry.value.length > 4) {
      bytes.writeUInt32BE(start + free, at + 8);
      entry.value.copy(bytes, free);
      free += outside(entry);
    } else {
      entry.value.copy(bytes, at + 8);
    }
  });
  return bytes;
}
