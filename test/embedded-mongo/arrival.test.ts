import { expect } from 'chai';
import { runStore } from './support.ts';

describe('embedded store, what its file keeps', () => {
  it('is not the order in which documents came', async () => {
    await using store = await runStore();
    const things = store.collection();
    const numbers = Array.from({ length: 30 }, (_, number) => number);
    for (const number of numbers) await things.insertOne({ number });
    const found = (await things.find().toArray()).map(({ number }) => number);
    expect(found).to.have.members(numbers);
    expect(found).to.not.eql(numbers);
    for (const number of numbers) expect(await things.countDocuments({ number })).to.equal(1);
    await things.deleteMany({ number: { $lt: 29 } });
    expect(await things.countDocuments()).to.equal(1);
  });

  it('finds every document by its key, whatever its number', async function many() {
    this.timeout(60_000);
    await using store = await runStore();
    const things = store.collection();
    await things.createIndex({ key: 1 }, { unique: true });
    const documents = Array.from({ length: 3000 }, (_, key) => ({ key }));
    await things.insertMany(documents);
    for (const { key } of documents) expect(await things.countDocuments({ key }), String(key)).to.equal(1);
    const again = await things.insertMany(documents, { ordered: false }).catch((error: unknown) => error);
    expect(again).to.be.instanceOf(Error);
    expect(await things.countDocuments()).to.equal(documents.length);
  });
});
