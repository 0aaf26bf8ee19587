import type { FileDisclosure } from '../files/file-disclosure.ts';
import { attribute, type Change, textOf } from './change.ts';
import { inDoubleQuotes } from './quotes.ts';

/** What a part that goes, or is emptied, would have told. */
export type Tells = (content: Buffer) => FileDisclosure[];

export const nothing: Tells = () => [];

const told =
  (...changes: readonly Change[]): Tells =>
  (content) => {
    const markup = inDoubleQuotes(content.toString('utf8'));
    return changes.flatMap((change) => change.found(markup));
  };

/** Who made and changed a document, and for whom, in elements. */
export const authors = told(
  textOf('creator|lastModifiedBy|initial-creator|printed-by|Manager', '', 'author'),
  textOf('Company', '', 'organisation'),
);

/** The same in attributes, or in the elements of a version. */
export const people = told(
  attribute('name|userName|userId|author|creator', '', 'author'),
  textOf('creator', '', 'author'),
);

/** Properties that offices and their servers add: labels, owners, numbers of files. */
export const statedValues = told(textOf(String.raw`lpw?str`, '', 'program-data'));

/** What servers and add-ins keep in a document is not for people to read: that there is something is what can be told. */
export const serverData: Tells = (content) => {
  const markup = content.toString('utf8');
  const hasWords =
    /[^<>\s]/u.test(markup.replaceAll(/<[^<>]*>/gu, '')) || /\s(?:val|value|id|name)\s*=/u.test(markup);
  return hasWords ? [{ kind: 'program-data', excerpt: '…' }] : [];
};

/** DEVMODE of Windows begins with the printer's name: 32 characters of two bytes. */
export const windowsPrinter: Tells = (content) => {
  const excerpt = content.toString('utf16le', 0, 64).split('\0')[0] ?? '';
  return /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(excerpt) ? [{ kind: 'device', excerpt }] : [];
};
