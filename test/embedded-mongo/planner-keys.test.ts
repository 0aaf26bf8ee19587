import { expect } from 'chai';
import { mongo } from 'mongoose';
import { type Record, type RunningStore, runStore } from './support.ts';

const { Binary, Decimal128, Double, Long, ObjectId } = mongo;
const COUNT = 400;

/** Values of every type that a key can hold, so that a key test has to step over all of them. */
const VALUES: readonly unknown[] = [
  null,
  -1.5,
  new Double(2),
  Long.fromString('9007199254740993'),
  Decimal128.fromString('0.1'),
  '',
  'a\0b',
  'zero \0\0 and \0\u0001',
  { x: 1, y: ['a', { z: null }] },
  {},
  new Binary(Buffer.of(0, 0, 1, 255)),
  new ObjectId('00ff00ff00ff00ff00ff00ff'),
  true,
  new Date(-5),
  /^a\/b/i,
];

async function examined(cursor: mongo.FindCursor) {
  const { queryPlanner, executionStats } = await cursor.explain('executionStats');
  const index = /"indexName":"(\w+)"/.exec(JSON.stringify(queryPlanner.winningPlan))?.[1];
  return { index, documents: executionStats.totalDocsExamined, keys: executionStats.totalKeysExamined };
}

/** Most are of `b` alone, some of both, a few of `a` alone; none of `c`. */
function audiencesOf(at: number): string[] {
  if (at % 5 === 0) return ['a', 'b'];
  return at % 7 === 0 ? ['a'] : ['b'];
}

describe('embedded store, its planner, by what a key says', () => {
  let store: RunningStore;
  let cases: mongo.Collection<Record>;
  before(async () => {
    store = await runStore();
    cases = store.collection();
    await cases.createIndex({ audience: 1, on: -1, any: -1, other: 1, category: 1 }, { name: 'queue' });
    await cases.createIndex({ token: 1 }, { name: 'token', unique: true });
    await cases.createIndex({ status: 1, on: 1 }, { name: 'status' });
    const documents = Array.from({ length: COUNT }, (_, at) => ({
      audience: at % 3 === 0 ? ['a', 'b'] : ['b'],
      on: at,
      any: VALUES[at % VALUES.length],
      other: VALUES[(at * 5) % VALUES.length],
      category: at % 40 === 0 ? 'rare' : 'often',
      token: `t${at}`,
      status: 'open',
    }));
    await cases.insertMany(documents);
  });
  after(() => store[Symbol.asyncDispose]());

  for (const direction of [1, -1] as const) {
    it(`reads only the documents that a later field of the key lets through, sorted by ${direction}`, async () => {
      const filter = { audience: { $in: ['a', 'b'] }, category: 'rare' };
      const page = cases.find(filter).sort({ on: direction }).limit(5);
      expect(await examined(page.clone())).to.include({ index: 'queue', documents: 5 });
      const found = (await page.toArray()).map(({ on }) => Number(on));
      const rare = Array.from({ length: COUNT / 40 }, (_, at) => at * 40);
      expect(found).to.deep.equal((direction === 1 ? rare : rare.toReversed()).slice(0, 5));
    });
  }

  it('finds every value of every type by a key test, as it does by reading', async () => {
    for (const value of VALUES) {
      const asked = value instanceof RegExp ? { $eq: value } : value;
      const wanted = await cases.find({ other: asked }).hint({ $natural: 1 }).toArray();
      const found = await cases.find({ audience: 'b', other: asked }).hint('queue').toArray();
      expect(found.map(({ on }) => on)).to.have.members(wanted.map(({ on }) => on));
    }
  });

  it('counts by keys and their tests without a document, each once', async () => {
    const filter = { audience: { $in: ['a', 'b'] }, category: 'rare' };
    expect(await cases.countDocuments(filter)).to.equal(COUNT / 40);
    expect(await cases.countDocuments(filter, { skip: 2, limit: 3 })).to.equal(3);
    const counting = async (query: object): Promise<unknown> => {
      const explained = { count: cases.collectionName, query };
      const command = { explain: explained, verbosity: 'executionStats' };
      const { executionStats } = await store.client.db().command(command);
      const { nReturned, totalKeysExamined, totalDocsExamined } = executionStats;
      return { found: nReturned, keys: totalKeysExamined, documents: totalDocsExamined };
    };
    expect(await counting(filter)).to.include({ found: COUNT / 40, documents: 0 });
    expect(await counting({ audience: 'b' }), 'a range').to.deep.equal({
      found: COUNT,
      keys: 0,
      documents: 0,
    });
    expect(await counting({}), 'all').to.deep.equal({ found: COUNT, keys: 0, documents: 0 });
    expect(await counting({ audience: 'b', status: 'open' }), 'what no key says').to.include({
      documents: COUNT,
    });
  });

  it('takes a unique index that is fixed whole before any other', async () => {
    const filter = { status: 'open', on: { $gte: 0 }, token: 't7' };
    expect(await examined(cases.find(filter))).to.deep.equal({ index: 'token', documents: 1, keys: 1 });
  });

  describe('skipping among those of several audiences', () => {
    let shared: mongo.Collection<Record>;
    before(async () => {
      shared = store.collection();
      await shared.createIndex({ audience: 1, month: 1, after: 1 }, { name: 'milestone' });
      const documents = Array.from({ length: COUNT }, (_, at) => ({
        audience: audiencesOf(at),
        month: at % 11 === 0 ? 'other' : 'this',
        after: (at * 17) % 31,
        at,
      }));
      await shared.insertMany(documents);
    });

    for (const direction of [1, -1] as const)
      for (const [audience, after] of [
        [['b'], undefined],
        [['a', 'b', 'c'], undefined],
        [['a', 'b'], { $ne: 9 }],
        [['a', 'c'], { $gte: 3, $lt: 20 }],
      ] as const) {
        const filter = { audience: { $in: audience }, month: 'this', ...(after && { after }) };
        it(`gives each once and in its place: ${JSON.stringify(filter)} by ${direction}`, async () => {
          const all = await shared.find(filter).sort({ after: direction }).toArray();
          expect(new Set(all.map(({ at }) => at))).to.have.lengthOf(all.length);
          expect(await shared.countDocuments(filter)).to.equal(all.length);
          for (const skip of [1, 2, 50, 150, all.length - 2, all.length]) {
            const rest = await shared.find(filter).sort({ after: direction }).skip(skip).toArray();
            expect(
              rest.map(({ at }) => at),
              `${skip}`,
            ).to.deep.equal(all.slice(skip).map(({ at }) => at));
          }
        });
      }

    const middle = async (audience: string[]) =>
      examined(
        shared
          .find({ audience: { $in: audience }, month: 'this' })
          .sort({ after: 1 })
          .skip(200)
          .limit(2),
      );

    it('reads no key of what it skips but of the smaller audiences', async () => {
      expect(await middle(['b'])).to.deep.equal({ index: 'milestone', documents: 2, keys: 2 });
      expect(await middle(['b', 'c'])).to.deep.equal({ index: 'milestone', documents: 2, keys: 2 });
      expect((await middle(['a', 'b'])).keys).to.be.lessThan(140); // 120 of `a`
    });
  });
});
