import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';
import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { openDatabase } from '../../src/storage/database.ts';
import { createLeases } from '../../src/storage/leases.ts';
import { collectionsOf, type Native, nativeOf } from '../../src/store-tool/transfer.ts';
import { testServer, type TestServer } from '../support/database.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { lastLineOf, openStoreOf, runTool } from './support.ts';

const everyType = {
  _id: 'every type',
  int: new Int32(1),
  double: new Double(1),
  long: Long.fromString('9007199254740993'),
  decimal: Decimal128.fromString('1.10'),
  text: 'Pengaduan \u0000 \u{1F600}',
  bytes: new Binary(Buffer.from([1, 2, 3]), 0x80),
  date: new Date(-1),
  id: new ObjectId('0123456789abcdef01234567'),
  regex: new BSONRegExp('^a', 'i'),
  timestamp: new Timestamp({ t: 1, i: 2 }),
  code: new Code('x', { y: new Int32(1) }),
  ends: [new MinKey(), new MaxKey()],
  nothing: null,
  empty: {},
  list: [[], [new Int32(1), [new Double(2.5)]], { b: true, a: false }],
};

/** The bytes of every document by its `_id`, and the indexes, of every collection. */
async function contentsOf(database: Native) {
  const contents: Record<string, { documents: Record<string, string>; indexes: unknown[] }> = {};
  for (const name of await collectionsOf(database)) {
    const raw = await database.collection(name).find({}, { raw: true }).toArray();
    const plain = await database
      .collection(name)
      .find({}, { projection: { _id: 1 } })
      .toArray();
    const indexes = await database.collection(name).indexes();
    contents[name] = {
      documents: Object.fromEntries(
        raw.map((bytes, at) => [String(plain[at]?._id), Buffer.from(Object(bytes)).toString('base64')]),
      ),
      indexes: indexes
        .map(({ storageEngine: _engine, ...index }) => index)
        .toSorted((left, right) => String(left.name).localeCompare(String(right.name))),
    };
  }
  return contents;
}

async function fill(dataFolder: string) {
  const store = await openStoreOf(dataFolder);
  const database = store.client.db();
  await database.collection<{ _id: string }>('types').insertOne(everyType);
  await database.collection('types').createIndexes([
    { key: { 'list.b': 1, int: -1 }, name: 'compound' },
    { key: { text: 1 }, name: 'unique', unique: true, sparse: true },
    { key: { int: 1 }, name: 'partial', partialFilterExpression: { int: { $gt: 0 } } },
  ]);
  const chunks = Array.from({ length: 40 }, (_, n) => ({ _id: `chunk ${n}`, n, data: randomBytes(250_000) }));
  await database.collection<{ _id: string }>('chunks').insertMany(chunks);
  const many = Array.from({ length: 2500 }, (_, n) => ({ _id: `row ${n}`, n }));
  await database.collection<{ _id: string }>('rows').insertMany(many);
  await database.collection('sessions').createIndex({ until: 1 }, { name: 'until', expireAfterSeconds: 0 });
  const soon = new Date(Date.now() + 3_600_000);
  await database.collection<{ _id: string; until: Date }>('sessions').insertOne({ _id: 'a', until: soon });
  await database.createCollection('empty');
  const contents = await contentsOf(database);
  await store.close();
  return contents;
}

describe('npm run export and npm run import', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;
  let server: TestServer;
  let environment: { DATA_DIR: string; MONGODB_URI: string };
  beforeEach(async () => {
    folder = await temporaryFolder();
    server = await testServer();
    environment = { DATA_DIR: join(folder.path, 'data'), MONGODB_URI: server.uri };
  });
  afterEach(async () => {
    await server.stop();
    await folder.remove();
  });

  async function expectRefusal(
    args: readonly string[],
    says: RegExp,
    with_: Record<string, string> = environment,
  ) {
    const { code, out, error } = await runTool(args, with_);
    expect(code).to.equal(1);
    expect(out).to.equal('');
    expect(lastLineOf(error)).to.match(says);
  }

  /** There and back through the database of `server`: another embedded store, or one on a real server. */
  async function expectTheSameBack(): Promise<void> {
    const before = await fill(environment.DATA_DIR);
    const exported = await runTool(['export'], environment);
    expect(exported.code, exported.error).to.equal(0);
    expect(exported.out).to.match(/^Exported 5 collections with 2,542 documents, the counts agree\./);
    const database = await openDatabase(server.uri);
    const onServer = await contentsOf(nativeOf(database));
    for (const name of Object.keys(before))
      expect(onServer[name]?.documents, name).to.deep.equal(before[name]?.documents);
    await database.close();

    const back = { ...environment, DATA_DIR: join(folder.path, 'back') };
    const imported = await runTool(['import'], back);
    expect(imported.code, imported.error).to.equal(0);
    expect(await readdir(back.DATA_DIR)).to.deep.equal(['store']);
    const store = await openStoreOf(back.DATA_DIR);
    expect(await contentsOf(store.client.db())).to.deep.equal(before);
    const { storageSize, freeStorageSize } = await store.client.db().command({ dbStats: 1 });
    expect(freeStorageSize / storageSize, 'the share of the file that is free').to.be.below(0.01);
    await store.close();
    expect((await runTool(['check-store'], back)).code).to.equal(0);
  }

  it('through another embedded store and back, keep every document byte for byte, and every index', async function () {
    if (process.env['MONGODB_URI'] !== undefined) this.skip();
    await expectTheSameBack();
  });

  it('through the server that MONGODB_URI names and back, keep every document byte for byte, and every index', async function () {
    if (process.env['MONGODB_URI'] === undefined) this.skip();
    await expectTheSameBack();
  });

  it('refuse a target that is not empty', async () => {
    await fill(environment.DATA_DIR);
    const database = await openDatabase(server.uri);
    await nativeOf(database).collection('things').insertOne({ a: 1 });
    await database.close();
    await expectRefusal(['export'], /^MONGODB_URI names the database kanal_test_\w+, which is not empty/);
    await expectRefusal(['import'], /^DATA_DIR .* holds a store already/);
  });

  it('refuse a database that a portal uses, and a data folder in use', async () => {
    const database = await openDatabase(server.uri);
    const leases = createLeases({ database, processId: 'a portal', clock: () => new Date() });
    const forget = await leases.announce();
    await expectRefusal(['import'], /^A portal uses the database of MONGODB_URI: stop it first/);
    await forget();
    await database.close();
    const store = await openStoreOf(environment.DATA_DIR);
    await store.client.db().collection('things').insertOne({ a: 1 });
    await expectRefusal(['export'], /^DATA_DIR: .* is in use by the process/);
    await store.close();
  });

  it('refuse to go on without MONGODB_URI', async () => {
    await (await openStoreOf(environment.DATA_DIR)).close();
    const { DATA_DIR } = environment;
    for (const command of ['export', 'import'])
      await expectRefusal([command], /^MONGODB_URI is missing\. Example: /, { DATA_DIR });
  });
});
