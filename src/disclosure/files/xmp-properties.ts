import { authorNamed, type FileDisclosure } from './file-disclosure.ts';
import type { Signature } from './signature-scanner.ts';
import { decodeEntities } from './xml-entities.ts';

const authorProperties = [
  'dc:creator',
  'pdf:Author',
  'xmpRights:Owner',
  'aux:OwnerName',
  'exifEX:CameraOwnerName',
  'photoshop:Credit',
  'photoshop:CaptionWriter',
  'Iptc4xmpCore:CiEmailWork',
];
const deviceProperties = ['tiff:Make', 'tiff:Model', 'aux:SerialNumber', 'exifEX:BodySerialNumber'];
const organisationProperties = ['pdfx:Company', 'dc:publisher', 'photoshop:Source'];

const mostValues = 20;
const longestValue = 2000;

/** Finds XMP packets wherever they stand: in images, PDF, films. Most are shorter than 64 KiB. */
export function xmpSignature(report: (found: FileDisclosure[]) => void): Signature {
  return {
    bytes: Buffer.from('<x:xmpmeta'),
    length: 65_536,
    until: Buffer.from('</x:xmpmeta>'),
    most: 32,
    read: (captured) => report(xmpDisclosures(captured)),
  };
}

/** What an XMP packet gives away, in elements or in attributes. Source: XMP specification part 2 (ISO 16684-2). */
function xmpDisclosures(packet: Buffer): FileDisclosure[] {
  const text = packet.toString('utf8').split('</x:xmpmeta>')[0] ?? '';
  const values = (names: readonly string[]): string[] => names.flatMap((name) => propertyValues(text, name));
  const latitude = propertyValues(text, 'exif:GPSLatitude')[0];
  const longitude = propertyValues(text, 'exif:GPSLongitude')[0];
  const place: FileDisclosure[] =
    latitude === undefined || longitude === undefined
      ? []
      : [{ kind: 'gps', excerpt: `${latitude} ${longitude}` }];
  return [
    ...place,
    ...values(authorProperties).flatMap((name) => authorNamed(name)),
    ...values(deviceProperties).map((excerpt): FileDisclosure => ({ kind: 'device', excerpt })),
    ...values(organisationProperties).map((excerpt): FileDisclosure => ({ kind: 'organisation', excerpt })),
  ];
}

function propertyValues(text: string, name: string): string[] {
  const attribute = new RegExp(`\\s${name}="([^"<]{1,300})"`, 'u').exec(text)?.[1];
  const elements = valuesOfElement(text, name).flatMap((content) => {
    const items = valuesOfElement(content, 'rdf:li');
    return items.length > 0 ? items : [content];
  });
  return [...(attribute === undefined ? [] : [decodeEntities(attribute)]), ...elements];
}

/**
 * The contents of an element, at most 20 of them. Not an XML parser: properties are found by name, in linear time and
 * also where the rest of the document is broken or missing.
 */
function valuesOfElement(text: string, name: string): string[] {
  const values: string[] = [];
  const opening = new RegExp(`<${name}(?:\\s[^<>]{0,300})?>`, 'gu');
  for (const match of text.matchAll(opening)) {
    const start = match.index + match[0].length;
    const content = text.slice(start, start + longestValue);
    const end = content.indexOf(`</${name}>`);
    if (end > 0) {
      values.push(decodeEntities(content.slice(0, end)));
    }
    if (values.length >= mostValues) {
      break;
    }
  }
  return values;
}
