import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { mongo } from 'mongoose';
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

  it('serves the store on a loopback port, keeps others out, and ends cleanly on a signal', async () => {
    const environment = { DATA_DIR: folder.path };
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
    const errorOf = async (...args: string[]) => (await runTool(['store', ...args], environment)).error;
    expect(await errorOf()).to.match(/^--port is missing\. Example: --port 27018\n$/);
    expect(await errorOf('--port', '70000')).to.match(/^--port "70000" is not a whole number/);
    expect(await errorOf('--nonsense')).to.match(/^Unknown option/);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await errorOf('--port', port)).to.match(/^--port \d+ is taken by another program\./);
    other.close();
  });
});
