import { type Collection, namespaceOf } from './catalog.ts';
import { CommandError } from './command-error.ts';
import { compileFilter, fieldsNamed } from './filter.ts';
import { keysWithin, NUMBER_BYTES, recordOf } from './keys.ts';
import { recordsOf } from './places.ts';
import { plan, type Plan, type Question } from './planner.ts';
import { inSequence, isAlsoIn, merged, passOver } from './ranges.ts';
import { readRecord } from './records.ts';
import { sortKey } from './sort.ts';
import type { Store } from './store.ts';
import { decodeFields } from './values.ts';

/** A document that a query found, as the bytes that are stored. */
export interface Found {
  readonly record: number;
  readonly bytes: Buffer;
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
  examined: Examined = { keys: 0, documents: 0 },
): Generator<Found> {
  const chosen = plan(collection, asked);
  let seen = store.changes();
  const items = itemsOf(store, collection, chosen, asked, examined);
  for (let item = items.next(); ; item = items.next()) {
    if (store.changes() !== seen) refuseGone(store, collection, chosen);
    seen = store.changes();
    if (item.done === true) return;
    yield item.value;
  }
}

/** What a cursor reads may go while a client waits with the next batch; its end would be taken for the end of what there is. */
function refuseGone(store: Store, collection: Collection, { index, branches = [] }: Plan): void {
  const now = store.collections.get(namespaceOf(collection));
  if (now?.number !== collection.number)
    throw new CommandError('QueryPlanKilled', `collection dropped: ${namespaceOf(collection)}`);
  if (index !== undefined && !now.indexes.some(({ number }) => number === index.number))
    throw new CommandError('QueryPlanKilled', `index '${index.name}' dropped`);
  for (const branch of branches) refuseGone(store, collection, branch);
}

function itemsOf(
  store: Store,
  collection: Collection,
  chosen: Plan,
  asked: Search,
  examined: Examined,
): Generator<Found> {
  const matches = matcher(asked);
  const isInOrder = chosen.sorted || asked.sort.length === 0;
  const isOrdered = asked.sort.length > 0;
  if (chosen.exact && isInOrder) {
    // Each key stands for a document that matches: what is skipped need not be read, nor what is read be decoded.
    const { skip = 0, limit } = asked;
    const passed = standForDocuments(chosen, isOrdered) ? passOver(store, chosen.ranges, skip) : { skip };
    const behind = recordsOfPlan(store, collection, { ...chosen, ...passed }, isOrdered, examined);
    const unread = section(behind, passed);
    const still = unlessChanged(store, existing(store, collection, unread, examined), matches);
    return section(still, { limit });
  }
  const records = recordsOfPlan(store, collection, chosen, isOrdered, examined);
  const unsorted = matching(existing(store, collection, records, examined), matches);
  if (isInOrder) return section(unsorted, asked);
  return section(unlessChanged(store, sorted(store, collection, unsorted, asked), matches), asked);
}

/** What matched by its key, or when it was sorted, is looked at again once anything was written. */
function* unlessChanged(
  store: Store,
  found: Iterable<Found>,
  matches: (bytes: Buffer) => boolean,
): Generator<Found> {
  const seen = store.changes();
  for (const item of found) if (store.changes() === seen || matches(item.bytes)) yield item;
}

/** Decodes only what the filter names. */
function matcher({ filter }: Search): (bytes: Buffer) => boolean {
  const matches = compileFilter(filter);
  const fields = fieldsNamed(filter);
  return (bytes) => matches(decodeFields(bytes, fields));
}

function* section<Item>(
  items: Iterable<Item>,
  { skip = 0, limit = 0 }: { readonly skip?: number | undefined; readonly limit?: number | undefined },
): Generator<Item> {
  let at = 0;
  for (const item of items) {
    at += 1;
    if (at > skip) yield item;
    if (limit > 0 && at >= skip + limit) return;
  }
}

function* existing(
  store: Store,
  collection: Collection,
  records: Iterable<number>,
  examined: Examined,
): Generator<Found> {
  for (const record of records) {
    const bytes = readRecord(store, collection, record);
    if (bytes === undefined) continue;
    examined.documents += 1;
    yield { record, bytes };
  }
}

