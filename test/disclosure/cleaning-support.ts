import { buffer } from 'node:stream/consumers';
import { type CleanableFile, cleanFile } from '../../src/disclosure/cleaning/clean-file.ts';
import { repacked, zipOf } from '../../src/disclosure/cleaning/zip-parts.ts';
import { createFileInspector, type FileDisclosure } from '../../src/disclosure/file-disclosures.ts';
import { unsearchedKinds } from '../../src/disclosure/files/file-disclosure.ts';
import { photo } from '../../src/sample/files/photo.ts';

const place = { latitude: -6.175, longitude: 106.8275 };
/** What a telephone writes into its pictures. */
export const traces = {
  ...place,
  make: 'NeedleMake',
  model: 'NeedleModel',
  serial: 'NeedleSerial',
  artist: 'Needle Budi',
};
/** What must not be left in a clean file, in either alphabet that formats write. */
export const needle = /Needle|N\0e\0e\0d\0l\0e/;
export const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

export const uint16 = (number: number): Buffer => Buffer.from([number >> 8, number & 255]);

export function uint32(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

/** A file that is read in pieces of a size that no box has. */
export function fileOf(bytes: Uint8Array): CleanableFile {
  return {
    size: bytes.length,
    async *read() {
      for (let at = 0; at < bytes.length; at += 10_007) yield bytes.subarray(at, at + 10_007);
    },
  };
}

/** The clean file; fails where it cannot be cleaned. */
export async function cleaned(bytes: Uint8Array): Promise<Buffer> {
  const result = await cleanFile(fileOf(bytes));
  if (result.outcome !== 'cleaned') throw new Error(`not cleanable: ${result.reason}`);
  return buffer(result.read());
}

/** Why a file cannot be cleaned; `cleaned` where it can. */
export async function refusal(bytes: Uint8Array): Promise<string> {
  const result = await cleanFile(fileOf(bytes));
  return result.outcome === 'cleaned' ? 'cleaned' : result.reason;
}

/** What the file gives away; not of which of its words that is not known. */
export async function disclosuresIn(bytes: Buffer): Promise<FileDisclosure[]> {
  const inspector = createFileInspector('berkas');
  inspector.write(bytes);
  return withoutUnsearched((await inspector.end()).disclosures);
}

export function withoutUnsearched(disclosures: readonly FileDisclosure[]): FileDisclosure[] {
  return disclosures.filter(({ kind }) => !unsearchedKinds.some((each) => each === kind));
}

/** A segment of a JPEG. */
export function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

/** An Exif block with the orientation in front of a needle. */
function turnedExif(orientation: number): Buffer {
  const block = latin1('II*\0\u0008\0\0\0\u0001\0\u0012\u0001\u0003\0\u0001\0\0\0\0\0\0\0\0\0\0\0NeedleMake');
  block.writeUInt16LE(orientation, 18);
  return block;
}

/** A JPEG with something hidden in every place that one has for it. */
export function hostilePhoto(): Buffer {
  const plain = photo(traces);
  return Buffer.concat([
    plain.subarray(0, 2),
    segment(0xe1, Buffer.concat([latin1('Exif\0\0'), turnedExif(6)])),
    segment(0xe1, latin1('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>Needle</x:xmpmeta>')),
    segment(0xe2, latin1('MPF\0Needle')),
    segment(0xed, latin1('Photoshop 3.0\0Needle')),
    segment(0xfe, latin1('Needle comment')),
    segment(0xe5, latin1('NeedleMaker')),
    plain.subarray(2),
    latin1('NeedleTrailer'),
    plain,
  ]);
}

/** A document whose part unpacks to so many bytes of nothing. */
export async function zipBomb(part: string, length: number): Promise<Buffer> {
  const types = await repacked('[Content_Types].xml', latin1('<Types/>'));
  return Buffer.concat(zipOf([types, await repacked(part, Buffer.alloc(length))]));
}

/** Processor time of this process, which does not count that others keep the machine busy; the square of a megabyte takes minutes. */
export function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** A colour profile that turns red into green, and names the device in its header, its description and a maker's tag. */
export function turnedProfile(): Buffer {
  const xyz = (...values: number[]): Buffer =>
    Buffer.concat([latin1('XYZ \0\0\0\0'), ...values.map((value) => uint32(Math.round(value * 65_536)))]);
  const curve = latin1('curv\0\0\0\0\0\0\0\u0001\u0002\u0033\0\0');
  const tags: readonly (readonly [name: string, content: Buffer])[] = [
    ['desc', latin1('desc\0\0\0\0\0\0\0\u0007Needle\0\0')],
    ['cprt', latin1('text\0\0\0\0Needle of Needle')],
    ['mmod', latin1('mmod\0\0\0\0Needle\0\0')],
    ['wtpt', xyz(0.9642, 1, 0.8249)],
    ['rXYZ', xyz(0.3851, 0.7169, 0.0971)],
    ['gXYZ', xyz(0.4361, 0.2225, 0.0139)],
    ['bXYZ', xyz(0.1431, 0.0606, 0.7141)],
    ['rTRC', curve],
    ['gTRC', curve],
    ['bTRC', curve],
  ];
  let at = 132 + tags.length * 12;
  const table = tags.map(([name, content]) => {
    at += content.length;
    return Buffer.concat([latin1(name), uint32(at - content.length), uint32(content.length)]);
  });
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.write('\u0002\u0010\0\0mntrRGB XYZ ', 8, 'latin1');
  header.write('acsp', 36, 'latin1');
  header.write('Needle', 48, 'latin1');
  header.set(xyz(0.9642, 1, 0.8249).subarray(8), 68);
  return Buffer.concat([header, uint32(tags.length), ...table, ...tags.map(([, content]) => content)]);
}
