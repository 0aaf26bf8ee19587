import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { mongo } from 'mongoose';
import { run } from '../../src/embedded-mongo/commands/commands.ts';
import { createCursors } from '../../src/embedded-mongo/wire/cursors.ts';
import type { Store } from '../../src/embedded-mongo/storage/store.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';

export type Record = { [field: string]: unknown };

export interface RunningStore extends AsyncDisposable, Pick<EmbeddedMongo, 'stopped' | 'uri'> {
  readonly folder: string;
  readonly client: mongo.MongoClient;
  /** A collection that no other test uses. */
  collection<Shape extends Record = Record>(): mongo.Collection<Shape>;
  /** Closes the store and leaves its folder, to be opened again. */
  close(): Promise<void>;
}

/** An embedded store in a folder of its own, or in the one that is given, with a client. */
export async function runStore(folder?: string): Promise<RunningStore> {
  const path = folder ?? (await temporaryFolder());
  const store = await startEmbeddedMongo({ folder: path });
  const client = await mongo.MongoClient.connect(store.uri);
  let collections = 0;
  const close = async () => {
    await client.close();
    await store.close();
  };
  return {
    folder: path,
    uri: store.uri,
    stopped: store.stopped,
    client,
    collection: <Shape extends Record>() => {
      collections += 1;
      return client.db().collection<Shape>(`things${collections}`);
    },
    close,
    [Symbol.asyncDispose]: async () => {
      await close();
      await rm(path, { recursive: true, force: true });
    },
  };
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'store-'));
}

/** What a store that runs in the test's own thread answers to a command on the database `a`, as one that comes over the wire. */
export async function answerOf(store: Store, command: Record): Promise<mongo.BSON.Document> {
  const settings = { notablescan: false, ttlMonitorSleepSecs: 60, watchdogPeriodSeconds: 30 };
  const request = { id: 1, operation: 2013, answered: true, keepsOrder: true };
  const context = { store, cursors: createCursors(), settings };
  return mongo.BSON.deserialize(await run({ ...request, command: { ...command, $db: 'a' } }, context));
}

/**
 * Expects that the collection `things` of a store whose process was killed holds every document `n` that was acknowledged. What it lacks is told
 * with what tells why: whether the document is gone or its entry in the index, and how far the store had come.
 */
export async function expectAllHeld(store: RunningStore, acknowledged: ReadonlySet<number>): Promise<void> {
  const things = store.client.db().collection('things');
  const numbersOf = async (found: ReturnType<typeof things.find>) =>
    new Set((await found.toArray()).map(({ n }) => Number(n)));
  const documents = await numbersOf(things.find());
  const entries = await numbersOf(things.find().hint('n'));
  const missingIn = (found: ReadonlySet<number>) => [...acknowledged].filter((n) => !found.has(n));
  expect({
    documentsMissing: missingIn(documents),
    entriesMissing: missingIn(entries),
    lastAcknowledged: Math.max(...acknowledged),
    lastFound: Math.max(...documents),
  }).to.deep.include({ documentsMissing: [], entriesMissing: [] });
  expect(documents).to.deep.equal(entries);
  expect(await things.countDocuments()).to.equal(documents.size);
}

/** The error that a promise is rejected with; throws where it is not. */
export async function errorOf(
  promise: Promise<unknown>,
): Promise<Error & { code?: unknown; codeName?: unknown }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('expected a rejection');
}

/** Why a folder is not served; a store that serves it all the same is closed, as its thread would keep the process of the tests alive. */
export function refusalToServe(folder: string): ReturnType<typeof errorOf> {
  return errorOf(startEmbeddedMongo({ folder }).then(async (store) => store.close()));
}