function* matching(found: Iterable<Found>, matches: (bytes: Buffer) => boolean): Generator<Found> {
  for (const item of found) if (matches(item.bytes)) yield item;
}

/** Keeps only keys and record numbers while it sorts, and reads the documents again as the caller takes them. */
function* sorted(
  store: Store,
  collection: Collection,
  found: Iterable<Found>,
  { sort }: Search,
): Generator<Found> {
  const fields = new Set(sort.map(({ parts: [field = ''] }) => field));
  const keys: { readonly record: number; readonly key: Buffer }[] = [];
  for (const { record, bytes } of found)
    keys.push({ record, key: sortKey(decodeFields(bytes, fields), sort) });
  keys.sort((left, right) => Buffer.compare(left.key, right.key) || left.record - right.record);
  for (const { record } of keys) {
    const bytes = readRecord(store, collection, record);
    if (bytes !== undefined) yield { record, bytes };
  }
}

/** The records that a plan leads to, each once. */
function* recordsOfPlan(
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

/** Whether its keys, as they are read, are its documents one after another, but for those that stand in two ranges. */
function standForDocuments(chosen: Plan, isOrdered: boolean): boolean {
  if (chosen.passes !== undefined || (mayRepeat(chosen) && !repeatsOnlyAcrossRanges(chosen))) return false;
  return chosen.ranges.length === 1 || isOrdered;
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
      if (chosen.passes?.(key) !== false) yield recordOf(key);
    }
  }
}

function entriesOfPlan(store: Store, chosen: Plan, inOrder: boolean): Iterable<Buffer> {
  const { ranges } = chosen;
  return inOrder && chosen.sorted && ranges.length > 1
    ? merged(store.entries, ranges, chosen)
    : inSequence(store.entries, ranges, chosen);
}

/** How many documents match, behind `skip` and up to `limit`; where the index says it by itself, none is read. */
export function count(store: Store, collection: Collection, asked: Search): number {
  const { skip = 0, limit = 0 } = asked;
  const total = countAll(store, collection, asked);
  const rest = Math.max(0, total - skip);
  return limit === 0 ? rest : Math.min(rest, limit);
}

function countAll(store: Store, collection: Collection, asked: Search): number {
  if (Object.keys(asked.filter).length === 0 && asked.hint === undefined)
    return store.countDocuments(collection);
  const most = asked.limit ? (asked.skip ?? 0) + asked.limit : 0;
  const unordered = { ...asked, sort: [], skip: 0, limit: most };
  const chosen = plan(collection, unordered);
  if (!chosen.exact) return counted(search(store, collection, unordered));
  if (most === 0 && chosen.passes === undefined) {
    if (repeatsOnlyAcrossRanges(chosen)) return countAcrossRanges(store, chosen);
    if (!mayRepeat(chosen)) return chosen.ranges.reduce((sum, range) => sum + store.countEntries(range), 0);
  }
  return counted(section(recordsOfPlan(store, collection, chosen, false), unordered));
}

/** Only the first field holds arrays and each range fixes it: then no range holds a document twice. */
function repeatsOnlyAcrossRanges({ index, ranges, branches }: Plan): boolean {
  if (branches !== undefined || index === undefined || index.multikey[0] !== true) return false;
  if (index.multikey.lastIndexOf(true) > 0) return false;
  return ranges.every(({ prefix }) => prefix > NUMBER_BYTES);
}

/** The largest range is counted as a whole; of the others, the keys that no larger range holds behind its own prefix. */
function countAcrossRanges({ entries, countEntries }: Store, { ranges }: Plan): number {
  const sized = ranges.map((range) => ({ ...range, size: countEntries(range) }));
  const [largest, ...others] = sized.toSorted((left, right) => right.size - left.size);
  let total = largest?.size ?? 0;
  const larger = largest ? [largest] : [];
  for (const range of others) {
    for (const key of range.size > 0 ? keysWithin(entries, range) : []) {
      const isCounted = larger.some((other) => isAlsoIn(entries, key, range, other));
      if (!isCounted) total += 1;
    }
    larger.push(range);
  }
  return total;
}

/** How many there are, keeping none. */
export function counted(items: Iterable<unknown>): number {
  const iterator = items[Symbol.iterator]();
  let total = 0;
  while (iterator.next().done !== true) total += 1;
  return total;
}
