import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect } from 'chai';
import { mongo } from 'mongoose';
import { errorOf } from '../embedded-mongo/support.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { openStoreOf, runTool, startProgram } from './support.ts';

const program = new URL('../../src/store-tool/program.ts', import.meta.url);

describe('npm run store', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder.remove());

  it('refuses a folder without a store, and makes none', async () => {
    const none = join(folder.path, 'mistyped');
    const { code, error } = await runTool(['store', '--port', '0'], { DATA_DIR: none });
    expect(code).to.equal(1);
    expect(error).to.match(/^DATA_DIR .*mistyped holds no store/);
    expect(await readdir(folder.path)).to.deep.equal([]);
  });

  it('answers what mongosh and Compass ask before they show anything', async () => {
    const store = await openStoreOf(folder.path);
    const things = store.client.db().collection('things');
    await things.insertMany(Array.from({ length: 30 }, (_, n) => ({ n, data: Buffer.alloc(1000) })));
    const admin = store.client.db('admin');
    for (const command of [
      { hello: 1 },
      { ping: 1 },
      { buildInfo: 1 },
      { hostInfo: 1 },
      { connectionStatus: 1, showPrivileges: true },
      { getCmdLineOpts: 1 },
      { getLog: 'startupWarnings' },
      { getParameter: 1, featureCompatibilityVersion: 1 },
      { listDatabases: 1, nameOnly: false },
      { serverStatus: 1 },
    ])
      expect(await admin.command(command), JSON.stringify(command)).to.include({ ok: 1 });
    for (const command of [{ atlasVersion: 1 }, { isdbgrid: 1 }])
      expect(await errorOf(admin.command(command))).to.include({ codeName: 'CommandNotFound' });
    const portal = store.client.db();
    expect(await portal.command({ dbStats: 1 })).to.include({ collections: 1, objects: 30, indexes: 1 });
    expect(await portal.command({ collStats: 'things' })).to.include({ count: 30, nindexes: 1 });
    const [summary] = await things
      .aggregate([
        { $collStats: { storageStats: {} } },
        {
          $group: {
            _id: null,
            count: { $sum: '$storageStats.count' },
            size: { $sum: { $toDouble: '$storageStats.size' } },
            nindexes: { $max: '$storageStats.nindexes' },
          },
        },
        { $addFields: { avgObjSize: { $divide: ['$size', '$count'] } } },
      ])
      .toArray();
    expect(summary).to.include({ count: 30, nindexes: 1 });
    expect(summary?.['avgObjSize']).to.be.within(1000, 1100);
    expect(await things.estimatedDocumentCount()).to.equal(30);
    expect(await things.aggregate([{ $sample: { size: 5 } }]).toArray()).to.have.length(5);
    expect(await things.listIndexes().toArray()).to.have.length(1);
    await store.close();
  });

  it('serves the store on a loopback port, keeps others out, and ends cleanly on a signal', async () => {
    const environment = { DATA_DIR: folder.path };
    await (await openStoreOf(folder.path)).close();
    const { child, stdout } = startProgram(program, ['store', '--port', '0'], environment);
    const [printed]: unknown[] = await once(stdout, 'data');
    const uri = String(printed).trim();
    expect(uri).to.match(/^mongodb:\/\/127\.0\.0\.1:\d+\/portal\?directConnection=true$/);
    const client = await mongo.MongoClient.connect(uri);
    const things = client.db().collection<{ _id: number }>('things');
    await things.insertMany(Array.from({ length: 500 }, (_, _id) => ({ _id, data: Buffer.alloc(9000) })));
    expect(await things.find().toArray()).to.have.length(500);

    const second = await runTool(['store', '--port', '0'], environment);
    expect(second.code).to.equal(1);
    expect(second.error).to.include(`is in use by the process ${child.pid}`);

    child.kill('SIGTERM');
    const [code]: unknown[] = await once(child, 'exit');
    expect(code).to.equal(0);
    await client.close();
    const store = await openStoreOf(folder.path);
    expect(await store.client.db().collection('things').countDocuments()).to.equal(500);
    await store.close();
  });

  it('refuses a port that is missing, none, or taken', async () => {
    const environment = { DATA_DIR: folder.path };
    await (await openStoreOf(folder.path)).close();
    const refusalOf = async (...args: string[]) => (await runTool(['store', ...args], environment)).error;
    expect(await refusalOf()).to.match(/^--port is missing\. Example: --port 27018\n$/);
    expect(await refusalOf('--port', '70000')).to.match(/^--port "70000" is not a whole number/);
    expect(await refusalOf('--nonsense')).to.match(/^Unknown option/);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await refusalOf('--port', port)).to.match(/^--port \d+ is taken by another program\./);
    other.close();
  });
});
