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
    await things.deleteMany({ number: { $lt: 29 } });
    expect(await things.countDocuments()).to.equal(1);
  });
});
