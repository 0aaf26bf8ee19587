import { expect } from 'chai';
import type { mongo } from 'mongoose';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { DatabaseUnreachable } from '../../src/errors.ts';
import { databaseTrouble, openDatabase } from '../../src/storage/database.ts';
import {
  collection,
  createCollectionById,
  createDeclaredIndexes,
  textId,
  uncheckedWrites,
} from '../../src/storage/schema.ts';
import { randomId } from '../../src/storage/ids.ts';
import { testDatabase, testServer } from '../support/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

interface Numbered {
  readonly _id: string;
  readonly n: number;
}

const numbers = collection<Numbered>('numbers', { _id: textId, n: { type: Number, required: true } }, [
  [{ n: 1 }, { expireAfterSeconds: 3600, name: 'n' }],
]);

async function troubleOf(promise: Promise<unknown>): Promise<ReturnType<typeof databaseTrouble>> {
  return promise.then(() => undefined, databaseTrouble);
}

describe('what the stores rely on of a connection', function suite() {
  this.timeout(60_000);

  it('a model makes nothing by itself, and its indexes once when they are asked for', async () => {
    await using store = await testDatabase();
    const model = numbers(store.database);
    await model.find({ n: 1 }).lean();
    expect(await store.database.db?.listCollections().toArray()).to.deep.equal([]);
    await store.createIndexes();
    await store.createIndexes();
    const indexes = await model.collection.indexes();
    expect(indexes.map(({ name }) => name)).to.have.members(['_id_', 'n']);
    expect(indexes.find(({ name }) => name === 'n')).to.include({ expireAfterSeconds: 3600 });
  });

  it('a collection is asked to file its documents by their random ids, and is made the usual way where the server refuses', async () => {
    await using store = await testDatabase();
    const { db } = store.database;
    if (db === undefined) throw new Error('the connection is not open');
    const asked: unknown[] = [];
    const create = db.createCollection.bind(db);
    db.createCollection = async <Shape extends mongo.Document>(
      name: string,
      options?: mongo.CreateCollectionOptions,
    ) => {
      asked.push(options);
      return create<Shape>(name, options);
    };
    const model = numbers(store.database);
    await store.createIndexes();
    await store.createIndexes();
    expect(asked, 'once').to.deep.equal([{ clusteredIndex: { key: { _id: 1 }, unique: true } }]);
    const ids = Array.from({ length: 30 }, () => randomId());
    for (const _id of ids) await model.create({ _id, n: 1 });
    const found = (await model.find({}).lean()).map(({ _id }) => _id);
    expect(found).to.have.members(ids);
    expect(found, 'the order in which they came').to.not.eql(ids);
    expect(await createCollectionById(db, 'numbers')).to.equal(false);
  });

  it('every write is answered once it is on the disks of a majority', async () => {
    await using store = await testDatabase();
    const model = numbers(store.database);
    const asked: [string, unknown][] = [];
    const watch = ({ commandName, command }: mongo.CommandStartedEvent): void =>
      void asked.push([commandName, command['writeConcern']]);
    store.database.getClient().on('commandStarted', watch);
    await model.create({ _id: 'a', n: 1 });
    await model.insertMany([{ _id: 'b', n: 2 }]);
    await uncheckedWrites(model).insertOne({ _id: 'c', n: 3 });
    await uncheckedWrites(model).updateOne({ _id: 'c' }, { $set: { n: 4 } });
    await model.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1 } });
    await model.findOneAndUpdate({ n: 2 }, { $set: { n: 1 } });
    await model.bulkWrite([{ updateOne: { filter: { n: 1 }, update: { $set: { n: 9 } } } }]);
    await model.deleteMany({ n: { $gte: 0 } });
    store.database.getClient().off('commandStarted', watch);
    const writes = ['insert', 'insert', 'insert', 'update', 'update', 'findAndModify', 'update', 'delete'];
    expect(asked).to.deep.equal(writes.map((name) => [name, { w: 'majority', j: true }]));
  });

  it('a cursor serves many documents in batches, and one that is left early is closed', async () => {
    await using store = await testDatabase();
    const model = numbers(store.database);
    await createDeclaredIndexes(store.database);
    await model.insertMany(Array.from({ length: 500 }, (_, n) => ({ _id: String(n), n })));
    const seen: number[] = [];
    for await (const { n } of model.find({}).sort({ n: 1 }).lean().cursor({ batchSize: 60 })) seen.push(n);
    expect(seen).to.deep.equal(Array.from({ length: 500 }, (_, n) => n));
    const cursor = model.find({}).sort({ n: 1 }).lean().cursor({ batchSize: 10 });
    for await (const { n } of cursor) if (n === 15) break;
    await cursor.close(); // leaving the loop does not
    expect(await cursor.next().catch(() => 'refused')).to.equal('refused');
    expect(await model.countDocuments({ n: { $gte: 0 } })).to.equal(500);
  });

  it('a query on a closed connection is refused at once, as a database that is away', async () => {
    await using server = await testServer();
    const database = await openDatabase(server.uri);
    const model = numbers(database);
    await database.close();
    for (const attempt of [
      async () => model.findOne({ n: 1 }).lean(),
      async () => model.updateOne({ n: 1 }, { $set: { n: 2 } }),
      async () => model.create({ _id: 'a', n: 1 }),
    ])
      expect(await troubleOf(attempt())).to.equal('away');
  });

  it('a server that is not there is said within seconds', async () => {
    const error = await openDatabase('mongodb://127.0.0.1:9/none').catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(DatabaseUnreachable);
  });

  it('a connection outlives its server and serves again when that is back', async () => {
    const folder = await temporaryFolder();
    const first = await startEmbeddedMongo({ folder: folder.path });
    const database = await openDatabase(first.uri);
    const model = numbers(database);
    await model.create({ _id: 'kept', n: 1 });
    await first.close();
    expect(await troubleOf(model.findOne({ _id: 'kept' }).lean().exec())).to.equal('away');
    const second = await startEmbeddedMongo({ folder: folder.path });
    expect(await model.findOne({ _id: 'kept' }).lean()).to.deep.equal({ _id: 'kept', n: 1 });
    await database.close();
    await second.close();
    await folder.remove();
  });
});
