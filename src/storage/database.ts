import mongoose from 'mongoose';
import { DatabaseUnreachable } from '../errors.ts';

/** How long a request may wait for a server to be chosen before it is told that the database is away, in ms. */
const SERVER_SELECTION_MS = 5_000;

export type Database = mongoose.Connection;

/**
 * Opens one connection pool on a MongoDB URI, the office's own server or the embedded store's socket.
 * @throws {DatabaseUnreachable} when no server answers within five seconds
 */
export async function openDatabase(uri: string): Promise<Database> {
  const connection = mongoose.createConnection(uri, {
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    writeConcern: { w: 'majority', j: true },
    retryWrites: false,
  });
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close().catch(() => undefined);
    throw new DatabaseUnreachable('the database did not answer', { cause });
  }
}

/** Whether an error is the server's refusal of a second document with the same unique key (code 11000). */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11_000;
}

/** Whether an unordered insert of many wrote all of them but those that were there already. */
export function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return isDuplicateKey(error);
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return failures.length > 0 && failures.every(({ code }) => code === 11_000);
}

/**
 * Whether an insert had no effect because another one of the same unique key came first or at the same moment: code
 * 11000, or 112 (WriteConflict), after which the same insert may be tried again.
 */
export function isTakenByAnother(error: unknown): boolean {
  return isDuplicateKey(error) || (error instanceof mongoose.mongo.MongoServerError && error.code === 112);
}

/** Whether an error means that the database is away, so that a page can say so and keep what was typed. */
export function isDatabaseAway(error: unknown): boolean {
  return (
    error instanceof DatabaseUnreachable ||
    error instanceof mongoose.mongo.MongoNetworkError ||
    error instanceof mongoose.mongo.MongoServerSelectionError ||
    error instanceof mongoose.mongo.MongoNotConnectedError ||
    error instanceof mongoose.mongo.MongoTopologyClosedError ||
    error instanceof mongoose.Error.MongooseServerSelectionError
  );
}
