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

/**
 * What of the words of a file nobody searched: `pictured-words` on pages that are pictures, `unsearched-words` all that could not be read,
 * `partly-searched-words` what is beyond what is read of one file.
 */
export const unsearchedKinds = ['pictured-words', 'unsearched-words', 'partly-searched-words'] as const;

/** That words were not searched, so that whoever sends the file looks themselves; cleaning changes nothing about it. Its `excerpt` is ''. */
interface UnsearchedDisclosure {
  readonly kind: (typeof unsearchedKinds)[number];
  readonly excerpt: string;
}

export type FileDisclosure = PropertyDisclosure | WrittenDisclosure | UnsearchedDisclosure;

/** Whether it is about what is written in the file, which cleaning leaves, and not about what hides in it. */
export function isOfWords(
  disclosure: FileDisclosure,
): disclosure is WrittenDisclosure | UnsearchedDisclosure {
  return 'isWritten' in disclosure || unsearchedKinds.some((kind) => kind === disclosure.kind);
}

/** That some words, or all, were not searched. */
export function unsearched(kind: UnsearchedDisclosure['kind']): FileDisclosure {
  return { kind, excerpt: '' };
}

/** That it may have properties which we cannot read. */
export const unreadable: FileDisclosure = { kind: 'unreadable-properties', excerpt: '' };

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
