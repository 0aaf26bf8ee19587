import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { freeBytes, openDatabase } from '../../src/storage/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const MEBIBYTE = 1024 * 1024;

describe('the space of the embedded store', () => {
  it('counts what deletions left free in its file as room to write', async () => {
    await using folder = await temporaryFolder();
    const store = await startEmbeddedMongo({ folder: folder.path });
    const database = await openDatabase(store.uri);
    const pieces = database.collection('pieces');
    await pieces.insertMany(Array.from({ length: 100 }, () => ({ bytes: Buffer.alloc(MEBIBYTE / 10) })));
    const full = await database.db?.command({ dbStats: 1 });
    await pieces.deleteMany({});
    const empty = await database.db?.command({ dbStats: 1 });
    expect(empty?.['freeStorageSize'] - full?.['freeStorageSize']).to.be.above(9 * MEBIBYTE);
    expect(empty?.['storageSize']).to.be.at.least(10 * MEBIBYTE);
    expect(await freeBytes(database)).to.be.above(9 * MEBIBYTE);
    await database.close();
    await store.close();
  });
});
