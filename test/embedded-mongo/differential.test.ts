import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { mongo } from 'mongoose';
import { createChance, newDocument, type Operation, operation } from './operations.ts';
import { type Record, type RunningStore, runStore } from './support.ts';

const ROUNDS = 12;
const OPERATIONS = 25;
const { EJSON } = mongo.BSON;

/**
 * What an operation answers. Refusals are alike whatever their words, because the server of the tests is not
 * MongoDB's own. What mingo computes loses the difference between whole int32, int64 and double.
 */
async function answer(asked: Operation, collection: mongo.Collection<Record>): Promise<string> {
  try {
    return EJSON.stringify(await asked.run(collection), { relaxed: asked.text.startsWith('aggregate') });
  } catch (error) {
    if (error instanceof mongo.MongoServerError) return 'refused';
    throw error;
  }
}

describe('embedded store, beside the server that MONGODB_URI names', function suite() {
  this.timeout(120_000);
  const uri = process.env['MONGODB_URI'];
  const name = `embedded_${randomBytes(8).toString('hex')}`;
  let store: RunningStore;
  let server: mongo.MongoClient;

  before(async function connect() {
    if (uri === undefined) this.skip();
    store = await runStore();
    server = await mongo.MongoClient.connect(uri);
  });
  after(async () => {
    if (uri === undefined) return;
    await server.db(name).dropDatabase();
    await server.close();
    await store[Symbol.asyncDispose]();
  });

  for (let round = 0; round < ROUNDS; round += 1) {
    it(`answers ${OPERATIONS} operations of the seed ${round} alike${round % 2 === 1 ? ', with indexes' : ''}`, async () => {
      const chance = createChance(round);
      const ours = store.client.db().collection<Record>(`round${round}`, { promoteValues: false });
      const theirs = server.db(name).collection<Record>(`round${round}`, { promoteValues: false });
      const documents = Array.from({ length: 12 }, (_, at) => newDocument(chance, String(at)));
      if (round % 2 === 1)
        await ours.createIndexes([{ key: { a: 1 } }, { key: { b: -1 } }, { key: { 'a.x': 1, s: 1 } }]);
      if (round % 2 === 1)
        await ours.createIndexes([{ key: { s: -1, _id: 1 } }, { key: { c: 1 }, sparse: true }]);
      await ours.insertMany(documents);
      await theirs.insertMany(documents);
      for (let at = 0; at < OPERATIONS; at += 1) {
        const next = operation(chance);
        expect(await answer(next, ours), next.text).to.equal(await answer(next, theirs));
      }
    });
  }
});
