import { CleaningRefused } from './cleaned.ts';
import { cleanJpeg } from './jpeg-cleaning.ts';
import { openPdf, type PdfObject } from './pdf-objects.ts';
import { type PdfDictionary, type PdfValue, wordIn } from './pdf-syntax.ts';
import { writtenPdf } from './pdf-writing.ts';

const mostObjects = 300_000;

type Unpack = (stream: Uint8Array) => Promise<Uint8Array>;

/** Entries that tell who made something, with what, and when, wherever they stand. */
const hidden = new Set([
  '/Metadata',
  '/PieceInfo',
  '/LastModified',
  '/CreationDate',
  '/ModDate',
  '/SpiderInfo',
  '/Thumb',
]);
/** Of a note on a page: its author, its moment. */
const hiddenInNotes = new Set(['/T', '/M', '/NM']);
/** Files inside the file have properties of their own; forms of XFA and portfolios hold what we do not read. */
const attached = new Set(['/EmbeddedFiles', '/EF', '/XFA', '/Collection', '/AF']);

/**
 * A PDF written anew from the objects that its last version uses: no document information, no XMP, no earlier versions,
 * no authors of notes, no properties of its photos. Contents of pages and pictures stay packed as they are.
 * @throws {CleaningRefused}
 */
export async function cleanPdf(bytes: Buffer): Promise<Uint8Array[]> {
  const { trailer, find, unpack } = await openPdf(bytes);
  if (trailer.entries.has('/Encrypt')) throw new CleaningRefused('encrypted');
  const root = trailer.entries.get('/Root');
  if (root?.kind !== 'reference') throw new CleaningRefused('damaged');
  const objects = new Map<number, PdfObject>();
  const ahead = [root.object];
  let streamBytes = 0;
  for (let number = ahead.pop(); number !== undefined; number = ahead.pop()) {
    if (objects.has(number)) continue;
    const object = await find(number);
    if (!object) continue; // a reference to nothing means null
    if (objects.size > mostObjects) throw new CleaningRefused('too-large');
    streamBytes += object.stream?.length ?? 0;
    if (streamBytes > bytes.length) throw new CleaningRefused('damaged'); // streams that lie over one another
    const clean = await cleanObject(object, unpack);
    objects.set(number, clean);
    ahead.push(...referencesIn(clean.value));
  }
  if (!objects.has(root.object)) throw new CleaningRefused('damaged');
  return writtenPdf(objects, root.object);
}

async function cleanObject({ value, stream }: PdfObject, unpack: Unpack): Promise<PdfObject> {
  const clean = withoutHidden(value);
  if (!stream || clean.kind !== 'dictionary') return { value: clean };
  const entries = new Map(clean.entries);
  const filters = filtersOf(clean);
  const content =
    filters.at(-1) === '/DCTDecode' ? await cleanPhoto(entries, filters, { stream, unpack }) : stream;
  entries.set('/Length', { kind: 'token', source: String(content.length) });
  return { value: { kind: 'dictionary', entries }, stream: content };
}

/** A photo without its own properties; one that was packed once more is unpacked, and its entries say so. */
async function cleanPhoto(
  entries: Map<string, PdfValue>,
  filters: readonly string[],
  { stream, unpack }: { stream: Uint8Array; unpack: Unpack },
): Promise<Uint8Array> {
  let photo = stream;
  for (const filter of filters.slice(0, -1)) {
    // What we cannot read we must not call clean.
    if (filter !== '/FlateDecode') throw new CleaningRefused('format');
    photo = await unpack(photo);
  }
  const parameters = entries.get('/DecodeParms');
  const own = parameters?.kind === 'array' ? parameters.items.at(-1) : parameters;
  entries.set('/Filter', { kind: 'token', source: '/DCTDecode' });
  if (own?.kind === 'dictionary') entries.set('/DecodeParms', own);
  else entries.delete('/DecodeParms');
  return Buffer.concat(cleanJpeg(Buffer.from(photo)));
}

/** How a stream is packed: the filters that open it, in their order. */
function filtersOf({ entries }: PdfDictionary): string[] {
  const filter = entries.get('/Filter');
  const each = filter?.kind === 'array' ? filter.items : filter ? [filter] : [];
  return each.map((item) => (item.kind === 'token' ? item.source : ''));
}

function withoutHidden(value: PdfValue): PdfValue {
  if (value.kind === 'array') return { kind: 'array', items: value.items.map(withoutHidden) };
  if (value.kind !== 'dictionary') return value;
  const names = [...value.entries.keys()];
  if (names.some((name) => attached.has(name))) throw new CleaningRefused('attachments');
  if (names.includes('/ByteRange') || wordIn(value, '/Type') === '/Sig') throw new CleaningRefused('signed');
  const isNote = value.entries.has('/Rect') && wordIn(value, '/Subtype') !== '/Widget';
  const kept = [...value.entries].filter(
    ([name]) => !hidden.has(name) && !(isNote && hiddenInNotes.has(name)),
  );
  return { kind: 'dictionary', entries: new Map(kept.map(([name, each]) => [name, withoutHidden(each)])) };
}

function referencesIn(value: PdfValue): number[] {
  if (value.kind === 'reference') return [value.object];
  if (value.kind === 'array') return value.items.flatMap(referencesIn);
  return value.kind === 'dictionary' ? [...value.entries.values()].flatMap(referencesIn) : [];
}
