import { CleaningRefused } from './cleaned.ts';
import { imageCleanerFor } from './image-cleaning.ts';
import { emptiedPart, isThumbnail, markupCleanerOf } from './office-markup.ts';
import { repacked, unpacked, zipOf, type ZipPart, zipParts } from './zip-parts.ts';

/** What all parts that are changed may unpack to: a bomb stops there. */
const mostUnpacked = 48 * 1024 * 1024;
const picture = /\.(?:jpe?g|jpe|jfif|png|gif|webp|tiff?|hei[cf])$/iu;
/** They hold names in ways that we do not change; a signature would not hold any more. */
const signatures = /^(?:_xmlsignatures\/|META-INF\/(?:documentsignatures|macrosignatures)\.xml$)/u;
const attachments = /(?:^|\/)(?:vbaProject\.bin|embeddings\/[^/]+)$/u;

/**
 * A Word, Excel, PowerPoint or OpenDocument file without its properties, names of authors in comments and tracked
 * changes, printers, what servers noted in it, and properties of its pictures. All other parts stay packed as they are.
 * @throws {CleaningRefused}
 */
export async function cleanOffice(bytes: Buffer): Promise<Uint8Array[]> {
  const parts = zipParts(bytes);
  const names = parts.map(({ name }) => name);
  if (!names.includes('[Content_Types].xml') && !names.includes('content.xml'))
    throw new CleaningRefused('format');
  if (names.some((name) => signatures.test(name))) throw new CleaningRefused('signed');
  if (names.some((name) => attachments.test(name))) throw new CleaningRefused('attachments');
  const cleaned: ZipPart[] = [];
  let left = mostUnpacked;
  for (const part of parts.filter(({ name }) => !isThumbnail(name))) {
    const content = await cleanedContent(part, left);
    left -= content?.unpackedLength ?? 0;
    cleaned.push(content ? await repacked(part.name, content.bytes) : part);
  }
  return zipOf(cleaned);
}

/** Undefined where the part stays as it is. */
async function cleanedContent(
  part: ZipPart,
  most: number,
): Promise<{ bytes: Uint8Array; unpackedLength: number } | undefined> {
  const empty = emptiedPart(part.name);
  if (empty !== undefined) return { bytes: Buffer.from(empty), unpackedLength: 0 };
  const cleanMarkup = markupCleanerOf(part.name);
  if (!cleanMarkup && !picture.test(part.name)) return undefined;
  const content = await unpacked(part, most);
  if (cleanMarkup) return { bytes: cleanedMarkup(content, cleanMarkup), unpackedLength: content.length };
  const clean = imageCleanerFor(content);
  if (!clean) throw new CleaningRefused('attachments');
  return { bytes: Buffer.concat(clean(content)), unpackedLength: content.length };
}

function cleanedMarkup(content: Buffer, clean: (markup: string) => string): Buffer {
  const markup = content.toString('utf8');
  // Other encodings are allowed and never used; what we cannot read we must not call clean.
  if (markup.includes('\0') || markup.includes('\ufffd')) throw new CleaningRefused('format');
  if (markup.includes('<manifest:encryption-data')) throw new CleaningRefused('encrypted');
  return Buffer.from(clean(markup));
}
