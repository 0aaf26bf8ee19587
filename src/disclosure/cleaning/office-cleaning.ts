import { type Change } from '../office/change.ts';
import { treatmentOf } from '../office/office-parts.ts';
import { inDoubleQuotes } from '../office/quotes.ts';
import { withoutParts } from '../office/relation-changes.ts';
import { CleaningRefused } from './cleaned.ts';
import { cleanedMedia } from './media-cleaning.ts';
import { repacked, unpacked, zipOf, type ZipPart, zipParts } from './zip-parts.ts';

/** What all parts that are looked at may unpack to, those of documents in the document included: a bomb stops there. */
const mostUnpacked = 48 * 1024 * 1024;
/** And one part of markup, of which there are several copies in memory for a moment. */
const mostMarkup = 24 * 1024 * 1024;
/** Lists of parts: relationships, content types, files. */
const lists = /\.rels$|^\[Content_Types\]\.xml$|^META-INF\/manifest\.xml$/u;

interface Left {
  bytes: number;
  /** How deep documents may still lie in one another. */
  readonly depth: number;
}

/**
 * A Word, Excel, PowerPoint or OpenDocument file without its properties, names of authors in comments and tracked
 * changes, printers, folders, what servers and add-ins noted in it, and properties of its pictures, films and sound. Each part is
 * known (office/office-parts.ts) or the document is refused.
 * @throws {CleaningRefused}
 */
export async function cleanOffice(bytes: Buffer): Promise<Uint8Array[]> {
  return cleanDocument(bytes, { bytes: mostUnpacked, depth: 1 });
}

async function cleanDocument(bytes: Buffer, left: Left): Promise<Uint8Array[]> {
  const parts = zipParts(bytes);
  const names = parts.map(({ name }) => name);
  if (!names.includes('[Content_Types].xml') && !names.includes('content.xml'))
    throw new CleaningRefused('format');
  for (const name of names) {
    const treatment = treatmentOf(name);
    if (treatment.is === 'refused') throw new CleaningRefused(treatment.reason);
  }
  const dropped = droppedOf(names);
  const cleaned: ZipPart[] = [];
  for (const part of parts.filter(({ name }) => !dropped.has(name)))
    cleaned.push(await cleanedPart(part, dropped, left));
  return zipOf(cleaned);
}

/** Parts that go, and the lists of what they lead to. */
function droppedOf(names: readonly string[]): ReadonlySet<string> {
  const dropped = new Set(names.filter((name) => treatmentOf(name).is === 'dropped'));
  const ofDropped = names.filter((name) => dropped.has(name.replace(/_rels\/([^/]*)\.rels$/u, '$1')));
  return new Set([...dropped, ...ofDropped]);
}

async function cleanedPart(part: ZipPart, dropped: ReadonlySet<string>, left: Left): Promise<ZipPart> {
  const treatment = treatmentOf(part.name);
  if (treatment.is === 'emptied') return repacked(part.name, Buffer.from(treatment.content));
  if (treatment.is === 'copied') return part;
  const most = treatment.is === 'changed' ? Math.min(left.bytes, mostMarkup) : left.bytes;
  const content = await unpacked(part, most);
  left.bytes -= content.length;
  if (treatment.is === 'changed') {
    const markup = markupOf(content);
    const clean = changed(
      lists.test(part.name) ? withoutParts(part.name, markup, dropped) : markup,
      treatment.changes,
    );
    return clean === markup ? part : repacked(part.name, Buffer.from(clean));
  }
  if (treatment.is === 'media') return repacked(part.name, await cleanedMedia(content));
  if (left.depth === 0) throw new CleaningRefused('attachments');
  const inner: Left = { bytes: left.bytes, depth: left.depth - 1 };
  const document = Buffer.concat(await cleanDocument(content, inner));
  left.bytes = inner.bytes;
  return repacked(part.name, document);
}

function markupOf(content: Buffer): string {
  const markup = content.toString('utf8');
  // Other encodings are allowed and never used; what we cannot read we must not call clean.
  if (markup.includes('\0') || markup.includes('\ufffd')) throw new CleaningRefused('format');
  if (markup.includes('<manifest:encryption-data')) throw new CleaningRefused('encrypted');
  return inDoubleQuotes(markup);
}

function changed(markup: string, changes: readonly Change[]): string {
  return changes.reduce((left, change) => change.apply(left), markup);
}
