const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const openXml = 'http://schemas.openxmlformats.org';
const nothing = 'urn:oasis:names:tc:opendocument:xmlns';

/** Parts that hold nothing but properties, and what stands there when they say nothing. */
const emptied: Readonly<Record<string, string>> = {
  'docProps/core.xml': `${declaration}<cp:coreProperties xmlns:cp="${openXml}/package/2006/metadata/core-properties"/>`,
  'docProps/app.xml': `${declaration}<Properties xmlns="${openXml}/officeDocument/2006/extended-properties"/>`,
  'docProps/custom.xml': `${declaration}<Properties xmlns="${openXml}/officeDocument/2006/custom-properties"/>`,
  'meta.xml': `${declaration}<office:document-meta xmlns:office="${nothing}:office:1.0" office:version="1.3"><office:meta/></office:document-meta>`,
};

/** Every pattern takes time in proportion to the text: what repeats in it cannot run over its own beginning. */
type Change = readonly [pattern: RegExp, replacement: string | ((found: string) => string)];

const without =
  (words: string): ((element: string) => string) =>
  (element) =>
    element.includes(words) ? '' : element;

/** Attributes that name somebody, or the moment and the sitting in which something was written. */
const wordChanges: readonly Change[] = [
  [/(\s(?:w|w15):(?:author|initials|userId|providerId)=)(?:"[^"]*"|'[^']*')/gu, '$1""'],
  [/\s(?:w|w14|w15|w16\w{0,4}):(?:rsid\w{0,10}|date|dateUtc|docId)=(?:"[^"]*"|'[^']*')/gu, ''],
  [/<w:rsid(?:Root)?\s[^<>]*>/gu, ''],
  [/<(?:w14|w15|w16\w{0,4}):docId\b[^<>]*\/>/gu, ''],
];
const sheetChanges: readonly Change[] = [
  [/(<author(?:\s[^<>]*)?>)[^<]*(?=<\/author>)/gu, '$1'],
  [/(\s(?:displayName|userId|providerId|userName)=)"[^"]*"/gu, '$1""'],
  [/(<userInfo\s[^<>]*?\bname=)"[^"]*"/gu, '$1""'],
];
const workbookChanges: readonly Change[] = [
  [/(<x15ac:absPath\s[^<>]*?url=)"[^"]*"/gu, '$1""'],
  [/(\suserName=)"[^"]*"/gu, '$1""'],
];
const slideChanges: readonly Change[] = [[/(\s(?:name|initials|userId|providerId)=)"[^"]*"/gu, '$1""']];
/** Pictures and templates that are only linked name folders of the writer's computer. */
const relationChanges: readonly Change[] = [
  [/(\sTarget=)"(?:file:|[a-zA-Z]:\\|\\\\)[^"]*"/gu, '$1"file:///"'],
  [/<Relationship\s[^<>]*>/gu, without('metadata/thumbnail')],
];
const openDocumentChanges: readonly Change[] = [
  [
    /(<(dc:creator|meta:initials|loext:sender-initials|meta:creator-initials|dc:date)>)[^<]*(?=<\/\2>)/gu,
    '$1',
  ],
  [/<config:config-item\s[^<>]*>[^<]*/gu, withoutPrinter],
  [/<manifest:file-entry\s[^<>]*>/gu, without('"Thumbnails/')],
];

const changesOf: readonly (readonly [part: RegExp, changes: readonly Change[]])[] = [
  [/\.rels$/u, relationChanges],
  [/^word\/[^/]+\.xml$/u, wordChanges],
  [/^xl\/(?:comments[^/]*\.xml|(?:comments|threadedComments|persons|revisions)\/[^/]+\.xml)$/u, sheetChanges],
  [/^xl\/workbook\.xml$/u, workbookChanges],
  [/^ppt\/(?:commentAuthors|authors)\.xml$/u, slideChanges],
  [/^(?:Object [^/]+\/)?(?:content|styles|settings)\.xml$|^META-INF\/manifest\.xml$/u, openDocumentChanges],
];

/** What a server keeps of a document inside it: who had it, who it was shared with. */
const customData = /^customXml\/item\d+\.xml$/u;
/** The name of the printer, often with its room and network. */
const printers = /^(?:word|xl|ppt)\/printerSettings\//u;

/** What replaces a part whatever it says: its bytes; undefined where a part is changed or stays. */
export function emptiedPart(name: string): string | undefined {
  if (customData.test(name)) return `${declaration}<nothing/>`;
  if (printers.test(name)) return '';
  if (/^Object [^/]+\/meta\.xml$/u.test(name)) return emptied['meta.xml'];
  return Object.hasOwn(emptied, name) ? emptied[name] : undefined;
}

/** A small picture of the first page, which may be older than the document. */
export function isThumbnail(name: string): boolean {
  return name.startsWith('Thumbnails/') || /^docProps\/thumbnail\.\w{1,5}$/u.test(name);
}

/** Takes names, times and folders out of the markup of a part; undefined for parts that have none. */
export function markupCleanerOf(name: string): ((markup: string) => string) | undefined {
  const changes = changesOf.find(([part]) => part.test(name))?.[1];
  return changes && ((markup) => changes.reduce(changed, markup));
}

function changed(markup: string, [pattern, to]: Change): string {
  return typeof to === 'string' ? markup.replaceAll(pattern, to) : markup.replaceAll(pattern, to);
}

function withoutPrinter(item: string): string {
  return /"Printer(?:Name|Setup)"/u.test(item) ? item.slice(0, item.indexOf('>') + 1) : item;
}
