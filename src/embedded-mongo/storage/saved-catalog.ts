import { type Collection, describeIndex, type Index, parseIndex } from './catalog.ts';
import type { Bounds } from './keys.ts';
import { type Document, isDocument, numberOf } from '../values/values.ts';

/** Where the catalog keeps what it says of the store itself: all lie behind every name of a collection. */
export const NOTE_KEY = Buffer.of(0xff, 2);
export const OWNER_KEY = Buffer.of(0xff, 1);
export const VERSION_KEY = Buffer.of(0xff);
/** Where it keeps the collections. */
export const COLLECTIONS: Bounds = { lower: Buffer.of(0), upper: Buffer.of(0xff) };

/** A collection as the catalog of a store keeps it. */
export function describeCollection(collection: Collection): Document {
  return {
    number: collection.number,
    database: collection.database,
    name: collection.name,
    indexes: collection.indexes.map((index) => ({
      number: index.number,
      multikey: index.multikey,
      specification: describeIndex(index),
    })),
  };
}

/** Reads what `describeCollection` made; throws where it is not that. */
export function readCollection(saved: Document): Collection {
  const indexes = Array.isArray(saved['indexes']) ? saved['indexes'].filter(isDocument).map(readIndex) : [];
  const [number, database, name] = [numberOf(saved['number']), saved['database'], saved['name']];
  if (
    number === undefined ||
    typeof database !== 'string' ||
    typeof name !== 'string' ||
    indexes.length === 0
  ) {
    throw new Error('the catalog holds an entry that is not one');
  }
  return { number, database, name, indexes };
}

function readIndex(saved: Document): Index {
  const number = numberOf(saved['number']) ?? 0;
  const index = parseIndex(saved['specification'], number);
  const multikey = Array.isArray(saved['multikey']) ? saved['multikey'].map(Boolean) : index.multikey;
  return { ...index, multikey, unique: index.unique || index.name === '_id_' };
}
