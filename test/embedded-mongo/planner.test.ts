import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { errorOf, type Record, type RunningStore, runStore } from './support.ts';

interface Explained {
  readonly stages: string;
  readonly keys: number;
  readonly documents: number;
}

async function explained(cursor: mongo.FindCursor): Promise<Explained> {
  const { queryPlanner, executionStats } = await cursor.explain('executionStats');
  const text = JSON.stringify(queryPlanner.winningPlan);
  const stages = [...text.matchAll(/"(?:stage|indexName)":"([^"]+)"/g)].map(([, name]) => name).join(' ');
  return { stages, keys: executionStats.totalKeysExamined, documents: executionStats.totalDocsExamined };
}

function key({ receivedOn, _id }: Record): readonly [string, string] {
  return [String(receivedOn), String(_id)];
}

describe('embedded store, its planner', () => {
  let store: RunningStore;
  let cases: mongo.Collection<Record>;
  before(async () => {
    store = await runStore();
    cases = store.collection();
    await cases.createIndex({ audience: 1, status: 1, receivedOn: -1, _id: 1 }, { name: 'queue' });
    await cases.createIndex({ owed: 1 }, { sparse: true, name: 'owed' });
    await cases.createIndex({ n: 1 }, { name: 'n' });
    await cases.createIndex(
      { state: 1, at: 1 },
      { partialFilterExpression: { state: 'draft' }, name: 'drafts' },
    );
    const documents = Array.from({ length: 300 }, (_, at) => ({
      audience: at % 5 === 0 ? ['unit:a', 'member:b'] : ['unit:c'],
      status: at % 2 === 0 ? 'received' : 'closed',
      receivedOn: `2026-01-${String(1 + (at % 28)).padStart(2, '0')}`,
      n: at,
      state: at % 100 === 0 ? 'draft' : 'sent',
      at,
      ...(at === 7 && { owed: [{ kind: 'audit' }] }),
    }));
    await cases.insertMany(documents);
  });
  after(() => store[Symbol.asyncDispose]());

  it('answers an equality, a range and a sort from the index', async () => {
    expect(await explained(cases.find({ n: 5 }))).to.deep.equal({
      stages: 'FETCH IXSCAN n',
      keys: 1,
      documents: 1,
    });
    expect(await explained(cases.find({ n: { $gte: 10, $lt: 20 } }))).to.include({ keys: 10, documents: 10 });
    expect(await explained(cases.find({}).sort({ n: -1 }).limit(3))).to.include({
      stages: 'LIMIT FETCH IXSCAN n',
      keys: 3,
    });
  });

  it('merges the ranges of several $in in the order of the sort, each document once', async () => {
    const filter = {
      audience: { $in: ['unit:a', 'member:b', 'unit:c'] },
      status: { $in: ['received', 'closed'] },
    };
    const page = cases.find(filter).sort({ receivedOn: -1, _id: 1 }).limit(25);
    const plan = await explained(page.clone());
    expect(plan.stages).to.equal('LIMIT FETCH IXSCAN queue');
    expect(plan.documents).to.equal(25);
    const found = await page.toArray();
    const all = await cases.find(filter).toArray();
    const sorted = all.toSorted(
      (left, right) => key(right)[0].localeCompare(key(left)[0]) || key(left)[1].localeCompare(key(right)[1]),
    );
    expect(all).to.have.length(300);
    expect(found.map(key)).to.deep.equal(sorted.slice(0, 25).map(key));
  });

  it('counts without reading documents where the index says it all', async () => {
    expect(await cases.countDocuments({ n: { $in: [1, 2, 3] } })).to.equal(3);
    expect(await cases.countDocuments({ audience: { $in: ['unit:a', 'member:b'] } })).to.equal(60);
  });

  it('counts a document that several ranges hold once, and those of one range that the other lacks', async () => {
    for (const audience of [
      ['unit:a', 'member:b'],
      ['unit:a', 'unit:c'],
      ['member:b', 'unit:none'],
    ]) {
      for (const narrowed of [
        {},
        { status: 'closed' },
        { status: 'received', receivedOn: { $gt: '2026-01-14' } },
      ]) {
        const filter = { audience: { $in: audience }, ...narrowed };
        const found = await cases.find(filter).toArray();
        expect(await cases.countDocuments(filter)).to.equal(found.length);
      }
    }
  });

  it('skips by keys alone where each key stands for a match', async () => {
    const page = cases
      .find({ n: { $gte: 0 } })
      .sort({ n: 1 })
      .skip(290)
      .limit(5);
    expect(await explained(page)).to.include({ documents: 5 });
    expect((await page.toArray()).map(({ n }) => n)).to.deep.equal([290, 291, 292, 293, 294]);
  });

  it('uses a partial or sparse index only where it holds every match', async () => {
    expect(await explained(cases.find({ state: 'draft', at: { $lt: 150 } }))).to.include({
      stages: 'FETCH IXSCAN drafts',
    });
    expect((await explained(cases.find({ state: 'sent', at: 3 }))).stages).to.equal('COLLSCAN');
    expect((await explained(cases.find({ owed: { $exists: true } }))).stages).to.equal('FETCH IXSCAN owed');
    expect((await explained(cases.find({ owed: null }))).stages).to.equal('COLLSCAN');
  });

  it('finds an array within an array, which a partial index leaves out', async () => {
    const things = store.collection<{ _id: number; a: unknown; on: number }>();
    await things.createIndex({ on: 1 }, { partialFilterExpression: { a: { $gte: 1 } } });
    await things.insertMany([
      { _id: 1, a: [1, 2], on: 1 },
      { _id: 2, a: [[1, 2]], on: 1 },
    ]);
    expect(await things.countDocuments({ a: [1, 2], on: 1 })).to.equal(2);
  });

  it('unites the indexes of every branch of an $or', async () => {
    const plan = await explained(
      cases.find({ $or: [{ n: 1 }, { n: 2, status: 'closed' }, { state: 'draft', at: 0 }] }),
    );
    expect(plan.stages).to.equal('OR FETCH IXSCAN n FETCH IXSCAN n FETCH IXSCAN drafts');
  });

  it('refuses to read a whole collection while notablescan is set', async () => {
    const admin = store.client.db('admin');
    await admin.command({ setParameter: 1, notablescan: true });
    const error = await errorOf(cases.find({ unindexed: 1 }).toArray());
    await admin.command({ setParameter: 1, notablescan: false });
    expect(error).to.include({ code: 291, codeName: 'NoQueryExecutionPlans' });
  });
});
