import mongoose, { type Model, type SchemaDefinition } from 'mongoose';
import type { Database } from './database.ts';

/** A sealed value as the database keeps it: which scheme sealed it, and its bytes. */
export interface StoredEnvelope {
  readonly scheme: string;
  readonly data: Uint8Array;
}

/** How every definition declares its `_id`. */
export const textId = { type: String, required: true } as const;

/** How a definition declares bytes; Mongoose by itself takes a Buffer and refuses any other Uint8Array. */
export const bytes = {
  type: Buffer,
  required: true,
  set: (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value) : value),
} as const;

/** The schema of an envelope inside a document. */
export const envelopeSchema = new mongoose.Schema<StoredEnvelope>(
  { scheme: { type: String, required: true }, data: bytes },
  { _id: false, strict: 'throw' },
);

/** An act's audit line, or the notice it owes, written in the same update as the act (invariant 4). */
export const owedSchema = new mongoose.Schema(
  {
    id: { type: String, required: true },
    kind: { type: String, required: true },
    act: String,
    actId: String,
    event: String,
    to: String,
    memberId: String,
    caseId: String,
    subjectId: String,
    detail: String,
    on: { type: String, required: true },
    audience: { type: [String], default: undefined },
    auditors: { type: [String], default: undefined },
  },
  { _id: false, strict: 'throw' },
);

type IndexDescription = mongoose.mongo.IndexDescription;
/** One index: its keys in order, and MongoDB's own options (unique, sparse, partialFilterExpression, TTL). */
type IndexDeclaration = readonly [
  keys: Readonly<Record<string, 1 | -1>>,
  options?: Readonly<Omit<IndexDescription, 'key'>>,
];

/** The indexes that belong to a schema. Mongoose could keep them, but creates each by a command of its own. */
const indexesOf = new WeakMap<mongoose.Schema, readonly IndexDescription[]>();

/**
 * Declares a strict model on an explicitly named collection with explicitly named indexes; what it returns gives the model on a
 * connection. Made while a module loads, because its schema is the same on every connection and takes longer to make than the model.
 * A field that the schema does not name throws, in a document and in a query, so nothing of a
 * request's body can become an operator or an unknown field. Ids are our own random strings: the definition
 * names `_id: textId`.
 */
export function collection<T extends { _id: string }>(
  name: string,
  definition: SchemaDefinition<T>,
  indexes: readonly IndexDeclaration[],
): (database: Database) => Model<T> {
  const schema = new mongoose.Schema<T>(definition, {
    collection: name,
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    id: false,
  });
  indexesOf.set(
    schema,
    indexes.map(([keys, options]) => ({ key: { ...keys }, ...options })),
  );
  schema.pre(WRITES, countWriteOf);
  schema.post(WRITES, countWriteOf);
  // What a model does by itself: Mongoose hooks it by its name only.
  schema.pre('insertMany', countWriteOf);
  schema.post('insertMany', countWriteOf);
  schema.pre('bulkWrite', countWriteOf);
  schema.post('bulkWrite', countWriteOf);
  return (database) => database.model<T>(name, schema);
}

const WRITES = /^(?:save|updateOne|updateMany|replaceOne|deleteOne|deleteMany|findOneAnd\w+)$/;
const writes = new WeakMap<Database, Map<string, number>>();

function countWrite(database: Database, name: string): void {
  const counts = writes.get(database) ?? new Map<string, number>();
  writes.set(database, counts.set(name, (counts.get(name) ?? 0) + 1));
}

/** What is written by itself: a document that is saved, or a model that writes many. */
type Written = Pick<Model<unknown>, 'db' | 'collection'>;

/** A hook, which Mongoose calls on what is written or on the query that does it. */
function countWriteOf(this: mongoose.Query<unknown, unknown> | Written): void {
  const written: Written = this instanceof mongoose.Query ? this.model : this;
  countWrite(written.db, written.collection.name);
}

/** Changes whenever this process begins or ends a write to one of these collections on this connection. */
export function writesTo(database: Database, names: readonly string[]): number {
  const counts = writes.get(database);
  return names.reduce((sum, name) => sum + (counts?.get(name) ?? 0), 0);
}

/**
 * Writes of one document past Mongoose, which takes longer to cast and to check it than the database to write it: for what a store makes whole,
 * of fields that its type names. Nothing in it may be undefined, which the driver writes as null.
 */
export function uncheckedWrites<T extends { _id: string }>(model: Model<T>) {
  const { db: database } = model;
  const { name } = model.collection;
  const written = database.collection<T>(name);

  async function counted<Result>(write: () => Promise<Result>): Promise<Result> {
    countWrite(database, name);
    try {
      return await write();
    } finally {
      countWrite(database, name);
    }
  }

  return {
    insertOne: (document: mongoose.mongo.OptionalUnlessRequiredId<T>) =>
      counted(() => written.insertOne(document)),
    updateOne: (filter: mongoose.mongo.Filter<T>, update: mongoose.mongo.UpdateFilter<T>) =>
      counted(() => written.updateOne(filter, update)),
  };
}

/** Creates the collections of every model on this database with the declared indexes; what exists already is left alone. */
export async function createDeclaredIndexes(database: Database): Promise<void> {
  const { db, models } = database;
  if (!db) throw new TypeError('expected an open connection');
  const listed = await db.listCollections({}, { nameOnly: true }).toArray();
  const present = new Set(listed.map(({ name }) => name));
  await Promise.all(
    Object.values(models).map(async ({ collection: { collectionName: name }, schema }) => {
      if (!present.has(name)) await createCollectionById(db, name);
      const indexes = indexesOf.get(schema) ?? [];
      if (indexes.length > 0) await db.collection(name).createIndexes([...indexes]);
    }),
  );
}

/**
 * Makes a collection whose documents lie in the order of their ids, which are random. Threat: MongoDB else numbers documents
 * as they come, and a search without an order gives that order for good. A server that refuses this (MongoDB before 5.3, the
 * embedded store) makes it the usual way, when something is written to it; one that is there already stays as it is.
 *
 * @returns whether this call made it
 */
export async function createCollectionById(
  database: NonNullable<Database['db']>,
  name: string,
): Promise<boolean> {
  try {
    await database.createCollection(name, { clusteredIndex: { key: { _id: 1 }, unique: true } });
    return true;
  } catch (error) {
    if (!(error instanceof mongoose.mongo.MongoServerError)) throw error;
    return false;
  }
}

/** Bytes as the driver hands them back by `lean()` (BSON Binary) or as a document getter does (Buffer). */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof mongoose.mongo.Binary) return value.buffer.subarray(0, value.length());
  if (value instanceof Uint8Array) return value;
  throw new TypeError('expected bytes from the database');
}

/** The envelope that a lean document holds, its bytes unpacked; of what is not whole, one that nothing opens. */
export function envelopeOf(stored: Partial<StoredEnvelope> | undefined): StoredEnvelope {
  return { scheme: stored?.scheme ?? '', data: stored?.data ? bytesOf(stored.data) : new Uint8Array() };
}
