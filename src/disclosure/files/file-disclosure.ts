import type { Disclosure } from '../disclosure.ts';

/**
 * What the properties of a file can give away: `folder` is where it lay on its maker's computer, or what a picture in it was called there; `program-data` what
 * programs and servers noted in it; `file-name` its own name; `unreadable-properties` says that there may be some we cannot read.
 */
export const fileDisclosureKinds = [
  'gps',
  'device',
  'author',
  'organisation',
  'folder',
  'program-data',
  'file-name',
  'unreadable-properties',
] as const;
export type FileDisclosureKind = (typeof fileDisclosureKinds)[number];

/** One property that could identify whoever made the file; `excerpt` is its value, '' where there is none to show. */
interface PropertyDisclosure {
  readonly kind: FileDisclosureKind;
  readonly excerpt: string;
}

/** Words in the text of the file that could identify who wrote it; cleaning leaves them. */
interface WrittenDisclosure extends Disclosure {
  readonly isWritten: true;
}

export type FileDisclosure = PropertyDisclosure | WrittenDisclosure;

/** Names that programs write where nobody gave one; they point at nobody. */
const namelessAuthor =
  /^(?:user|admin|administrator|owner|pc|asus|acer|lenovo|hp|toshiba|windows user|pengguna windows|microsoft office user|python-docx|openpyxl|apache poi|un-named|unknown|anonymous|author|unknown author|-)$/iu;

/** An author as a disclosure, or nothing when no person hides behind the name. */
export function authorNamed(name: string): FileDisclosure[] {
  const excerpt = name.trim();
  return excerpt === '' || namelessAuthor.test(excerpt) ? [] : [{ kind: 'author', excerpt }];
}

/** A position in degrees, north and east positive. */
export function placeAt(latitude: number, longitude: number): FileDisclosure[] {
  const isPlace =
    Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
  return isPlace ? [{ kind: 'gps', excerpt: `${latitude.toFixed(5)}, ${longitude.toFixed(5)}` }] : [];
}
