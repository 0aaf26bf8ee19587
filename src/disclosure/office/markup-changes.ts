import {
  attribute,
  attributeOf,
  type Change,
  disclosed,
  fileNamesIn,
  pattern,
  prefix,
  tellingValues,
  textOf,
  withoutAttribute,
  withoutElement,
} from './change.ts';
import { localPath, tellsOwner } from '../files/telling-paths.ts';
import { fieldPaths } from './field-paths.ts';
import { rewritten, someMatches } from './rewriting.ts';

/** What Word itself writes where it was told to keep no names. */
const somebody = 'Author';
/** Of names or connections in one part. */
const mostLookedAt = 1000;
/** Where there must be a moment. */
const noMoment = '2000-01-01T00:00:00Z';

/** Of every part: folders of the writer's computer, and names of the files that pictures came from. */
export const drawingChanges: readonly Change[] = [
  pattern(String.raw`(\s[\w:.-]+\s*=\s*)"(?<value>${localPath}[^"<]*)"`, '$1""', 'folder'),
  fileNamesIn('cNvPr|docPr', 'name', 'Picture'),
  fileNamesIn('cNvPr|docPr|shape|rect|image|imagedata|fill', 'descr|title|alt'),
  attributeOf('imagedata|fill', 'href'),
  // A whole ZIP of the drawing as it once was; the drawing stands beside it.
  withoutAttribute('gfxdata'),
];

/** Names, moments, sittings, sources of data, and what add-ins keep. */
export const wordChanges: readonly Change[] = [
  ...drawingChanges,
  attribute('author', somebody, 'author'),
  attribute('userId', '', 'author'),
  attributeOf('permStart', 'ed', '', 'author'),
  attribute('initials|providerId'),
  withoutAttribute(String.raw`rsid\w{0,10}|date|dateUtc|docId`),
  pattern(String.raw`<${prefix}(?:rsid|rsidRoot|docId)\s[^<>]*/>`, ''),
  withoutElement('mailMerge|docVars', 'program-data'),
  withoutElement('attachedTemplate|saveThroughXslt|printerSettings'),
  fieldPaths,
];

/** Printer's data is dropped; what names it goes with it. */
const withoutPrinter = pattern(String.raw`<${prefix}pageSetup\s[^<>]*`, (element) =>
  element.replace(/\s(?:\w+:)id\s*=\s*"[^"]*"/u, ''),
);

/** Who made a scenario (ECMA-376, 18.3.1.76), and accounts of Windows that may change a range. */
export const sheetChanges: readonly Change[] = [
  attributeOf('scenario', 'user|comment', '', 'author'),
  withoutAttribute('securityDescriptor', 'program-data'),
  withoutElement('securityDescriptor', 'program-data'),
  ...drawingChanges,
  withoutPrinter,
];

export const workbookChanges: readonly Change[] = [
  attribute('url', '', 'folder'),
  ...drawingChanges,
  attribute('userName', '', 'author'),
  attributeOf('customWorkbookView', 'name', 'View', 'author'),
  attributeOf('revisionPtr', 'documentId'),
];

/** Excel begins a note with its author's name, in the text too. */
const notesBy: Change = {
  apply(markup) {
    const authors = new Set(
      someMatches(markup, /<(?:\w+:)?author(?:\s[^<>]*)?>([^<]+)/gu, mostLookedAt).map(([, name = '']) =>
        name.trim(),
      ),
    );
    return rewritten(markup, /(<(?:\w+:)?t(?:\s[^<>]*)?>)([^<:]+)(?=:)/gu, ([whole, start, name = '']) =>
      authors.has(name.trim()) ? `${start}${somebody}` : whole,
    );
  },
  found: () => [],
};

/** Notes and discussions of a workbook, and the people in them. */
export const noteChanges: readonly Change[] = [
  notesBy,
  textOf('author', somebody, 'author'),
  attribute('displayName', somebody, 'author'),
  attribute('userId', '', 'author'),
  attribute('providerId'),
  withoutAttribute('dT'),
  ...drawingChanges,
];

export const pivotChanges: readonly Change[] = [
  withoutAttribute('refreshedBy', 'author'),
  withoutAttribute('refreshedDate|refreshedDateIso'),
  ...drawingChanges,
];

/** Other workbooks: where they lie in a cloud, beside their relationships. */
export const linkedWorkbookChanges: readonly Change[] = [
  withoutElement('alternateUrls', 'folder'),
  ...drawingChanges,
];

const connection = /<(?:\w+:)?connection\s[^<>]*/gu;

/** Where data comes from: servers, accounts, files and questions put to them. Each keeps its number, which tables go by. */
export const connectionChanges: readonly Change[] = [
  withoutAttribute('sourceFile|odcFile|description|ssoId|keywords', 'program-data'),
  attribute('connection|command|serverCommand|post', '', 'program-data'),
  attributeOf('webPr', 'url|editPage', '', 'program-data'),
  {
    apply: (markup) =>
      rewritten(markup, connection, ([element]) => {
        const id = /\sid\s*=\s*"(\d{1,9})"/u.exec(element)?.[1] ?? '0';
        return element.replace(/(\sname\s*=\s*)"[^"]*"/u, `$1"Connection ${id}"`);
      }),
    found: (markup) =>
      someMatches(markup, connection, mostLookedAt)
        .map(([element]) => /\sname\s*=\s*"([^"<]+)"/u.exec(element)?.[1] ?? '')
        .filter((name) => !/^Connection \d+$/u.test(name))
        .flatMap((name) => disclosed('program-data', name)),
  },
  ...drawingChanges,
];

/** Slides' notes of reviewers, of old and of new programs, and the people in them. */
export const reviewChanges: readonly Change[] = [
  attributeOf('cmAuthor|author', 'name', somebody, 'author'),
  attribute('initials', 'A'),
  attribute('userId', '', 'author'),
  attribute('providerId'),
  withoutAttribute('dt'),
  attribute('created|startDate|endDate|completedDate|resolvedDate', noMoment),
  ...drawingChanges,
];

/** An item of an OpenDocument file's settings. */
const item = (names: string, tells?: 'device' | 'program-data'): Change =>
  pattern(
    String.raw`<config:config-item\s[^<>]*"(?:${names})"[^<>]*>(?<value>[^<]*)</config:config-item>`,
    '',
    tells,
  );

/** Of addresses that are relative to the file, too. */
const outside = new RegExp(`^(?:\\.\\./|/|${localPath})`, 'u');
const leadsOut = (address: string): boolean => outside.test(address) || tellsOwner(address);

/** Names and moments of notes and changes, sittings, folders. */
export const openDocumentChanges: readonly Change[] = [
  textOf('dc:creator', somebody, 'author'),
  textOf('meta:initials|loext:sender-initials|meta:creator-initials|dc:date|meta:date-string'),
  attribute('chg-author', somebody, 'author'),
  withoutAttribute('rsid|paragraph-rsid|chg-date-time'),
  tellingValues('href', leadsOut, 'folder'),
  fileNamesIn('frame|image|object', 'name', 'Picture'),
  ...drawingChanges,
];

/** How the program was set up: its printer, its sources of data, its sittings. */
export const openDocumentSettings: readonly Change[] = [
  item('PrinterName', 'device'),
  item('CurrentDatabaseDataSource|CurrentDatabaseCommand|EmbeddedDatabaseName', 'program-data'),
  item('CurrentDatabaseCommandType|PrinterSetup|Rsid|RsidRoot'),
  ...drawingChanges,
];
