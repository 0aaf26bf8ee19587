import { readSync } from 'node:fs';
import { type Head, readHead, readRoot, type Root, ROOT_BYTES, wholeAt, withFile } from './file-head.ts';

/** The head of a page, and of an entry on it, in bytes (`MDB_page_header`, `MDB_node` and `MDB_ovpage` in mdb.c). */
const PAGE = { number: 0, transaction: 8, flags: 18, lower: 20, upper: 22, count: 20, end: 24 };
const ENTRY = { low: 0, high: 2, flags: 4, keyLength: 6, end: 8 };
const LARGE = { page: 0, count: 16, end: 24 };
/** Kinds of pages and entries. */
const BRANCH = 1;
const LEAF = 2;
const OVERFLOW = 4;
const META = 8;
const IS_LARGE = 1;
const IS_TREE = 2;
/** LMDB follows no deeper tree. */
const MOST_LEVELS = 32;
/** What a store reads of its file before anything else; its name is the first in the order of LMDB. */
const OPENED_FIRST = 'catalog';
const MOST_ATTEMPTS = 5;

class Fault extends Error {}
class OutOfTime extends Error {}

/**
 * Reads the pages of a store's file without LMDB, which ends the process at some that make no sense. What lies in values is not
 * looked at.
 *
 * @param milliseconds how long to look, beyond what a store reads of its file before anything else
 * @returns what is wrong, in words; undefined where nothing is, or where somebody else writes without a pause
 */
export function faultInStructure(path: string, milliseconds: number): string | undefined {
  const end = performance.now() + milliseconds;
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const head = readHead(path);
    if (head === undefined) return 'it does not begin as a store';
    const fault = faultIn(path, head, end);
    if (fault === undefined) return undefined;
    const now = readHead(path);
    if (now?.transaction === head.transaction && now.file === head.file) return fault;
  }
  return undefined;
}

function faultIn(path: string, head: Head, end: number): string | undefined {
  try {
    withFile(path, (descriptor) => {
      const walk = createWalk(descriptor, head);
      walk(head.free);
      const trees = new Map<string, Root>();
      walk(head.main, { onTree: (name, value) => trees.set(name, readRoot(value, 0)) });
      for (const [name, root] of trees) walk(root, name === OPENED_FIRST ? {} : { end });
    });
    return undefined;
  } catch (error) {
    if (error instanceof Fault) return error.message;
    if (error instanceof OutOfTime) return undefined;
    throw error;
  }
}

interface Walking {
  /** Told of each tree that is an entry of the walked one. */
  readonly onTree?: (name: string, value: Buffer) => void;
  /** When to give up, as `performance.now()` says it. */
  readonly end?: number;
}

function createWalk(descriptor: number, head: Head) {
  const { pageSize, lastPage, size, transaction } = head;
  const last = Math.min(lastPage, Math.floor(size / pageSize) - 1);
  const isTaken = new Uint8Array(last + 1);

  /** Reads the head of some pages, or one page, that nothing else uses. */
  function take(page: number, kind: number, count = 1, length = pageSize): Buffer {
    if (page < 2 || count < 1 || page + count - 1 > last) throw new Fault(`there is no page ${page}`);
    if (isTaken.subarray(page, page + count).includes(1)) throw new Fault(`page ${page} is used twice`);
    isTaken.fill(1, page, page + count);
    const bytes = Buffer.allocUnsafe(length);
    readSync(descriptor, bytes, 0, length, page * pageSize);
    const found = bytes.readUInt16LE(PAGE.flags) & (BRANCH | LEAF | OVERFLOW | META);
    // LMDB writes into a page of a later transaction, which it takes for its own, as if it were not a mapped file
    const isLater = bytes.readBigUInt64LE(PAGE.transaction) > transaction;
    if (wholeAt(bytes, PAGE.number) !== page || found !== kind || isLater) throw damaged(page);
    return bytes;
  }

  /** @returns how many entries a page and those below it hold */
  function walkPage(page: number, levels: number, walking: Walking): number {
    if (performance.now() > (walking.end ?? Number.POSITIVE_INFINITY)) throw new OutOfTime();
    const bytes = take(page, levels === 1 ? LEAF : BRANCH);
    const entries = entriesOn(bytes, page);
    if (levels === 1) {
      for (const at of entries) checkLeafEntry(bytes, at, page, walking);
      return entries.length;
    }
    return entries.reduce((sum, at) => sum + walkPage(childAt(bytes, at), levels - 1, walking), 0);
  }

  /** Where the entries of a page begin. */
  function entriesOn(bytes: Buffer, page: number): number[] {
    const [lower, upper] = [bytes.readUInt16LE(PAGE.lower), bytes.readUInt16LE(PAGE.upper)];
    if (lower % 2 !== 0 || lower > upper || PAGE.end + upper > pageSize) throw damaged(page);
    return Array.from({ length: lower / 2 }, (_, index) => {
      const offset = bytes.readUInt16LE(PAGE.end + 2 * index);
      const at = PAGE.end + offset;
      if (offset < upper || at + ENTRY.end > pageSize || valueAt(bytes, at) > pageSize) throw damaged(page);
      return at;
    });
  }

  function checkLeafEntry(bytes: Buffer, at: number, page: number, { onTree }: Walking): void {
    const value = valueAt(bytes, at);
    const flags = bytes.readUInt16LE(at + ENTRY.flags);
    const length = bytes.readUInt16LE(at + ENTRY.low) + bytes.readUInt16LE(at + ENTRY.high) * 0x10000;
    const isKnown =
      flags === 0 || flags === IS_LARGE || (flags === IS_TREE && length === ROOT_BYTES && onTree);
    if (!isKnown || value + (flags === IS_LARGE ? LARGE.end : length) > pageSize) throw damaged(page);
    if (flags === IS_LARGE) takeLarge(bytes, value, length);
    if (flags === IS_TREE)
      onTree?.(
        bytes.toString('latin1', at + ENTRY.end, value).replace(/\0$/, ''),
        bytes.subarray(value, value + length),
      );
  }

  function takeLarge(bytes: Buffer, at: number, length: number): void {
    const [page, count] = [wholeAt(bytes, at + LARGE.page), wholeAt(bytes, at + LARGE.count)];
    const first = take(page, OVERFLOW, count, PAGE.end);
    if (first.readUInt32LE(PAGE.count) !== count || PAGE.end + length > count * pageSize) throw damaged(page);
  }

  /** @throws {Fault} */
  return ({ page, depth, entries }: Root, walking: Walking = {}): void => {
    if (depth === 0 && entries === 0) return;
    if (depth < 1 || depth > MOST_LEVELS) throw new Fault(`a tree of it has ${depth} levels`);
    if (walkPage(page, depth, walking) !== entries) throw new Fault('it holds less than was written to it');
  };
}

function valueAt(bytes: Buffer, at: number): number {
  return at + ENTRY.end + bytes.readUInt16LE(at + ENTRY.keyLength);
}

/** An entry of a branch has the number of a page where one of a leaf has its length and flags. */
function childAt(bytes: Buffer, at: number): number {
  return bytes.readUIntLE(at + ENTRY.low, 6);
}

function damaged(page: number): Fault {
  return new Fault(`page ${page} is damaged`);
}
