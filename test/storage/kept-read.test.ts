import { expect } from 'chai';
import { createKeptRead } from '../../src/storage/kept-read.ts';
import { collection, textId, uncheckedWrites } from '../../src/storage/schema.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

describe('A list that is kept', () => {
  let server: TestDatabase;
  let time = 0;
  before(async () => {
    server = await testDatabase();
  });
  after(async () => server.close());

  /** A list of ids that counts how often it was read. */
  function makeList(name: string) {
    const model = collection<{ _id: string }>(name, { _id: textId }, [])(server.database);
    const state = { reads: 0 };
    const read = async () => {
      state.reads += 1;
      return (await model.find({}).hint({ _id: 1 }).lean()).map(({ _id }) => _id);
    };
    const list = createKeptRead({ database: server.database, collection: name, read, now: () => time });
    return { model, state, list };
  }

  it('asked again within two seconds, is not read again', async () => {
    const { state, list } = makeList('keptTwice');
    await Promise.all([list(), list()]);
    time += 1_999;
    await list();
    expect(state.reads).to.equal(1);
    time += 1;
    await list();
    expect(state.reads).to.equal(2);
  });

  it('after this process wrote to its collection, is read again', async () => {
    const { model, list } = makeList('keptWritten');
    expect(await list()).to.deep.equal([]);
    await model.create({ _id: 'one' });
    expect(await list()).to.deep.equal(['one']);
    await model.deleteMany({});
    expect(await list()).to.deep.equal([]);
    const unchecked = uncheckedWrites(model);
    await unchecked.insertOne({ _id: 'two' });
    expect(await list()).to.deep.equal(['two']);
  });

  it('for longer, is read again after that, or where the clock goes back, and by no write to what it does not name', async () => {
    const { model } = makeList('keptLonger');
    let reads = 0;
    const read = async () => Promise.resolve((reads += 1));
    const { database } = server;
    const list = createKeptRead({ database, collection: [], read, freshMs: 60_000, now: () => time });
    await list();
    await model.create({ _id: 'one' });
    time += 59_999;
    expect(await list()).to.equal(1);
    time += 1;
    expect(await list()).to.equal(2);
    time -= 3_600_000;
    expect(await list()).to.equal(3);
  });

  it('whose read failed, is read again', async () => {
    let reads = 0;
    const list = createKeptRead({
      database: server.database,
      collection: 'keptFailed',
      read: async () => {
        if ((reads += 1) === 1) throw new Error('away');
        return reads;
      },
      now: () => time,
    });
    const first = await list().catch(() => 'failed');
    expect([first, await list()]).to.deep.equal(['failed', 2]);
  });
});
