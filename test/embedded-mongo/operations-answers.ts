import { mongo } from 'mongoose';
import { COLLECTION } from './operations-values.ts';
import type { Operation, Scenario } from './operations.ts';
import type { Record } from './support.ts';

const { EJSON } = mongo.BSON;

/** Types are kept: 1, 1.0 and int64 1 are three texts. */
export function exact(value: unknown): string {
  return EJSON.stringify(value, { relaxed: false });
}

const reading = { promoteValues: false, bsonRegExp: true } as const;

/** What a command answers, in words that are the same on every server that does the same. */
export async function answer(database: mongo.Db, operation: Operation): Promise<string> {
  const { between, search } = operation;
  try {
    if (isRecord(between) && isRecord(search)) return await answerAround(database, between, search);
    return spoken(operation, await whole(database, await database.command(operation, reading)));
  } catch (error) {
    if (error instanceof mongo.MongoServerError) return `refused ${exact(refusal(error))}`;
    throw error;
  }
}

/** Does a write between the batches of a search: what it answers, and those found that it left as they were, each as often as it was found. */
async function answerAround(database: mongo.Db, between: Operation, search: Operation): Promise<string> {
  const first = await database.command(search, reading);
  const before = (await contents(database)).split('\n');
  const answered = await answer(database, between);
  const after = new Set((await contents(database)).split('\n'));
  const found = spoken(search, await whole(database, first)).split('\n');
  const untouched = found.filter((line) => after.has(line) && before.includes(line));
  return [answered, ...untouched].join('\n');
}

/** With the documents of all batches of its cursor in the first. */
async function whole(database: mongo.Db, reply: Record): Promise<Record> {
  const { cursor } = reply;
  if (!isRecord(cursor) || !Array.isArray(cursor['firstBatch'])) return reply;
  const found: unknown[] = cursor['firstBatch'];
  for (let id = cursor['id']; String(id) !== '0';) {
    const more = await database.command({ getMore: id, collection: COLLECTION, batchSize: 2 }, reading);
    const rest: unknown = more['cursor'];
    if (!isRecord(rest) || !Array.isArray(rest['nextBatch'])) throw new TypeError('no next batch');
    found.push(...rest['nextBatch']);
    id = rest['id'];
  }
  return { ...reply, cursor: { ...cursor, firstBatch: found } };
}

/** How far an update of several documents came before a refusal depends on an order that no store promises. */
export function endsAnyhow(operation: Operation, answered: string): boolean {
  return answered.includes('refused') && exact(operation).includes('"multi":true');
}

/** Of refusals these codes have to be the same everywhere; of the rest it is enough that both refuse. */
const COMPARED = new Set([11000, 66, 40, 28]);

/** DocumentDB says of some duplicates only which constraint of PostgreSQL they met. */
function refusal({ code, errmsg, message = errmsg }: Record | mongo.MongoServerError): Record {
  const known = /exclusion constraint/.test(String(message)) ? 11000 : Number(code);
  return COMPARED.has(known) ? { code: known } : {};
}

function spoken(operation: Operation, reply: Record): string {
  const { cursor, values, n, nModified, upserted, value, writeErrors, lastErrorObject } = reply;
  if (isRecord(cursor)) {
    const batch: unknown[] = Array.isArray(cursor['firstBatch']) ? cursor['firstBatch'] : [];
    const found = batch.filter(isRecord).filter(isAskedFor(operation)).map(shownBy(operation));
    return (isOrdered(operation) ? found : found.toSorted()).join('\n');
  }
  if (Array.isArray(values)) return values.map(blurred).join('\n');
  const refused = Array.isArray(writeErrors) && { refused: writeErrors.filter(isRecord).map(refusalAt) };
  return exact({
    ...(n !== undefined && { n: Number(n) }),
    ...(nModified !== undefined && { nModified: Number(nModified) }),
    ...(upserted !== undefined && { upserted }),
    ...('value' in reply && { value, made: isRecord(lastErrorObject) && lastErrorObject['upserted'] }),
    ...refused,
  });
}

/** What mingo computes loses the difference between a whole int32, int64 and double, and the least is any of equals. */
function blurred(value: unknown): string {
  return exact(value).replaceAll(/\{"\$number\w+":"([^"]+)"\}/g, (_, digits) => {
    const number = Number(digits) + 0;
    return Number.isFinite(number) ? String(number) : `"${number}"`;
  });
}

function shownBy(operation: Operation): (value: Record) => string {
  if ('listIndexes' in operation) return ({ storageEngine: _ofDocumentDb, ...index }: Record) => exact(index);
  return 'aggregate' in operation ? blurred : exact;
}

/** Each server may have indexes of its own beside those that were made by an operation. */
function isAskedFor(operation: Operation): (found: Record) => boolean {
  return ({ name }) => !('listIndexes' in operation) || /^(?:sole|later)/.test(String(name));
}

/** Groups by what may be arrays have no order where two begin with the same value. */
function isOrdered(operation: Operation): boolean {
  return (
    'sort' in operation || ('aggregate' in operation && !/"\$group":\{"_id":"\$[ab]/.test(exact(operation)))
  );
}

function refusalAt(error: Record): Record {
  return { index: Number(error['index']), ...refusal(error) };
}

function isRecord(value: unknown): value is Record {
  return typeof value === 'object' && value !== null;
}

/** The indexes of the collection in each database: to make them anew takes a server longer than the operations. */
const indexed = new Map<string, string>();

/** Empties the collection for a scenario, and gives it of its indexes those that are named. */
export async function begin(
  database: mongo.Db,
  { operations }: Pick<Scenario, 'operations'>,
  indexes: readonly Record[],
): Promise<void> {
  if (indexed.get(database.databaseName) === exact(indexes)) {
    await database.collection(COLLECTION).deleteMany({});
  } else {
    await database.dropCollection(COLLECTION).catch(ignoreMissing);
    if (indexes.length > 0) await database.command({ createIndexes: COLLECTION, indexes: [...indexes] });
    indexed.set(database.databaseName, exact(indexes));
  }
  if (operations.some((operation) => 'createIndexes' in operation)) indexed.delete(database.databaseName);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof mongo.MongoServerError && error.code === 26)) throw error;
}

/** All documents. */
export async function contents(database: mongo.Db): Promise<string> {
  return answer(database, { find: COLLECTION, filter: {}, sort: { _id: 1 }, batchSize: 1000 });
}

/** Gives the second collection the documents of the first. */
export async function takeOver([one, two]: readonly [mongo.Db, mongo.Db]): Promise<void> {
  const documents = await one.collection(COLLECTION).find({}, reading).toArray();
  await two.collection(COLLECTION).deleteMany({});
  if (documents.length > 0) await two.collection(COLLECTION).insertMany(documents);
}

export function isWrite(operation: Operation): boolean {
  return ['insert', 'update', 'delete', 'findAndModify', 'between'].some((name) => name in operation);
}
