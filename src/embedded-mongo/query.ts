import type { Collection } from './catalog.ts';
import type { KeyRange } from './bounds.ts';
import { compileFilter } from './filter.ts';
import { keysWithin, NUMBER_BYTES, recordOf } from './keys.ts';
import { plan, type Plan, type Question } from './planner.ts';
import { readRecord } from './records.ts';
import { sortKey } from './sort.ts';
import { recordsOf, type Store } from './store.ts';
import { decode, type Document } from './values.ts';

/** A document that a query found, with its bytes as they are stored. */
export interface Found {
  readonly record: number;
  readonly bytes: Buffer;
  readonly document: Document;
}

/** What a query read, for `explain`. */
export interface Examined {
  keys: number;
  documents: number;
}

export interface Search extends Question {
  readonly skip?: number;
  /** 0 for all. */
  readonly limit?: number;
}

/** Finds documents one by one, in the order that was asked for; reads only as far as the caller goes on. */
export function* search(
  store: Store,
  collection: Collection,
  asked: Search,
  examined?: Examined,
): Generator<Found> {
  const chosen = plan(collection, asked);
  const matches = compileFilter(asked.filter);
  const isInOrder = chosen.sorted || asked.sort.length === 0;
  const records = recordsOfPlan(store, collection, chosen, asked.sort.length > 0, examined);
  const [skip, limit] = [asked.skip ?? 0, asked.limit ?? 0];
  if (chosen.exact && isInOrder) {
    // Each key stands for a document that matches: what is skipped need not be read.
    yield* matching(store, collection, section(records, skip, limit), matches, examined);
    return;
  }
  const unsorted = matching(store, collection, records, matches, examined);
  const found = isInOrder ? unsorted : sorted(store, collection, unsorted, asked);
  yield* section(found, skip, limit);
}

function* section<Item>(items: Iterable<Item>, skip: number, limit: number): Generator<Item> {
  let at = 0;
  for (const item of items) {
    at += 1;
    if (at > skip) yield item;
    if (limit > 0 && at >= skip + limit) return;
  }
}

function* matching(
  store: Store,
  collection: Collection,
  records: Iterable<number>,
  matches: (document: Document) => boolean,
  examined?: Examined,
): Generator<Found> {
  for (const record of records) {
    const bytes = readRecord(store, collection, record);
    if (bytes === undefined) continue;
    if (examined !== undefined) examined.documents += 1;
    const document = decode(bytes);
    if (matches(document)) yield { record, bytes, document };
  }
}

/** Keeps only keys and record numbers while it sorts, and reads the documents again as the caller takes them. */
function* sorted(
  store: Store,
  collection: Collection,
  found: Iterable<Found>,
  asked: Search,
): Generator<Found> {
  const keys: { readonly record: number; readonly key: Buffer }[] = [];
  for (const { record, document } of found) keys.push({ record, key: sortKey(document, asked.sort) });
  keys.sort((left, right) => Buffer.compare(left.key, right.key) || left.record - right.record);
  for (const { record } of keys) {
    const bytes = readRecord(store, collection, record);
    if (bytes !== undefined) yield { record, bytes, document: decode(bytes) };
  }
}

/** The records that a plan leads to, each once. */
export function* recordsOfPlan(
  store: Store,
  collection: Collection,
  chosen: Plan,
  inOrder: boolean,
  examined?: Examined,
): Generator<number> {
  const seen = mayRepeat(chosen) ? new Set<number>() : undefined;
  for (const record of everyRecord(store, collection, chosen, inOrder, examined)) {
    if (seen?.has(record) === true) continue;
    seen?.add(record);
    yield record;
  }
}

function mayRepeat(chosen: Plan): boolean {
  return chosen.branches !== undefined || chosen.index?.multikey.includes(true) === true;
}

function* everyRecord(
  store: Store,
  collection: Collection,
  chosen: Plan,
  inOrder: boolean,
  examined?: Examined,
): Generator<number> {
  if (chosen.branches !== undefined) {
    for (const branch of chosen.branches) yield* everyRecord(store, collection, branch, false, examined);
  } else if (chosen.index === undefined) {
    for (const key of keysWithin(store.documents, recordsOf(collection))) yield recordOf(key);
  } else {
    for (const key of entriesOfPlan(store, chosen, inOrder)) {
      if (examined !== undefined) examined.keys += 1;
      yield recordOf(key);
    }
  }
}

