import { type Collection, namespaceOf } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { compileFilter, fieldsNamed } from '../query/filter.ts';
import { type Plan, standForDocuments } from './plan.ts';
import { plan, type Question } from './planner.ts';
import { passOver } from './ranges.ts';
import { readRecord } from '../storage/records.ts';
import { nothingExamined, recordsOfPlan, type Scan } from './scan.ts';
import { sortKey } from '../query/sort.ts';
import type { Store } from '../storage/store.ts';
import type { TimeLimit } from '../time-limit.ts';
import { decodeFields } from '../values/values.ts';

/** A document that a query found, as the bytes that are stored. */
export interface Found {
  readonly record: number;
  readonly bytes: Buffer;
}

/** What is sought, and how many of what is found are wanted. */
export interface Search extends Question {
  readonly skip?: number;
  /** 0 for all. */
  readonly limit?: number;
  readonly timeLimit?: TimeLimit | undefined;
}

/** Finds documents one by one, in the order that was asked for; reads only as far as the caller goes on. */
export function* search(
  store: Store,
  collection: Collection,
  asked: Search,
  examined = nothingExamined(),
): Generator<Found> {
  const chosen = plan(collection, asked);
  let seen = store.changes();
  const items = itemsOf({ store, collection, examined, timeLimit: asked.timeLimit }, chosen, asked);
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

function itemsOf(scan: Scan, chosen: Plan, asked: Search): Generator<Found> {
  const { store } = scan;
  const matches = matcher(asked);
  const isInOrder = chosen.sorted || asked.sort.length === 0;
  const isOrdered = asked.sort.length > 0;
  if (chosen.exact && isInOrder) {
    // Each key stands for a document that matches: what is skipped need not be read, nor what is read be decoded.
    const { skip = 0, limit } = asked;
    const passed = standForDocuments(chosen, isOrdered) ? passOver(store, chosen.ranges, skip) : { skip };
    const behind = recordsOfPlan(scan, { ...chosen, ...passed }, isOrdered);
    const unread = section(behind, passed);
    const still = unlessChanged(store, existing(scan, unread), matches);
    return section(still, { limit });
  }
  const records = recordsOfPlan(scan, chosen, isOrdered);
  const unsorted = matching(existing(scan, records), matches);
  if (isInOrder) return section(unsorted, asked);
  return section(unlessChanged(store, sorted(scan, unsorted, asked), matches), asked);
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

function* existing({ store, collection, examined }: Scan, records: Iterable<number>): Generator<Found> {
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
  { store, collection, timeLimit }: Scan,
  found: Iterable<Found>,
  { sort }: Search,
): Generator<Found> {
  const fields = new Set(sort.map(({ parts: [field = ''] }) => field));
  const keys: { readonly record: number; readonly key: Buffer }[] = [];
  for (const { record, bytes } of found)
    keys.push({ record, key: sortKey(decodeFields(bytes, fields), sort) });
  keys.sort((left, right) => Buffer.compare(left.key, right.key) || left.record - right.record);
  for (const { record } of keys) {
    timeLimit?.check();
    const bytes = readRecord(store, collection, record);
    if (bytes !== undefined) yield { record, bytes };
  }
}
