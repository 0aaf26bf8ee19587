import { authorNamed, type FileDisclosure } from './file-disclosure.ts';
import { valuesOfAttribute, valuesOfElement } from './xml-values.ts';

/** The parts of Office Open XML (ECMA-376 part 2) and OpenDocument (ODF 1.3 part 3) that name people. */
const propertiesPart =
  /^(?:docProps\/(?:core|app)\.xml|meta\.xml|word\/(?:document|comments|people)\.xml|xl\/persons\/person\d{0,4}\.xml|xl\/comments\d{0,4}\.xml|ppt\/commentAuthors\.xml)$/u;
const authorElements = [
  'dc:creator',
  'cp:lastModifiedBy',
  'meta:initial-creator',
  'meta:printed-by',
  'Manager',
  'author',
];
/** Who commented on or changed a text, as its markup says. */
const authorAttributes = ['w:author', 'w15:author', 'displayName', 'name'];

/** True for the parts that `officeDisclosures` reads. */
export function isPropertiesPart(name: string): boolean {
  return propertiesPart.test(name);
}

/** What one part of a document gives away: its authors, editors, commentators, and the company. */
export function officeDisclosures(part: string, xml: string): FileDisclosure[] {
  const isDocument = part === 'word/document.xml';
  const elements = isDocument ? [] : authorElements;
  const attributes = part.startsWith('word/') ? authorAttributes.slice(0, 2) : authorAttributes.slice(2);
  return [
    ...elements.flatMap((name) => valuesOfElement(xml, name)).flatMap((name) => authorNamed(name)),
    ...(part.includes('/') && !part.startsWith('docProps/')
      ? attributes.flatMap((name) => valuesOfAttribute(xml, name)).flatMap((name) => authorNamed(name))
      : []),
    ...valuesOfElement(xml, 'Company').map((excerpt): FileDisclosure => ({ kind: 'organisation', excerpt })),
  ];
}
