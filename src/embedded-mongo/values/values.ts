import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  deserialize,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  onDemand,
  serialize,
  Timestamp,
  UUID,
} from 'bson';

import { CommandError } from '../command-error.ts';

export type Document = Record<string, unknown>;

/** Decodes without promotion, so that an int32, an int64 and a double of one value stay what they were. */
export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, { promoteValues: false, bsonRegExp: true });
}

/** Whether these bytes are as many as they say themselves; the shortest document has five. */
export function isWhole(bytes: Buffer): boolean {
  return bytes.length >= 5 && bytes.readInt32LE() === bytes.length;
}

/** @throws {CommandError} BSONObjectTooLarge above the 17 MB that bson makes room for */
export function encode(document: Document): Buffer {
  try {
    const bytes = serialize(document);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CommandError('BSONObjectTooLarge', 'the document is larger than 17 MB');
  }
}

/** Whether decoding keeps the order of the fields: JavaScript puts names that are whole numbers first, and in their order. */
export function keepsOrder(bytes: Uint8Array, isArray = false): boolean {
  let [before, isBehind] = [-1, false];
  for (const [type, nameAt, nameLength, at, length] of onDemand.parseToElements(bytes)) {
    const holds = type === 3 || type === 4;
    if (holds && !keepsOrder(bytes.subarray(at, at + length), type === 4)) return false;
    if (isArray) continue;
    const number = wholeName(bytes, nameAt, nameLength);
    if (number === undefined) isBehind = true;
    else if (isBehind || number <= before) return false;
    else before = number;
  }
  return true;
}

/** The largest name that JavaScript takes for the position in an array has ten digits. */
function wholeName(bytes: Uint8Array, at: number, length: number): number | undefined {
  const first = bytes[at] ?? 0;
  if (length > 10 || first < 0x30 || first > 0x39) return undefined;
  const name = Buffer.from(bytes.subarray(at, at + length)).toString('latin1');
  return /^(?:0|[1-9]\d*)$/.test(name) && Number(name) < 2 ** 32 - 1 ? Number(name) : undefined;
}

/** The elements of a document as they stand in its bytes, by their names. */
export function elementsOf(bytes: Buffer): Map<string, Buffer> {
  const elements = new Map<string, Buffer>();
  for (const [, nameAt, nameLength, at, length] of onDemand.parseToElements(bytes))
    elements.set(
      bytes.toString('utf8', nameAt, nameAt + nameLength),
      bytes.subarray(nameAt - 1, at + length),
    );
  return elements;
}

/** The bytes of a document that is made of these pieces of elements. */
export function joinElements(pieces: readonly Uint8Array[]): Buffer {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 5);
  const bytes = Buffer.allocUnsafe(length);
  let at = bytes.writeInt32LE(length);
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  bytes[at] = 0;
  return bytes;
}

/** Decodes these fields of a document; `undefined` stands for all. */
export function decodeFields(bytes: Buffer, names: ReadonlySet<string> | undefined): Document {
  if (names === undefined) return decode(bytes);
  if (names.size === 0) return {};
  const kept = [...elementsOf(bytes)].filter(([name]) => names.has(name));
  return kept.length === 0 ? {} : decode(joinElements(kept.map(([, piece]) => piece)));
}

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

export function isLong(value: unknown): value is Long {
  return value instanceof Long && !(value instanceof Timestamp);
}

/** The value as a JavaScript number, or undefined where it is not one of BSON's four number types. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (isLong(value)) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  return undefined;
}

/** What MongoDB takes for true: all but false, null, a missing value and 0. */
export function isTrue(value: unknown): boolean {
  if (value instanceof Decimal128) return !/^-?[0.]+(?:E|$)/.test(value.toString()); // that of a small one is the double 0
  return value !== undefined && value !== null && value !== false && numberOf(value) !== 0;
}

/** Plain JavaScript numbers in place of the wrappers, for mingo; int64 beyond 2^53 and decimals stay wrapped. */
export function promote(value: unknown): unknown {
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (isLong(value)) return Number.isSafeInteger(value.toNumber()) ? value.toNumber() : value;
  if (value instanceof BSONRegExp) return new RegExp(value.pattern, value.options.replaceAll(/[^ims]/g, ''));
  if (Array.isArray(value)) return value.map(promote);
  return isDocument(value) ? promoteDocument(value) : value;
}

export function promoteDocument(document: Document): Document {
  return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, promote(value)]));
}

/** Gives unchanged numbers of a promoted document the BSON type back that they had in the original. */
export function restoreTypes(changed: unknown, original: unknown): unknown {
  if (typeof changed === 'number') return numberOf(original) === changed ? original : changed;
  if (changed instanceof RegExp) return original instanceof BSONRegExp ? original : changed;
  if (Array.isArray(changed)) {
    return changed.map((value, at) =>
      restoreTypes(value, Array.isArray(original) ? original[at] : undefined),
    );
  }
  if (!isDocument(changed)) return changed;
  const before = isDocument(original) ? original : {};
  return Object.fromEntries(
    Object.entries(changed).map(([name, value]) => [name, restoreTypes(value, before[name])]),
  );
}

/** The name of a value's BSON type, one of `BSONType`; the driver's rule for plain numbers: an int32 where it fits, else a double. */
export function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'int' : 'double';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (Array.isArray(value)) return 'array';
  if (value instanceof Date) return 'date';
  if (value === undefined) return 'undefined';
  return WRAPPERS.get(Object.getPrototypeOf(value)) ?? 'object';
}

const WRAPPERS: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [Int32.prototype, 'int'],
  [Double.prototype, 'double'],
  [ObjectId.prototype, 'objectId'],
  [Binary.prototype, 'binData'],
  [UUID.prototype, 'binData'],
  [Timestamp.prototype, 'timestamp'],
  [Long.prototype, 'long'],
  [Decimal128.prototype, 'decimal'],
  [BSONRegExp.prototype, 'regex'],
  [RegExp.prototype, 'regex'],
  [BSONSymbol.prototype, 'symbol'],
  [Code.prototype, 'javascript'],
  [MinKey.prototype, 'minKey'],
  [MaxKey.prototype, 'maxKey'],
]);
