import { expect } from 'chai';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { createCursors } from '../../src/embedded-mongo/wire/cursors.ts';
import { openStore, type Store } from '../../src/embedded-mongo/storage/store.ts';
import { timeLimitOf } from '../../src/embedded-mongo/time-limit.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { answerOf, errorOf, type Record, type RunningStore, runStore } from './support.ts';

const { deserialize, serialize } = mongo.BSON;
const COUNT = 2000;
/** Of no document, and many times slower to say so than a millisecond. */
const nobody = { $expr: { $eq: [{ $concat: ['$a', '$a'] }, 'b'] } };

const COMMANDS: readonly Record[] = [
  { find: 'things', filter: nobody },
  { find: 'things', sort: { a: 1, b: 1 } },
  { count: 'things', query: nobody },
  { distinct: 'things', key: 'a', query: nobody },
  { aggregate: 'things', pipeline: [{ $match: nobody }], cursor: {} },
  { aggregate: 'things', pipeline: [{ $group: { _id: '$a' } }], cursor: {} },
  { update: 'things', updates: [{ q: nobody, u: { $set: { b: 1 } }, multi: true }] },
  { delete: 'things', deletes: [{ q: nobody, limit: 0 }] },
  { findAndModify: 'things', query: nobody, update: { $set: { b: 1 } } },
  { createIndexes: 'things', indexes: [{ key: { a: 1, c: 1 }, name: 'late' }] },
  { explain: { find: 'things', filter: nobody } },
];

describe('embedded store, a limit of time', () => {
  let store: RunningStore;
  before(async () => {
    store = await runStore();
    const documents = Array.from({ length: COUNT }, (_, at) => ({ a: `a${at}` }));
    await store.client.db().collection<Record>('things').insertMany(documents);
  });
  after(() => store[Symbol.asyncDispose]());

  for (const command of COMMANDS)
    it(`ends ${JSON.stringify(command).slice(0, 50)} with the code 50 when it is over`, async () => {
      expect(await errorOf(store.client.db().command({ ...command, maxTimeMS: 1 }))).to.include({
        code: 50,
        codeName: 'MaxTimeMSExpired',
      });
    });

  it('lets be done what is done in time, and leaves no index of what was not', async () => {
    const things = store.client.db().collection('things');
    const cursor = things.find({}, { maxTimeMS: 600_000, batchSize: 500 });
    expect(await cursor.toArray()).to.have.length(COUNT);
    expect(await things.indexes()).to.have.length(1);
  });

  it('refuses a limit that is none, and one of more of a cursor', async () => {
    const db = store.client.db();
    expect(await errorOf(db.command({ find: 'things', maxTimeMS: -1 }))).to.include({ code: 2 });
    const { cursor } = await db.command({ find: 'things', batchSize: 1, maxTimeMS: 0 });
    const more = { getMore: cursor.id, collection: 'things', maxTimeMS: 5 };
    expect(await errorOf(db.command(more))).to.include({ code: 2 });
  });

  it('counts no time that a client takes to ask for more', async () => {
    const limit = timeLimitOf({ maxTimeMS: 1 });
    const end = performance.now() + 2;
    while (performance.now() < end);
    expect(() => limit?.check()).to.throw('exceeded time limit');
    limit?.rest(3_600_000);
    limit?.check();

    const { cursors, id, rests } = openedCursor();
    expect(rests).to.have.length(0);
    cursors.more(id, 'a.b', 1);
    expect(rests).to.have.length(1);
  });

  it('is not moved, and forgets no cursor, where the time of day is set', () => {
    const { cursors, id, rests } = openedCursor();
    aDayLater(() => {
      cursors.sweep();
      expect(cursors.count).to.equal(1);
      cursors.more(id, 'a.b', 1);
    });
    expect(rests[0]).to.be.within(0, DAY_MS / 2);
    cursors.sweep(performance.now() + DAY_MS);
    expect(cursors.count).to.equal(0);
  });
});

const DAY_MS = 86_400_000;

/** A cursor over three documents of which one was given, and the times that its limit was told to leave out. */
function openedCursor() {
  const rests: number[] = [];
  const timeLimit = { check: () => undefined, rest: (milliseconds: number) => rests.push(milliseconds) };
  const cursors = createCursors();
  const empty = Buffer.from(serialize({}));
  const opened = deserialize(cursors.open('a.b', [empty, empty, empty], { batchSize: 1, timeLimit }));
  return { cursors, id: String(opened['cursor'].id), rests };
}

function aDayLater(work: () => void): void {
  const { now } = Date;
  Date.now = () => now() + DAY_MS;
  try {
    work();
  } finally {
    Date.now = now;
  }
}

const FEW = 100;
const few = Array.from({ length: FEW }, (_, a) => Buffer.from(serialize({ a, tags: ['x', 'y', 'z'] })));

/** Each looks at the clock at most once for each document in the first half of its work, and as often in the second. */
const IN_HALVES: readonly (readonly [what: string, command: Record])[] = [
  ['a search that sorts', { find: 'things', sort: { a: 1 }, batchSize: FEW }],
  ['a count over three values', { count: 'things', query: { tags: { $in: ['x', 'y', 'z'] } } }],
  ['an update of many', { update: 'things', updates: [{ q: {}, u: { $set: { a: 0 } }, multi: true }] }],
  ['a delete of many', { delete: 'things', deletes: [{ q: {}, limit: 0 }] }],
  [
    'many deletes of nothing',
    {
      delete: 'things',
      deletes: Array.from({ length: 2 * FEW }, () => ({ q: { tags: 'nothing' }, limit: 1 })),
    },
  ],
  ['an insert', { insert: 'others', documents: [...few, ...few] }],
  ['what a stage makes', { aggregate: 'things', pipeline: [{ $set: { b: 1 } }], cursor: { batchSize: FEW } }],
];

describe('embedded store, a limit of time that ends halfway', () => {
  let folder: TemporaryFolder;
  let store: Store;
  before(async () => {
    folder = await temporaryFolder();
    store = openStore(join(folder.path, 'store.mdb'));
  });
  beforeEach(async () => {
    await answerOf(store, { dropDatabase: 1 });
    await answerOf(store, { createIndexes: 'things', indexes: [{ key: { tags: 1 }, name: 'tags' }] });
    await answerOf(store, { insert: 'things', documents: few });
  });
  after(async () => {
    await store.close();
    await folder.remove();
  });

  for (const [what, command] of IN_HALVES)
    it(`is seen by ${what}`, async () => {
      using clock = tickingClock();
      const answer = await answerOf(store, { ...command, maxTimeMS: FEW + FEW / 2 });
      expect(answer, `after ${clock.ticks()} ms`).to.include({ ok: 0, codeName: 'MaxTimeMSExpired' });
    });
});

/** Goes on by a millisecond with each look at it. */
function tickingClock() {
  const start = performance.now();
  let ticks = 0;
  performance.now = () => start + (ticks += 1);
  return {
    ticks: () => ticks,
    [Symbol.dispose]: () => void Reflect.deleteProperty(performance, 'now'),
  };
}
