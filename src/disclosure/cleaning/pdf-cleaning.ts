import { deflateSync } from 'node:zlib';
import { CleaningRefused } from './cleaned.ts';
import { cleanProfile } from './colour-profile.ts';
import { cleanJpeg2000 } from './jpeg2000-cleaning.ts';
import { cleanJpeg } from './jpeg-cleaning.ts';
import { withoutHidden } from './pdf-hidden.ts';
import { openPdf, type PdfObject } from './pdf-objects.ts';
import { type PdfValue, wordIn } from './pdf-syntax.ts';
import { writtenPdf } from './pdf-writing.ts';

const mostObjects = 300_000;

type OpenPdf = Pick<Awaited<ReturnType<typeof openPdf>>, 'find' | 'unpack'>;

/** Filters that are formats of pictures, with properties of their own. */
const pictureCleaners = new Map<string, (bytes: Buffer) => Uint8Array[]>([
  ['/DCTDecode', cleanJpeg],
  ['/JPXDecode', cleanJpeg2000],
]);

/**
 * A PDF written anew from the objects that its last version uses: no document information, no XMP, no earlier versions,
 * no authors of notes and layers, no folders that links name, no properties of its photos. Contents of pages and pictures stay packed as they are.
 * @throws {CleaningRefused}
 */
export async function cleanPdf(bytes: Buffer): Promise<Uint8Array[]> {
  const { trailer, find, unpack } = await openPdf(bytes);
  if (trailer.entries.has('/Encrypt')) throw new CleaningRefused('encrypted');
  const root = trailer.entries.get('/Root');
  if (root?.kind !== 'reference') throw new CleaningRefused('damaged');
  const objects = new Map<number, PdfObject>();
  const profiles = new Set<number>();
  const ahead = [root.object];
  let streamBytes = 0;
  for (let number = ahead.pop(); number !== undefined; number = ahead.pop()) {
    if (objects.has(number)) continue;
    const object = await find(number);
    if (!object) continue; // a reference to nothing means null
    if (objects.size > mostObjects) throw new CleaningRefused('too-large');
    streamBytes += object.stream?.length ?? 0;
    if (streamBytes > bytes.length) throw new CleaningRefused('damaged'); // streams that lie over one another
    const clean = await cleanObject(object, { find, unpack }, profiles.has(number));
    objects.set(number, clean);
    for (const profile of profilesIn(clean.value)) profiles.add(profile);
    ahead.push(...referencesIn(clean.value));
  }
  if (!isCatalogue(objects.get(root.object))) throw new CleaningRefused('damaged');
  return writtenPdf(objects, root.object);
}

function isCatalogue(object: PdfObject | undefined): boolean {
  return object?.value.kind === 'dictionary' && (wordIn(object.value, '/Type') ?? '/Catalog') === '/Catalog';
}

async function cleanObject(
  { value, stream }: PdfObject,
  file: OpenPdf,
  isProfile: boolean,
): Promise<PdfObject> {
  const clean = withoutHidden(value);
  if (!stream || clean.kind !== 'dictionary') return { value: clean };
  const entries = new Map(clean.entries);
  if (entries.has('/F')) throw new CleaningRefused('attachments'); // its bytes lie in another file
  if (wordIn(clean, '/Type') === '/3D') throw new CleaningRefused('attachments');
  const filters = await filtersOf(entries.get('/Filter'), file);
  if (filters.some((filter) => filter === '/Crypt')) throw new CleaningRefused('encrypted');
  if (isProfile) return profileObject(entries, filters, { stream, file });
  const isPicture = filters.some((filter) => pictureCleaners.has(filter));
  const content = isPicture ? await cleanPicture(entries, filters, { stream, file }) : stream;
  entries.set('/Length', { kind: 'token', source: String(content.length) });
  return { value: { kind: 'dictionary', entries }, stream: content };
}

/** A picture without its own properties; one that was packed once more is unpacked, and its entries say so. */
async function cleanPicture(
  entries: Map<string, PdfValue>,
  filters: readonly string[],
  { stream, file }: { stream: Uint8Array; file: OpenPdf },
): Promise<Uint8Array> {
  let picture = stream;
  for (const filter of filters.slice(0, -1)) {
    // What we cannot read we must not call clean.
    if (filter !== '/FlateDecode') throw new CleaningRefused('format');
    picture = await file.unpack(picture);
  }
  const last = filters.at(-1) ?? '';
  const clean = pictureCleaners.get(last);
  if (!clean) throw new CleaningRefused('format');
  const parameters = await resolved(entries.get('/DecodeParms'), file);
  const own = parameters?.kind === 'array' ? await resolved(parameters.items.at(-1), file) : parameters;
  entries.set('/Filter', { kind: 'token', source: last });
  if (own?.kind === 'dictionary') entries.set('/DecodeParms', own);
  else entries.delete('/DecodeParms');
  return Buffer.concat(clean(Buffer.from(picture)));
}

/** A colour profile that names no device, packed anew. */
async function profileObject(
  entries: Map<string, PdfValue>,
  filters: readonly string[],
  { stream, file }: { stream: Uint8Array; file: OpenPdf },
): Promise<PdfObject> {
  const isPacked = filters.length === 1 && filters[0] === '/FlateDecode' && !entries.has('/DecodeParms');
  if (!isPacked && filters.length > 0) throw new CleaningRefused('format');
  const profile = cleanProfile(isPacked ? await file.unpack(stream) : stream);
  if (!profile) throw new CleaningRefused('damaged');
  const packed = deflateSync(profile);
  entries.set('/Filter', { kind: 'token', source: '/FlateDecode' });
  entries.set('/Length', { kind: 'token', source: String(packed.length) });
  return { value: { kind: 'dictionary', entries }, stream: packed };
}

/** Streams that are colour profiles: of colours, and of the paper that a page is meant for (ISO 32000-1, 8.6.5.5 and 14.11.5). */
function profilesIn(value: PdfValue): number[] {
  if (value.kind === 'array') {
    const [family, profile] = value.items;
    const isColours = family?.kind === 'token' && family.source === '/ICCBased';
    return isColours && profile?.kind === 'reference' ? [profile.object] : value.items.flatMap(profilesIn);
  }
  if (value.kind !== 'dictionary') return [];
  return [...value.entries].flatMap(([name, each]) =>
    name === '/DestOutputProfile' && each.kind === 'reference' ? [each.object] : profilesIn(each),
  );
}

/** How a stream is packed: the filters that open it, in their order, also where they stand elsewhere in the file. */
async function filtersOf(given: PdfValue | undefined, file: OpenPdf): Promise<string[]> {
  const filter = await resolved(given, file);
  const each = filter?.kind === 'array' ? filter.items : filter ? [filter] : [];
  const names: string[] = [];
  for (const item of each) {
    const name = await resolved(item, file);
    if (name?.kind !== 'token') throw new CleaningRefused('format');
    names.push(name.source);
  }
  return names;
}

/** A value, or what a reference to it leads to. */
async function resolved(value: PdfValue | undefined, { find }: OpenPdf): Promise<PdfValue | undefined> {
  if (value?.kind !== 'reference') return value;
  return (await find(value.object))?.value;
}

function referencesIn(value: PdfValue): number[] {
  if (value.kind === 'reference') return [value.object];
  if (value.kind === 'array') return value.items.flatMap(referencesIn);
  return value.kind === 'dictionary' ? [...value.entries.values()].flatMap(referencesIn) : [];
}
