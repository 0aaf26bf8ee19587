import { deserialize, serialize } from 'bson';
import type { Database } from '../storage/database.ts';
import { createCollectionById } from '../storage/schema.ts';
import { StoreToolRefused } from './errors.ts';
import { counted, type Progress } from './progress.ts';

/** A database as the driver sees it. */
export type Native = NonNullable<Database['db']>;
type Indexes = Parameters<ReturnType<Native['collection']>['createIndexes']>[0];

/** A batch ends with the document that passes either; so memory stays flat whatever the collection. */
const BATCH_DOCUMENTS = 1_000;
const BATCH_BYTES = 1024 * 1024;
/** A server answers with as many whatever their size, and a chunk of a file has a quarter of a megabyte. */
const READ_AT_ONCE = 8;

export interface Transferred {
  readonly collections: number;
  readonly documents: number;
}

/** The database that a connection's URI names. */
export function nativeOf(database: Database): Native {
  if (database.db === undefined) throw new Error('the connection is not open');
  return database.db;
}

/** The names of the collections, without those that servers keep for themselves. */
export async function collectionsOf(database: Native): Promise<string[]> {
  const listed = await database.listCollections({}, { nameOnly: true }).toArray();
  return listed
    .filter(({ name, type }) => type !== 'view' && !name.startsWith('system.'))
    .map(({ name }) => name)
    .toSorted();
}

/** Whether any collection holds a document. */
export async function holdsDocuments(database: Native): Promise<boolean> {
  for (const name of await collectionsOf(database))
    if ((await database.collection(name).findOne({}, { projection: { _id: 1 } })) !== null) return true;
  return false;
}

/**
 * Copies all collections with their indexes into a database that holds none, and compares the counts.
 * @throws {StoreToolRefused} where a document cannot be copied as it is, or the counts differ
 */
export async function transfer(from: Native, to: Native, progress: Progress): Promise<Transferred> {
  const names = await collectionsOf(from);
  let documents = 0;
  for (const name of names) documents += await transferCollection(name, from, to, progress);
  // Last, because a server starts at once to remove what they say has expired.
  for (const name of names) await createIndexes(name, await indexesOf(name, from, true), to);
  return { collections: names.length, documents };
}

async function transferCollection(
  name: string,
  from: Native,
  to: Native,
  progress: Progress,
): Promise<number> {
  if (!(await collectionsOf(to)).includes(name) && !(await createCollectionById(to, name)))
    await to.createCollection(name);
  await createIndexes(name, await indexesOf(name, from, false), to);
  let sent = 0;
  for await (const batch of batchesOf(name, from)) {
    await to.collection(name).insertMany(batch, { ordered: true });
    sent += batch.length;
    const now = sent;
    progress.at(() => `Copying ${name} … ${counted(now, 'document')} so far.`);
  }
  await compareCounts(name, sent, from, to);
  progress.say(`${name}: ${counted(sent, 'document')}.`);
  return sent;
}

async function compareCounts(name: string, sent: number, from: Native, to: Native): Promise<void> {
  const [source, target] = await Promise.all(
    [from, to].map((database) => database.collection(name).countDocuments({})),
  );
  if (source !== sent)
    throw new StoreToolRefused(
      `${name} had ${counted(sent, 'document')} and has ${source ?? 0} now: stop every portal that uses the source, empty the target, and begin again.`,
    );
  if (target !== sent)
    throw new StoreToolRefused(
      `${name} has ${counted(target ?? 0, 'document')} in the target and not ${sent}: empty the target and begin again.`,
    );
}

async function* batchesOf(name: string, from: Native): AsyncGenerator<Record<string, unknown>[]> {
  let batch: Record<string, unknown>[] = [];
  let size = 0;
  for await (const raw of from.collection(name).find({}, { raw: true, batchSize: READ_AT_ONCE })) {
    const { document, bytes } = exactDocument(raw, name);
    batch.push(document);
    size += bytes;
    if (batch.length < BATCH_DOCUMENTS && size < BATCH_BYTES) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}

/** The driver sends objects and not bytes, so an object has to give the very bytes that it was read from. */
function exactDocument(raw: unknown, name: string) {
  if (!(raw instanceof Uint8Array)) throw new TypeError('expected the bytes of a document');
  const document: Record<string, unknown> = deserialize(raw, { promoteValues: false, bsonRegExp: true });
  if (Buffer.compare(serialize(document), raw) !== 0)
    throw new StoreToolRefused(
      `${name} holds a document that cannot be copied byte for byte; nothing more was copied. Please report this.`,
    );
  return { document, bytes: raw.byteLength };
}

/** As they were asked for, without what a server adds of its own. Those that expire documents, or the others. */
async function indexesOf(name: string, from: Native, expiring: boolean): Promise<Indexes> {
  const listed = await from.collection(name).indexes();
  return listed
    .filter((index) => index.name !== '_id_' && 'expireAfterSeconds' in index === expiring)
    .map(
      ({ v: _version, ns: _namespace, background: _background, storageEngine: _engine, ...index }) => index,
    );
}

async function createIndexes(name: string, indexes: Indexes, to: Native): Promise<void> {
  if (indexes.length > 0) await to.collection(name).createIndexes(indexes);
}
