import { refuseAsked } from './arguments.ts';
import type { Collection } from '../storage/catalog.ts';
import { CommandError, commandErrorOf } from '../command-error.ts';
import { refuseCollation, refuseUnknown } from './generic-fields.ts';
import { readRecord } from '../storage/records.ts';
import { type Found, search, type Search } from '../planner/search.ts';
import { isTimeOver, type TimeLimit, timeLimitOf } from '../time-limit.ts';
import type { Document } from '../values/values.ts';
import type { Context } from './context.ts';

interface Failure extends Document {
  readonly index: number;
}

/** How the writes of one command are done. */
export interface Manner {
  readonly ordered: boolean;
  readonly timeLimit: TimeLimit | undefined;
}

export function mannerOf(command: Document): Manner {
  return { ordered: command['ordered'] !== false, timeLimit: timeLimitOf(command) };
}

/**
 * Does each write by itself and, unless it is told otherwise, stops at the first that fails. Also what nobody foresaw is the
 * failure of one write: the others are committed, and a client that is told of none would take them for not done. The end of the
 * time ends them all, as in MongoDB.
 */
export function each<Item>(
  items: readonly Item[],
  { ordered, timeLimit }: Manner,
  write: (item: Item, index: number) => void,
): Failure[] {
  const errors: Failure[] = [];
  for (const [index, item] of items.entries()) {
    try {
      timeLimit?.check();
      write(item, index);
    } catch (error) {
      if (isTimeOver(error)) throw error;
      errors.push({ index, ...failureOf(error) });
      if (ordered) break;
    }
  }
  return errors;
}

export function failureOf(error: unknown): Document {
  const { message: errmsg, code, info } = commandErrorOf(error);
  return { code, ...info, errmsg };
}

export const withErrors = (writeErrors: readonly Document[]): Document =>
  writeErrors.length > 0 ? { writeErrors } : {};

/** Refuses a write of several without what it needs, with what nobody knows, or with what is not done here. */
export function refuseStatement(
  statement: Document,
  {
    needed,
    known,
    refused = [],
  }: Record<'needed' | 'known', readonly string[]> & {
    readonly refused?: readonly string[];
  },
): void {
  const missing = needed.find((field) => statement[field] === undefined);
  if (missing !== undefined)
    throw new CommandError('IDLFailedToParse', `BSON field '${missing}' is missing but a required field`);
  refuseUnknown(statement, [...needed, ...known]);
  refuseCollation(statement['collation']);
  refuseAsked(statement, refused);
}

/**
 * All are found before the first is changed, so that no change makes a document be found again; their bytes are not
 * kept meanwhile. The end of the time leaves those changed that were by then, as in MongoDB.
 */
export function* allFound(collection: Collection, asked: Search, { store }: Context): Generator<Found> {
  if (asked.limit === 1) {
    yield* search(store, collection, asked);
    return;
  }
  const records: number[] = [];
  for (const { record } of search(store, collection, asked)) records.push(record);
  for (const record of records) {
    asked.timeLimit?.check();
    const bytes = readRecord(store, collection, record);
    if (bytes !== undefined) yield { record, bytes };
  }
}