function entriesOfPlan(store: Store, chosen: Plan, inOrder: boolean): Iterable<Buffer> {
  if (inOrder && chosen.sorted && chosen.ranges.length > 1) return merged(store, chosen);
  return inSequence(store, chosen);
}

function* inSequence(store: Store, { ranges, reverse }: Plan): Generator<Buffer> {
  for (const range of reverse ? ranges.toReversed() : ranges)
    yield* keysWithin(store.entries, range, reverse);
}

interface Head {
  readonly rest: Generator<Buffer>;
  readonly range: KeyRange;
  key: Buffer;
}

/** Takes the ranges together, always the entry that comes first by what follows the fixed part of its key. */
function* merged(store: Store, { ranges, reverse }: Plan): Generator<Buffer> {
  const heads: Head[] = [];
  for (const range of ranges) {
    const rest = keysWithin(store.entries, range, reverse);
    const first = rest.next();
    if (first.done !== true) heads.push({ rest, range, key: first.value });
  }
  while (heads.length > 0) {
    const head = heads.reduce((best, other) => (comesBefore(other, best, reverse) ? other : best));
    yield head.key;
    const next = head.rest.next();
    if (next.done === true) heads.splice(heads.indexOf(head), 1);
    else head.key = next.value;
  }
}

function comesBefore(left: Head, right: Head, reverse: boolean): boolean {
  const order = Buffer.compare(left.key.subarray(left.range.prefix), right.key.subarray(right.range.prefix));
  return reverse ? order > 0 : order < 0;
}

/** How many documents match; where the index says it by itself, none is read. */
export function count(store: Store, collection: Collection, asked: Search): number {
  if (Object.keys(asked.filter).length === 0 && asked.hint === undefined)
    return countRecords(store, collection);
  const chosen = plan(collection, asked);
  if (!chosen.exact)
    return counted(search(store, collection, { filter: asked.filter, sort: [], hint: asked.hint }));
  if (repeatsOnlyAcrossRanges(chosen)) return countAcrossRanges(store, chosen);
  if (mayRepeat(chosen)) return counted(recordsOfPlan(store, collection, chosen, false));
  return chosen.ranges.reduce(
    (sum, { lower, upper }) => sum + store.entries.getKeysCount({ start: lower, end: upper }),
    0,
  );
}

/** Only the first field holds arrays and each range fixes it: then no range holds a document twice. */
function repeatsOnlyAcrossRanges({ index, ranges, branches }: Plan): boolean {
  if (branches !== undefined || index === undefined || index.multikey[0] !== true) return false;
  if (index.multikey.lastIndexOf(true) > 0) return false;
  return ranges.every(({ prefix }) => prefix > NUMBER_BYTES);
}

/** The largest range is counted as a whole; of the others, the keys that no larger range holds behind its own prefix. */
function countAcrossRanges({ entries }: Store, { ranges }: Plan): number {
  const sized = ranges.map((range) => ({
    ...range,
    size: entries.getKeysCount({ start: range.lower, end: range.upper }),
  }));
  const [largest, ...others] = sized.toSorted((left, right) => right.size - left.size);
  let total = largest?.size ?? 0;
  const larger = largest ? [largest] : [];
  for (const range of others) {
    for (const key of range.size > 0 ? keysWithin(entries, range) : []) {
      const rest = key.subarray(range.prefix);
      const isCounted = larger.some(({ lower, prefix }) =>
        entries.doesExist(Buffer.concat([lower.subarray(0, prefix), rest])),
      );
      if (!isCounted) total += 1;
    }
    larger.push(range);
  }
  return total;
}

function countRecords(store: Store, collection: Collection): number {
  const { lower, upper } = recordsOf(collection);
  return store.documents.getKeysCount({ start: lower, end: upper });
}

/** How many there are, keeping none. */
export function counted(items: Iterable<unknown>): number {
  const iterator = items[Symbol.iterator]();
  let total = 0;
  while (iterator.next().done !== true) total += 1;
  return total;
}
