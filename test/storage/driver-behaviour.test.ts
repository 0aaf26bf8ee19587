import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { testDatabase, type TestDatabase } from '../support/database.ts';

interface Thing {
  readonly _id: string | number | object;
  readonly [field: string]: unknown;
}

describe('a database, asked by the driver itself', () => {
  let server: TestDatabase;
  let database: mongo.Db;
  let things: mongo.Collection<Thing>;
  before(async () => {
    server = await testDatabase();
    database = server.database.getClient().db(server.database.name);
    things = database.collection<Thing>('things');
  });
  beforeEach(() => things.deleteMany({}));
  after(async () => server.close());

  it('keeps a field named documents as what it is, however it comes', async () => {
    const documents = [{ name: 'a', documents: [{ n: 1 }] }, { n: 2 }];
    await things.insertMany([
      { _id: 1, way: 'updated' },
      { _id: 2, way: 'replaced' },
      { _id: 3, way: 'inserted', documents },
    ]);
    await things.updateOne({ way: 'updated' }, { $set: { documents } });
    await things.findOneAndReplace({ way: 'replaced' }, { way: 'replaced', documents });
    await database.command({ insert: 'things', documents: [{ _id: 4, way: 'in one command', documents }] });
    const found = await things.find().toArray();
    expect(found).to.have.length(4);
    for (const thing of found) expect(thing['documents'], String(thing['way'])).to.deep.equal(documents);
  });

  it('finds a document by any document that is its _id', async () => {
    await things.insertOne({ _id: { pattern: 'x' } });
    expect(await things.findOne({ _id: { pattern: 'x' } })).to.not.equal(null);
  });

  it('drops an index that is named twice once, and no other', async () => {
    await things.createIndexes([
      { key: { a: 1 }, name: 'a' },
      { key: { b: 1 }, name: 'b', unique: true },
    ]);
    await database.command({ dropIndexes: 'things', index: ['a', 'a'] });
    expect((await things.indexes()).map(({ name }) => name)).to.have.members(['_id_', 'b']);
    await things.insertOne({ _id: 1, b: 1 });
    const again = await things.insertOne({ _id: 2, b: 1 }).catch((error: unknown) => error);
    expect(again).to.have.property('code', 11000);
  });
});
