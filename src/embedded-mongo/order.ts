import { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson';
import { isDocument, isLong, numberOf, typeOf } from './values.ts';

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

export const EMPTY_ARRAY_RANK = 3;
export const NULL_RANK = 5;
export const NUMBER_RANK = 10;

export function rankOf(value: unknown): number {
  return RANKS[typeOf(value)] ?? 20;
}

/**
 * The one definition of order and equality in the store: bytes whose order is MongoDB's order of the values, in which
 * no value's bytes begin another's. Indexes, sorts, `$gt`, `$eq`, `$addToSet` all use it. Decimal128 is compared
 * with the precision of a double.
 */
export function encodeValue(value: unknown): Buffer {
  return Buffer.concat(pieces(value));
}

/** Negative, zero or positive, as MongoDB orders the two. */
export function compareValues(left: unknown, right: unknown): number {
  if (typeof left === 'string' && left === right) return 0;
  return Buffer.compare(encodeValue(left), encodeValue(right));
}

export function equalValues(left: unknown, right: unknown): boolean {
  return compareValues(left, right) === 0;
}

function pieces(value: unknown): Buffer[] {
  const rank = rankOf(value);
  return [Buffer.of(rank), ...content(value, rank)];
}

function content(value: unknown, rank: number): Buffer[] {
  if (rank === NUMBER_RANK) return [encodeNumber(value)];
  if (Array.isArray(value)) return [...value.flatMap(pieces), Buffer.of(0)];
  if (value instanceof Date)
    return [encodeInteger(BigInt(Number.isNaN(value.getTime()) ? 0 : value.getTime()))];
  if (typeof value === 'boolean') return [Buffer.of(value ? 1 : 0)];
  if (value instanceof ObjectId) return [Buffer.from(value.id)];
  if (value instanceof Binary) return encodeBinary(value);
  if (value instanceof BSONRegExp) return [encodeText(value.pattern), encodeText(value.options)];
  if (value instanceof RegExp) return [encodeText(value.source), encodeText(value.flags)];
  if (value instanceof Code) return [encodeText(value.code)];
  if (value instanceof Timestamp) return [encodeInteger(value.toBigInt() ^ (1n << 63n))];
  if (rank === RANKS['string']) return [encodeText(String(value))];
  return isDocument(value) ? encodeObject(value) : rank === 20 ? encodeObject({ ...Object(value) }) : [];
}

/** MongoDB compares objects field by field: type, then name, then value. */
function encodeObject(document: Record<string, unknown>): Buffer[] {
  const fields = Object.entries(document).flatMap(([name, value]) => {
    const rank = rankOf(value);
    return [Buffer.of(rank), encodeText(name), ...content(value, rank)];
  });
  return [...fields, Buffer.of(0)];
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  if (!bytes.includes(0)) return Buffer.concat([bytes, Buffer.of(0, 0)]);
  return Buffer.concat([Buffer.from(text.replaceAll('\0', '\0\u0001'), 'utf8'), Buffer.of(0, 0)]);
}

/** Length, then subtype, then bytes. */
function encodeBinary(value: Binary): Buffer[] {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(value.length(), 0);
  head.writeUInt8(value.sub_type, 4);
  return [head, Buffer.from(value.value())];
}

function encodeInteger(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt.asUintN(64, value ^ (1n << 63n)));
  return bytes;
}

/** The nearest double, its bits flipped into unsigned order, and how far an int64 lies from it (at most 512). */
function encodeNumber(value: unknown): Buffer {
  const number = numberOf(value) ?? Number.NaN;
  const bytes = Buffer.alloc(10);
  if (Number.isNaN(number)) return bytes;
  bytes.writeDoubleBE(number === 0 ? 0 : number, 0);
  if ((bytes[0] ?? 0) & 0x80) for (let at = 0; at < 8; at += 1) bytes[at] = ~(bytes[at] ?? 0);
  else bytes[0] = (bytes[0] ?? 0) | 0x80;
  const distance = isLong(value) ? Number(value.toBigInt() - BigInt(number)) : 0;
  bytes.writeUInt16BE(0x8000 + distance, 8);
  return bytes;
}
