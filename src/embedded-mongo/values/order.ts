import { Binary, BSONRegExp, Code, Decimal128, ObjectId, Timestamp } from 'bson';
import { placeOf, REST_BYTES } from './decimal-order.ts';
import { isDocument, isLong, numberOf, typeOf } from './values.ts';

export type Direction = 1 | -1;

/**
 * MongoDB's order of types ("Comparison/Sort Order" of its manual). Every rank lies between 1 and 0xfd, so that
 * 0x00 can end an object and 0xff, or the complement of a rank, never begins a value.
 */
const RANKS: Readonly<Record<string, number>> = {
  minKey: 1,
  undefined: 3,
  null: 5,
  int: 10,
  long: 10,
  double: 10,
  decimal: 10,
  string: 15,
  symbol: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  javascript: 60,
  maxKey: 127,
};

export const NUMBER_RANK = 10;
const STRING_RANK = 15;
const OBJECT_RANK = 20;

export function rankOf(value: unknown): number {
  return RANKS[typeOf(value)] ?? OBJECT_RANK;
}

/** Where bytes are put together before they are copied out; grows with what it has to hold. */
let scratch = Buffer.allocUnsafe(4096);
let length = 0;

/**
 * The one definition of order and equality in the store: bytes whose order is MongoDB's order of the values, in which
 * no value's bytes begin another's. Indexes, sorts, `$gt`, `$eq`, `$addToSet` all use it.
 */
export function encodeValue(value: unknown): Buffer {
  return encodeDirected(value, 1);
}

/** The same; downwards, the complement of the bytes. */
export function encodeDirected(value: unknown, direction: Direction): Buffer {
  length = 0;
  putValue(value);
  if (direction === -1) for (let at = 0; at < length; at += 1) scratch[at] = ~(scratch[at] ?? 0);
  return Buffer.from(scratch.subarray(0, length));
}

/** Negative, zero or positive, as MongoDB orders the two. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'string' && left === right) return 0;
  return Buffer.compare(encodeValue(left), encodeValue(right));
}

export function equalValues(left: unknown, right: unknown): boolean {
  return compareValues(left, right) === 0;
}

/** In the order of keys, of which each is made once; of two that are equal the first stays the first. */
export function sortedBy<Item>(items: readonly Item[], keyOf: (item: Item) => Buffer): Item[] {
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  return keyed.toSorted((left, right) => Buffer.compare(left.key, right.key)).map(({ item }) => item);
}

/** Makes room for bytes and answers with where they begin. */
function take(bytes: number): number {
  const at = length;
  length += bytes;
  if (length > scratch.length) {
    const larger = Buffer.allocUnsafe(length * 2);
    scratch.copy(larger, 0, 0, at);
    scratch = larger;
  }
  return at;
}

function putByte(byte: number): void {
  scratch[take(1)] = byte;
}

function putBytes(bytes: Uint8Array): void {
  scratch.set(bytes, take(bytes.length));
}

function putValue(value: unknown): void {
  const rank = rankOf(value);
  putByte(rank);
  putContent(value, rank);
}

function putContent(value: unknown, rank: number): void {
  if (rank === NUMBER_RANK) putNumber(value);
  else if (rank === STRING_RANK) putText(String(value));
  else if (Array.isArray(value)) {
    for (const element of value) putValue(element);
    putByte(0);
  } else if (value instanceof Date)
    putInteger(BigInt(Number.isNaN(value.getTime()) ? 0 : value.getTime()) ^ (1n << 63n));
  else if (typeof value === 'boolean') putByte(value ? 1 : 0);
  else if (value instanceof ObjectId) putBytes(value.id);
  else if (value instanceof Binary) putBinary(value);
  else if (value instanceof BSONRegExp) putTexts(value.pattern, value.options);
  else if (value instanceof RegExp) putTexts(value.source, value.flags);
  else if (value instanceof Code) putText(value.code);
  else if (value instanceof Timestamp) putInteger(value.toBigInt());
  else if (rank === OBJECT_RANK) putObject(isDocument(value) ? value : { ...Object(value) });
}

