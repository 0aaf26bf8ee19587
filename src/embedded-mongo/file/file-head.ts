import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A tree in LMDB's file (`MDB_db` in its mdb.c). */
export interface Root {
  readonly page: number;
  /** From the root's page to the leaves, each counted; 0 where the tree is empty. */
  readonly depth: number;
  readonly entries: number;
}

/** What the first two pages of LMDB's file say of its newest transaction (`MDB_meta` in its mdb.c). */
export interface Head {
  readonly file: number;
  readonly transaction: bigint;
  readonly pageSize: number;
  readonly lastPage: number;
  /** Bytes of the file, read after the rest: it only grows. */
  readonly size: number;
  /** Of the pages that are free, and of the other trees by their names. */
  readonly free: Root;
  readonly main: Root;
}

/** Where they are, in bytes. */
const META = { magic: 24, free: 48, main: 96, lastPage: 144, transaction: 152, end: 160 };
const MAGIC = 0xbeefc0de;
const ROOT = { depth: 6, entries: 32, page: 40 };
/** Bytes of what describes a tree. */
export const ROOT_BYTES = 48;

/** Undefined where the first pages are not LMDB's. */
export function readHead(path: string): Head | undefined {
  return withFile(path, (descriptor) => {
    const first = readBytes(descriptor, 0, META.end);
    const pageSize = first.readUInt32LE(META.free);
    if (first.readUInt32LE(META.magic) !== MAGIC || pageSize < 256) return undefined;
    const second = readBytes(descriptor, pageSize, META.end);
    if (second.readUInt32LE(META.magic) !== MAGIC) return undefined;
    const [newest = first] = [first, second].toSorted((left, right) =>
      transactionOf(left) > transactionOf(right) ? -1 : 1,
    );
    const { ino, size } = fstatSync(descriptor);
    return {
      file: ino,
      transaction: transactionOf(newest),
      pageSize,
      lastPage: wholeAt(newest, META.lastPage),
      size,
      free: readRoot(newest, META.free),
      main: readRoot(newest, META.main),
    };
  });
}

export function readRoot(bytes: Buffer, at: number): Root {
  return {
    page: wholeAt(bytes, at + ROOT.page),
    depth: bytes.readUInt16LE(at + ROOT.depth),
    entries: wholeAt(bytes, at + ROOT.entries),
  };
}

export function wholeAt(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

function transactionOf(meta: Buffer): bigint {
  return meta.readBigUInt64LE(META.transaction);
}

/** Zeros stand for what lies behind the end of the file. */
function readBytes(descriptor: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, at);
  return bytes;
}

export function withFile<Result>(path: string, work: (descriptor: number) => Result): Result {
  const descriptor = openSync(path, 'r');
  try {
    return work(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
