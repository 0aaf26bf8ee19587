import { stringAt } from '../files/pdf-reader.ts';
import { tellsFolder } from '../files/telling-paths.ts';
import { CleaningRefused } from './cleaned.ts';
import { type PdfDictionary, type PdfValue, wordIn } from './pdf-syntax.ts';

/** Entries that tell who made something, with what, and when, wherever they stand. */
const hidden = new Set([
  '/Metadata',
  '/PieceInfo',
  '/LastModified',
  '/CreationDate',
  '/ModDate',
  '/SpiderInfo',
  '/Thumb',
  '/Author',
  '/Producer',
  '/Keywords',
  '/Company',
  '/SourceModified',
  // Of layers: the program that made one, and for whom it is; of pages that came from the web: their addresses.
  '/CreatorInfo',
  '/User',
  '/URLS',
  '/IDS',
]);
/** Of a note on a page: its author, its moment. Fields of forms have a name of their own. */
const hiddenInNotes = new Set(['/T', '/M', '/NM']);
const hiddenInFields = new Set(['/M', '/NM']);
/** Files inside the file have properties of their own; forms of XFA, portfolios and models hold what we do not read. */
const attached = new Set([
  '/EmbeddedFiles',
  '/EF',
  '/XFA',
  '/Collection',
  '/AF',
  '/3DD',
  '/RichMediaContent',
]);
/** Strings that people wrote stay as they are. */
const written = new Set(['/Contents', '/V', '/DV', '/Opt', '/RC']);

/** A value without what it tells of who made it. @throws {CleaningRefused} where it holds files or a signature */
export function withoutHidden(value: PdfValue): PdfValue {
  if (value.kind === 'array') return { kind: 'array', items: value.items.map(withoutHidden) };
  if (value.kind === 'token') return tellsPath(value.source) ? { kind: 'token', source: '()' } : value;
  if (value.kind !== 'dictionary') return value;
  const names = [...value.entries.keys()];
  if (names.some((name) => attached.has(name))) throw new CleaningRefused('attachments');
  if (names.includes('/ByteRange') || wordIn(value, '/Type') === '/Sig') throw new CleaningRefused('signed');
  const kept = [...value.entries].filter(([name, each]) => !isHidden(value, name, each));
  return {
    kind: 'dictionary',
    entries: new Map(
      kept.map(([name, each]) => [name, written.has(name) ? withWords(each) : withoutHidden(each)]),
    ),
  };
}

function withWords(value: PdfValue): PdfValue {
  if (value.kind === 'token') return value;
  return value.kind === 'array' ? { kind: 'array', items: value.items.map(withWords) } : withoutHidden(value);
}

function isHidden(dictionary: PdfDictionary, name: string, value: PdfValue): boolean {
  if (hidden.has(name)) return true;
  // A program's name; elsewhere it means other things.
  if (name === '/Creator') return value.kind === 'token' && /^[(<]/u.test(value.source);
  // The document information of a thread of articles (ISO 32000-1, table 160).
  if (name === '/I')
    return (
      value.kind !== 'array' &&
      value.kind !== 'token' &&
      dictionary.entries.has('/F') &&
      !dictionary.entries.has('/FT')
    );
  if (!dictionary.entries.has('/Rect')) return false;
  return (wordIn(dictionary, '/Subtype') === '/Widget' ? hiddenInFields : hiddenInNotes).has(name);
}

function tellsPath(source: string): boolean {
  if (!/^(?:\(|<[\dA-Fa-f])/u.test(source)) return false;
  return tellsFolder(stringAt(Buffer.from(source.slice(0, 2000), 'latin1'), 0) ?? '');
}