/** MongoDB compares objects field by field: type, then name, then value. */
function putObject(document: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(document)) {
    const rank = rankOf(value);
    putByte(rank);
    putText(name);
    putContent(value, rank);
  }
  putByte(0);
}

function putTexts(...texts: readonly string[]): void {
  for (const text of texts) putText(text);
}

/** Ends with two zeros; a zero within is followed by a one. */
function putText(text: string): void {
  const escaped = text.includes('\0') ? text.replaceAll('\0', '\0\u0001') : text;
  const at = take(Buffer.byteLength(escaped) + 2);
  scratch.write(escaped, at, 'utf8');
  scratch.fill(0, length - 2, length);
}

/** Length, then subtype, then bytes. */
function putBinary(value: Binary): void {
  scratch.writeUInt32BE(value.length(), take(4));
  putByte(value.sub_type);
  putBytes(value.value());
}

function putInteger(value: bigint): void {
  scratch.writeBigUInt64BE(BigInt.asUintN(64, value), take(8));
}

const NUMBER_BYTES = 10;

/** The nearest double, its bits flipped into unsigned order, and twice how far an int64 lies from it (at most 512). */
function putNumber(value: unknown): void {
  if (value instanceof Decimal128) {
    const { double, distance, rest } = placeOf(value);
    putPlace(double, distance);
    return putBytes(rest);
  }
  const number = numberOf(value) ?? Number.NaN;
  putPlace(number, isLong(value) ? 2 * Number(value.toBigInt() - BigInt(number)) : 0);
}

function putPlace(number: number, distance: number): void {
  const at = take(NUMBER_BYTES);
  scratch.fill(0, at, at + NUMBER_BYTES);
  if (Number.isNaN(number)) return;
  scratch.writeDoubleBE(number === 0 ? 0 : number, at);
  if ((scratch[at] ?? 0) & 0x80)
    for (let bit = at; bit < at + 8; bit += 1) scratch[bit] = ~(scratch[bit] ?? 0);
  else scratch[at] = (scratch[at] ?? 0) | 0x80;
  scratch.writeUInt16BE(0x8000 + distance, at + 8);
}

/** Where the value that begins at a place in bytes of `encodeDirected` ends. */
export function endOfValue(bytes: Buffer, at: number, direction: Direction): number {
  const flip = direction === 1 ? 0 : 0xff;
  return endOfContent(bytes, at + 1, (bytes[at] ?? 0) ^ flip, flip);
}

const FIXED_BYTES: Readonly<Record<number, number>> = {
  35: 12,
  40: 1,
  45: 8,
  47: 8,
};

function endOfContent(bytes: Buffer, at: number, rank: number, flip: number): number {
  if (rank === STRING_RANK || rank === RANKS['javascript']) return endOfText(bytes, at, flip);
  if (rank === RANKS['regex']) return endOfText(bytes, endOfText(bytes, at, flip), flip);
  if (rank === RANKS['binData']) return at + 5 + ((bytes.readUInt32BE(at) ^ (flip && 0xffffffff)) >>> 0);
  if (rank === NUMBER_RANK) {
    const hasRest = (((bytes[at + NUMBER_BYTES - 1] ?? 0) ^ flip) & 1) === 1;
    return at + NUMBER_BYTES + (hasRest ? REST_BYTES : 0);
  }
  const holdsFields = rank === OBJECT_RANK;
  if (!holdsFields && rank !== RANKS['array']) return at + (FIXED_BYTES[rank] ?? 0);
  let end = at;
  for (let inner = (bytes[end] ?? 0) ^ flip; inner !== 0; inner = (bytes[end] ?? 0) ^ flip) {
    const content = holdsFields ? endOfText(bytes, end + 1, flip) : end + 1;
    end = endOfContent(bytes, content, inner, flip);
    if (end >= bytes.length) break;
  }
  return end + 1;
}

function endOfText(bytes: Buffer, from: number, flip: number): number {
  let zero = bytes.indexOf(flip, from);
  while (zero >= 0 && bytes[zero + 1] !== flip) zero = bytes.indexOf(flip, zero + 1);
  return zero < 0 ? bytes.length : zero + 2;
}
