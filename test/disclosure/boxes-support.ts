import { latin1, traces, uint32 } from './cleaning-support.ts';
import { exifBlock } from '../../src/sample/files/exif-block.ts';

export function box(type: string, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([uint32(8 + content.length), latin1(type), content]);
}

/** A box whose content begins with a version and no flags. */
export function fullBox(type: string, version: number, ...contents: readonly Buffer[]): Buffer {
  return box(type, uint32(version * 0x1000000), ...contents);
}

const time = 3_900_000_000;
const place = latin1('\0\u0012\u0015\u00c7+00.9100+104.4500/');
const needles = latin1('Needle');

/** What telephones and programs put into `moov`: user data, keyed metadata, XMP. */
export function filmProperties(): Buffer[] {
  const data = box('data', uint32(1), uint32(0), needles);
  const items = box('ilst', Buffer.concat([uint32(8 + data.length), uint32(1), data]));
  return [
    box(
      'udta',
      box('\u00a9xyz', place),
      box('\u00a9mak', latin1('\0\u0006\0\0Needle')),
      box('NDLE', needles),
    ),
    box('meta', box('keys', uint32(0), uint32(1), box('mdta', latin1('com.apple.quicktime.make'))), items),
    box('uuid', Buffer.alloc(16, 7), latin1('<x:xmpmeta>Needle</x:xmpmeta>')),
  ];
}

function track(
  id: number,
  handler: string,
  entry: Buffer,
  chunk: { at: number; sizes: number[] },
  ...more: Buffer[]
) {
  const table = box(
    'stbl',
    fullBox('stsd', 0, uint32(1), entry),
    fullBox('stts', 0, uint32(1), uint32(chunk.sizes.length), uint32(1)),
    fullBox('stsc', 0, uint32(1), uint32(1), uint32(chunk.sizes.length), uint32(1)),
    fullBox('stsz', 0, uint32(0), uint32(chunk.sizes.length), ...chunk.sizes.map(uint32)),
    fullBox('stco', 0, uint32(1), uint32(chunk.at)),
  );
  const reference = box(
    'dinf',
    fullBox('dref', 0, uint32(1), fullBox('alis', 0, latin1('/Needle/film.mov'))),
  );
  const name = Buffer.concat([latin1(`mhlr${handler}NEED`), Buffer.alloc(8), latin1('\u000fNeedle Handler')]);
  return box(
    'trak',
    fullBox('tkhd', 0, uint32(time), uint32(time), uint32(id), Buffer.alloc(68)),
    ...more,
    box(
      'mdia',
      fullBox('mdhd', 1, Buffer.alloc(12), uint32(time), Buffer.alloc(16)),
      fullBox('hdlr', 0, name),
      box('minf', fullBox('vmhd', 0, Buffer.alloc(8)), reference, table),
    ),
    box('udta', needles),
  );
}

function picture(): Buffer {
  const entry = Buffer.alloc(78);
  entry.write('Ndle', 12, 'latin1');
  entry.writeUInt32BE(0x480000, 28);
  entry.writeUInt32BE(0x480000, 32);
  entry.write('\u0006Needle', 42, 'latin1');
  return box('jpeg', entry);
}

/** A film with something hidden in every place that one has for it, and the bytes of its pictures. */
export function hostileFilm(): { readonly bytes: Buffer; readonly pictures: Buffer } {
  const pictures = Buffer.alloc(30_000, 'picture ');
  const moves = latin1('Needle at +00.9100 Needle at +00.9200');
  const start = Buffer.concat([box('ftyp', latin1('qt  \0\0\0\0')), box('NDLX', needles)]);
  const at = start.length + 8;
  const movie = box(
    'moov',
    fullBox('mvhd', 0, uint32(time), uint32(time), Buffer.alloc(88)),
    track(1, 'vide', picture(), { at, sizes: [10_000, 20_000] }, box('tref', box('tmcd', uint32(2)))),
    track(2, 'meta', box('mebx', latin1('Needle')), {
      at: at + pictures.length,
      sizes: [18, moves.length - 18],
    }),
    ...filmProperties(),
  );
  return { bytes: Buffer.concat([start, box('mdat', pictures, moves), movie, needles]), pictures };
}

/** A picture of two by two pixels that Chromium's decoder of AVIF takes, as it lies in its item; and its configuration. */
const coded = Buffer.from('EgAKCBgANogQEAwgMg8f8D///8WfhwB8+ErK42A=', 'base64');
const configuration = Buffer.from('gQ0MAA==', 'base64');

interface HeifPlan {
  readonly brand: string;
  readonly hidden: boolean;
}

function item(id: number, type: string, rest: Buffer): Buffer {
  return fullBox('infe', 2, Buffer.from([0, id, 0, 0]), latin1(type), rest);
}

/** A picture made of items, as telephones write HEIC: with Exif, XMP and an item of a maker's own if `hidden`. */
export function heif({ brand, hidden }: HeifPlan): Buffer {
  const exif = Buffer.concat([uint32(6), latin1('Exif\0\0'), exifBlock(traces)]);
  const payloads = [
    coded,
    ...(hidden
      ? [exif, latin1('<x:xmpmeta><dc:creator>Needle</dc:creator></x:xmpmeta>'), latin1('Needle')]
      : []),
  ];
  const items = [
    item(1, 'av01', latin1('\0')),
    item(2, 'Exif', latin1('\0')),
    item(3, 'mime', latin1('\0application/rdf+xml\0')),
    item(4, 'Ndle', latin1('\0')),
  ].slice(0, payloads.length);
  const properties = [
    fullBox('ispe', 0, uint32(2), uint32(2)),
    fullBox('pixi', 0, Buffer.from([3, 8, 8, 8])),
    box('av1C', configuration),
    box('colr', latin1('nclx'), Buffer.from([0, 2, 0, 2, 0, 1, 0x80])),
    ...(hidden
      ? [fullBox('udes', 0, latin1('id\0Needle\0Needle\0\0')), box('colr', latin1('profNeedle'))]
      : []),
  ];
  const associations = fullBox('ipma', 0, uint32(1), Buffer.from([0, 1, 4, 1, 2, 0x83, 4]));
  const meta = (start: number): Buffer => {
    let at = start;
    const places = payloads.map(({ length }, index) => {
      at += length;
      return Buffer.concat([Buffer.from([0, index + 1, 0, 0, 0, 1]), uint32(at - length), uint32(length)]);
    });
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, uint32(0), latin1('pict'), Buffer.alloc(12), latin1(hidden ? 'Needle\0' : '\0')),
      fullBox('pitm', 0, Buffer.from([0, 1])),
      fullBox('iloc', 0, Buffer.from([0x44, 0, 0, payloads.length]), ...places),
      fullBox('iinf', 0, Buffer.from([0, payloads.length]), ...items),
      box('iprp', box('ipco', ...properties), associations),
      ...(hidden ? [box('xml ', latin1('Needle'))] : []),
    );
  };
  const head = box('ftyp', latin1(`${brand}\0\0\0\0mif1${brand}`));
  const start = head.length + meta(0).length + 8;
  return Buffer.concat([
    head,
    meta(start),
    box('mdat', ...payloads),
    ...(hidden ? [box('mpvd', latin1('Needle'))] : []),
  ]);
}
