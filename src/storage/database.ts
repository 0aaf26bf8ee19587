import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import mongoose from 'mongoose';
import { codeOf, DatabaseUnreachable } from '../errors.ts';
import { wayTo } from '../this-machine.ts';
import { databaseUnreachable } from './database-unreachable.ts';
import { watchLostSockets } from './lost-sockets.ts';

/** How long a request may wait for a server to be chosen before it is told that the database is away, in ms. */
const SERVER_SELECTION_MS = 5_000;
/** How often the driver asks the server whether it lives, in ms; it gives up the connections of one that does not. */
const HEARTBEAT_MS = 5_000;
/** How long a server across a network may take to answer that, or to take a connection, in ms. */
const CONNECT_MS = 10_000;
/** How long one operation may be without an answer although the server lives, in ms. */
const SILENCE_MS = 30_000;

/**
 * A server across a network may vanish without a word, so waiting for it is bounded. The embedded store cannot: when its
 * thread ends, its socket closes. It may only be busy, with a new index of a full store say, and is waited for; once it has not
 * answered the driver's heartbeat for the driver's own 30 s it is taken for hung, and all who wait for it are told.
 */
function patience(uri: string) {
  const isOnThisMachine = /^mongodb:\/\/%2f/i.test(uri);
  return isOnThisMachine ? {} : { connectTimeoutMS: CONNECT_MS, socketTimeoutMS: SILENCE_MS };
}

/** Threat: a server of this machine names others of its replica set, and the driver goes on to those in the clear. */
function onlyTo(uri: string) {
  const { isHere, saysTls } = wayTo(uri);
  return isHere && !saysTls ? { directConnection: true } : {};
}

export type Database = mongoose.Connection;

/**
 * Opens one connection pool on a MongoDB URI, the office's own server or the embedded store's socket.
 * @throws {DatabaseUnreachable} which says why, when no server answers within five seconds, or none lets us in
 */
export async function openDatabase(uri: string): Promise<Database> {
  watchLostSockets();
  const connection = mongoose.createConnection(uri, {
    autoCreate: false,
    autoIndex: false,
    bufferCommands: false,
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    waitQueueTimeoutMS: SERVER_SELECTION_MS,
    heartbeatFrequencyMS: HEARTBEAT_MS,
    ...patience(uri),
    ...onlyTo(uri),
    writeConcern: { w: 'majority', j: true },
    retryWrites: false,
  });
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.close().catch(() => undefined);
    throw databaseUnreachable(cause, uri);
  }
}

/** Whether an error is the server's refusal of a second document with the same unique key (code 11000). */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 11_000;
}

function isWriteConflict(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === 112;
}

/** Whether an unordered insert of many wrote all of them but those that were there already. */
export function isOnlyDuplicates(error: unknown): boolean {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) return isDuplicateKey(error);
  const failures = Array.isArray(error.writeErrors) ? error.writeErrors : [error.writeErrors];
  return failures.length > 0 && failures.every(({ code }) => code === 11_000);
}

/** How often a write is tried that meets others of the same unique key at the same moment. */
const TRIES = 10;
/** How long to wait before a second try, in ms at most, and twice as long before each further one: by lot, so that those who met do not meet again. */
const PAUSE_MS = 100;
/** The longest of these pauses, in ms: a write that is tried ten times waits for some thirteen seconds at most. */
const LONGEST_PAUSE_MS = 3200;

/**
 * Does a write that a unique key may refuse (code 11000). What a server breaks off because others write the same key at that moment
 * (code 112, WriteConflict) had no effect and says nothing of who has the key, so the same write is tried again.
 * @returns what the write returned, or undefined where another document has the key
 */
export async function unlessTaken<T extends object>(
  write: () => Promise<T>,
  tries = 1,
): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (isDuplicateKey(error)) return undefined;
    if (tries === TRIES || !isWriteConflict(error)) throw error;
    await setTimeout(randomInt(Math.min(PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)));
    return unlessTaken(write, tries + 1);
  }
}

/**
 * How many bytes the database may still write, on its disk and in what deletions left free in its files; undefined where
 * the server does not tell, as a cluster of shards does not, or does not let us ask.
 */
export async function freeBytes(database: Database): Promise<number | undefined> {
  const statistics = await database.db?.command({ dbStats: 1, freeStorage: 1 }).catch((error: unknown) => {
    if (databaseTrouble(error)) throw error;
    return undefined;
  });
  const { fsTotalSize, fsUsedSize, freeStorageSize } = statistics ?? {};
  if (typeof fsTotalSize !== 'number' || typeof fsUsedSize !== 'number') return undefined;
  return fsTotalSize - fsUsedSize + (typeof freeStorageSize === 'number' ? freeStorageSize : 0);
}

/** What time it is for the server; undefined where it does not tell. */
export async function timeOfServer(database: Database): Promise<Date | undefined> {
  const { localTime } = (await database.db?.command({ hello: 1 })) ?? {};
  return localTime instanceof Date ? localTime : undefined;
}

/**
 * What a server says while it starts, stops or hands over to another one, or waits for its disk for too long (262)
 * (retryable errors of the driver specifications "Server Discovery And Monitoring" and "Retryable Writes").
 */
const LEAVING = new Set([91, 189, 262, 10107, 11600, 11602, 13435, 13436]);
/** What Node says of a socket; the driver passes some of it on as it is when a connection ends while it writes. */
const LOST = new Set<unknown>(['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT']);
/** `OutOfDiskSpace`, of MongoDB and of the embedded store. */
const OUT_OF_DISK_SPACE = 14031;

export type DatabaseTrouble = 'away' | 'full';

/** What keeps the database from its work, so that a page can say so and keep what was typed; undefined for any other error. */
export function databaseTrouble(error: unknown): DatabaseTrouble | undefined {
  if (error instanceof mongoose.mongo.MongoServerError && error.code === OUT_OF_DISK_SPACE) return 'full';
  return isDatabaseAway(error) ? 'away' : undefined;
}

function isDatabaseAway(error: unknown): boolean {
  // A write of several documents wraps what happened to it, a lost connection too, as if the server had said it.
  if (error instanceof mongoose.mongo.MongoBulkWriteError && error.errorResponse instanceof Error)
    return isDatabaseAway(error.errorResponse);
  if (error instanceof mongoose.mongo.MongoServerError) return LEAVING.has(Number(error.code));
  return (
    error instanceof DatabaseUnreachable ||
    LOST.has(codeOf(error)) ||
    error instanceof mongoose.mongo.MongoNetworkError ||
    error instanceof mongoose.mongo.MongoServerSelectionError ||
    error instanceof mongoose.mongo.MongoNotConnectedError ||
    error instanceof mongoose.mongo.MongoTopologyClosedError ||
    error instanceof mongoose.mongo.MongoClientClosedError ||
    error instanceof mongoose.Error.MongooseServerSelectionError ||
    // The driver does not export the class of an error that says that no connection became free in time.
    (error instanceof mongoose.mongo.MongoDriverError && error.name === 'MongoWaitQueueTimeoutError')
  );
}
