import { deflate } from 'node:zlib';
import { promisify } from 'node:util';
import { CleaningRefused } from './cleaned.ts';
import { cleanJpeg } from './jpeg-cleaning.ts';
import { openPdf, type PdfObject } from './pdf-objects.ts';
import { type PdfDictionary, pdfSource, type PdfValue, wordIn } from './pdf-syntax.ts';

const deflating = promisify(deflate);
const objectsInPack = 200;
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
  return written(objects, root.object);
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

/** A file with its plain objects packed and a cross-reference stream (ISO 32000-1, 7.5.7 and 7.5.8). */
async function written(objects: ReadonlyMap<number, PdfObject>, root: number): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [Buffer.from('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', 'latin1')];
  let at = pieces[0]?.length ?? 0;
  const entries = new Map<number, readonly [kind: number, second: number, third: number]>();
  const write = (number: number, dictionary: string, stream: Uint8Array): void => {
    entries.set(number, [1, at, 0]);
    const head = Buffer.from(`${number} 0 obj\n${dictionary}\nstream\n`, 'latin1');
    const tail = Buffer.from('\nendstream\nendobj\n', 'latin1');
    pieces.push(head, stream, tail);
    at += head.length + stream.length + tail.length;
  };
  let next = 1 + [...objects.keys()].reduce((most, number) => Math.max(most, number), 0);
  const plain: [number, PdfValue][] = [];
  for (const [number, { value, stream }] of objects)
    if (stream) write(number, pdfSource(value), stream);
    else plain.push([number, value]);
  for (let from = 0; from < plain.length; from += objectsInPack) {
    const some = plain.slice(from, from + objectsInPack);
    const { dictionary, stream } = await packOf(some);
    some.forEach(([number], index) => entries.set(number, [2, next, index]));
    write(next, dictionary, stream);
    next += 1;
  }
  const start = at;
  entries.set(next, [1, at, 0]);
  const { index, table } = tableOf(entries);
  const stream = await deflating(table);
  const size = `/Size ${next + 1} /W [1 5 3] /Index [${index}] /Root ${root} 0 R`;
  write(next, `<</Type /XRef ${size} /Filter /FlateDecode /Length ${stream.length}>>`, stream);
  pieces.push(Buffer.from(`startxref\n${start}\n%%EOF\n`, 'latin1'));
  return pieces;
}

async function packOf(some: readonly (readonly [number, PdfValue])[]) {
  const heads: string[] = [];
  const bodies: string[] = [];
  let offset = 0;
  for (const [number, value] of some) {
    const body = `${pdfSource(value)}\n`;
    heads.push(`${number} ${offset}`);
    bodies.push(body);
    offset += body.length;
  }
  const head = `${heads.join(' ')}\n`;
  const stream = await deflating(Buffer.from(head + bodies.join(''), 'latin1'));
  const size = `/N ${some.length} /First ${head.length} /Filter /FlateDecode /Length ${stream.length}`;
  return { dictionary: `<</Type /ObjStm ${size}>>`, stream };
}

function tableOf(entries: ReadonlyMap<number, readonly [number, number, number]>) {
  const inOrder = [...entries].toSorted(([first], [second]) => first - second);
  const table = Buffer.alloc(inOrder.length * 9);
  const ranges: [first: number, count: number][] = [];
  inOrder.forEach(([number, [kind, second, third]], row) => {
    table.writeUIntBE(kind, row * 9, 1);
    table.writeUIntBE(second, row * 9 + 1, 5);
    table.writeUIntBE(third, row * 9 + 6, 3);
    const range = ranges.at(-1);
    if (range && range[0] + range[1] === number) range[1] += 1;
    else ranges.push([number, 1]);
  });
  return { index: ranges.flat().join(' '), table };
}
