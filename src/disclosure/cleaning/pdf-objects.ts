import { inflate } from 'node:zlib';
import { promisify } from 'node:util';
import { CleaningRefused } from './cleaned.ts';
import { createPdfReader, newPdfBudget, numberIn, type PdfDictionary, type PdfValue } from './pdf-syntax.ts';

/** An object of a PDF; a stream has its bytes besides, packed as they were. */
export interface PdfObject {
  readonly value: PdfValue;
  readonly stream?: Uint8Array;
}

/** Where an object stands: in the file itself, or in another object, packed with others. */
type Place = { readonly at: number } | { readonly inside: number; readonly index: number };

/** An object that lies packed with others, and its number as they have it. */
interface Packed {
  readonly number: number;
  readonly value: PdfValue;
}

const mostObjects = 300_000;
const mostSections = 500;
const mostUnpacked = 32 * 1024 * 1024;
const inflating = promisify(inflate);

/**
 * The objects of a PDF as its last cross-reference tables have them; what an earlier save left behind is not among
 * them. Source: ISO 32000-1, 7.5. @throws {CleaningRefused}
 */
export async function openPdf(bytes: Buffer) {
  const places = new Map<number, Place>();
  const trailer = new Map<string, PdfValue>();
  const packs = new Map<number, Promise<readonly Packed[]>>();
  const budget = newPdfBudget();
  let unpackedLength = 0;

  /** What a stream of `FlateDecode` holds; all that is unpacked of a file together is limited. */
  async function unpack(stream: Uint8Array): Promise<Buffer> {
    const most = mostUnpacked - unpackedLength;
    try {
      const content = await inflating(stream, { maxOutputLength: Math.max(1, most) });
      unpackedLength += content.length;
      return content;
    } catch (cause) {
      throw new CleaningRefused(cause instanceof RangeError ? 'too-large' : 'damaged', { cause });
    }
  }

  /** The table of a section, and where the one before it stands. */
  async function readSection(at: number): Promise<readonly number[]> {
    if (bytes.toString('latin1', at, at + 4) === 'xref') return readTable(at + 4);
    const { value, stream } = objectAt(at);
    if (value.kind !== 'dictionary' || !stream) throw new CleaningRefused('damaged');
    readEntries(value, await unfiltered(value, stream));
    return addTrailer(value);
  }

  function addTrailer(dictionary: PdfDictionary): number[] {
    for (const [name, value] of dictionary.entries) if (!trailer.has(name)) trailer.set(name, value);
    return [numberIn(dictionary, '/XRefStm'), numberIn(dictionary, '/Prev')].filter(
      (each) => each !== undefined,
    );
  }

  function add(object: number, place: Place | undefined): void {
    if (places.size >= mostObjects) throw new CleaningRefused('too-large');
    if (!places.has(object)) places.set(object, place ?? { at: -1 });
  }

  function readTable(start: number): readonly number[] {
    const reader = createPdfReader(bytes, start, budget);
    const free: number[] = [];
    for (let first = reader.token(); first !== 'trailer'; first = reader.token()) {
      const count = Number(reader.token());
      if (!/^\d{1,9}$/u.test(first) || !(count <= mostObjects)) throw new CleaningRefused('damaged');
      for (let number = 0; number < count; number += 1) {
        const at = Number(reader.token());
        reader.token();
        if (reader.token() === 'n') add(Number(first) + number, { at });
        else free.push(Number(first) + number);
      }
    }
    const value = reader.value();
    if (value.kind !== 'dictionary') throw new CleaningRefused('damaged');
    // A file for old and new readers calls free what only its cross-reference stream has (7.5.8.4).
    if (!value.entries.has('/XRefStm')) for (const object of free) add(object, undefined);
    return addTrailer(value);
  }

  /** The entries of a cross-reference stream: kind, place or pack, generation or index (7.5.8.3). */
  function readEntries(dictionary: PdfDictionary, content: Buffer): void {
    const [kinds = 0, seconds = 0, thirds = 0] = numbersIn(dictionary, '/W');
    const width = kinds + seconds + thirds;
    const size = numberIn(dictionary, '/Size') ?? 0;
    const ranges = dictionary.entries.has('/Index') ? numbersIn(dictionary, '/Index') : [0, size];
    if (width < 1 || Math.max(kinds, seconds, thirds) > 6) throw new CleaningRefused('damaged');
    const field = (at: number, length: number, missing: number): number =>
      length === 0 ? missing : content.readUIntBE(at, length);
    let at = 0;
    for (let range = 0; range + 1 < ranges.length; range += 2) {
      for (let number = 0; number < (ranges[range + 1] ?? 0) && at + width <= content.length; number += 1) {
        const kind = field(at, kinds, 1);
        const second = field(at + kinds, seconds, 0);
        const third = field(at + kinds + seconds, thirds, 0);
        const place = kind === 1 ? { at: second } : kind === 2 ? { inside: second, index: third } : undefined;
        add((ranges[range] ?? 0) + number, place);
        at += width;
      }
    }
  }

  /** The bytes of a stream that we must read: unpacked, and its rows put back where a predictor changed them. */
  async function unfiltered(dictionary: PdfDictionary, stream: Uint8Array): Promise<Buffer> {
    const filter = dictionary.entries.get('/Filter');
    const only = filter?.kind === 'array' && filter.items.length === 1 ? filter.items[0] : filter;
    if (only === undefined) return Buffer.from(stream);
    if (only.kind !== 'token' || only.source !== '/FlateDecode') throw new CleaningRefused('damaged');
    const given = dictionary.entries.get('/DecodeParms');
    const parameters = given?.kind === 'array' ? given.items[0] : given;
    const content = await unpack(stream);
    if (parameters?.kind !== 'dictionary' || (numberIn(parameters, '/Predictor') ?? 1) < 10) return content;
    return withoutPredictor(content, numberIn(parameters, '/Columns') ?? 1);
  }

  /**
   * Reads an object behind its head.
   * @param number of the object that is wanted: programs repair a table that leads to others, and we would make another file of it
   */
  function readerInside(start: number, number?: number) {
    if (start < 0 || start >= bytes.length) throw new CleaningRefused('damaged');
    const reader = createPdfReader(bytes, start, budget);
    const own = Number(reader.token());
    reader.token();
    if (reader.token() !== 'obj' || (number !== undefined && own !== number))
      throw new CleaningRefused('damaged');
    return reader;
  }

  function objectAt(start: number, number?: number): PdfObject {
    const reader = readerInside(start, number);
    const value = reader.value();
    if (value.kind !== 'dictionary' || reader.token() !== 'stream') return { value };
    const at = reader.at() + (bytes[reader.at()] === 13 ? 2 : 1);
    const length = lengthOf(value);
    const end = createPdfReader(bytes, at + length, budget);
    if (at + length > bytes.length || !end.token().startsWith('endstream'))
      throw new CleaningRefused('damaged');
    return { value, stream: bytes.subarray(at, at + length) };
  }

  /** The length may stand in an object of its own, which is never a stream and never packed in practice. */
  function lengthOf(dictionary: PdfDictionary): number {
    const value = dictionary.entries.get('/Length');
    if (value?.kind !== 'reference') return numberIn(dictionary, '/Length') ?? 0;
    const place = places.get(value.object);
    if (!place || !('at' in place)) throw new CleaningRefused('damaged');
    return Number(readerInside(place.at, value.object).token());
  }

  async function readPack(number: number): Promise<readonly Packed[]> {
    const place = places.get(number);
    if (!place || !('at' in place)) throw new CleaningRefused('damaged');
    const { value, stream } = objectAt(place.at, number);
    if (value.kind !== 'dictionary' || !stream) throw new CleaningRefused('damaged');
    const content = await unfiltered(value, stream);
    const [count = 0, first = 0] = [numberIn(value, '/N'), numberIn(value, '/First')];
    if (count > mostObjects) throw new CleaningRefused('too-large');
    const head = createPdfReader(content, 0, budget);
    const heads: { readonly number: number; readonly start: number }[] = [];
    for (let index = 0; index < count; index += 1)
      heads.push({ number: Number(head.token()), start: first + Number(head.token()) });
    return heads.map((each) => ({
      number: each.number,
      value: createPdfReader(content, each.start, budget).value(),
    }));
  }

  async function find(number: number): Promise<PdfObject | undefined> {
    const place = places.get(number);
    if (!place || ('at' in place && place.at < 0)) return undefined;
    if ('at' in place) return objectAt(place.at, number);
    const pack = packs.get(place.inside) ?? readPack(place.inside);
    packs.set(place.inside, pack);
    const packed = (await pack)[place.index];
    if (packed && packed.number !== number) throw new CleaningRefused('damaged');
    return packed && { value: packed.value };
  }

  const last = bytes.lastIndexOf('startxref', undefined, 'latin1');
  if (last < 0) throw new CleaningRefused('damaged');
  const seen = new Set<number>();
  const ahead = [Number(createPdfReader(bytes, last + 'startxref'.length, budget).token())];
  for (let at = ahead.shift(); at !== undefined; at = ahead.shift()) {
    if (!Number.isSafeInteger(at) || seen.size > mostSections) throw new CleaningRefused('damaged');
    if (seen.has(at)) continue;
    seen.add(at);
    ahead.push(...(await readSection(at)));
  }
  return { trailer: { kind: 'dictionary', entries: trailer } as const, find, unpack };
}

function numbersIn({ entries }: PdfDictionary, name: string): number[] {
  const value = entries.get(name);
  return value?.kind === 'array'
    ? value.items.map((item) => (item.kind === 'token' ? Math.trunc(Number(item.source)) || 0 : 0))
    : [];
}

/** Undoes the filter “up”, the one that programs use for tables; others of PNG are not seen there. */
function withoutPredictor(content: Buffer, columns: number): Buffer {
  const rows = Math.floor(content.length / (columns + 1));
  const plain = Buffer.alloc(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const from = row * (columns + 1);
    const filter = content[from];
    if (filter !== 0 && filter !== 2) throw new CleaningRefused('damaged');
    for (let column = 0; column < columns; column += 1) {
      const above = filter === 2 && row > 0 ? (plain[(row - 1) * columns + column] ?? 0) : 0;
      plain[row * columns + column] = (content[from + 1 + column] ?? 0) + above;
    }
  }
  return plain;
}
