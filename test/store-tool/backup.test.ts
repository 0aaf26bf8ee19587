import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { openStore } from '../../src/embedded-mongo/storage/store.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { lastLineOf, openStoreOf, runTool, startProgram } from './support.ts';

const writingProgram = new URL('writing-program.ts', import.meta.url);

/** A data folder that another process writes into, and what was acknowledged so far. */
async function startWriters(dataFolder: string, acknowledged: number) {
  const { child } = startProgram(writingProgram, [dataFolder]);
  const seen = new Set<number>();
  child.on('message', (message) => typeof message === 'number' && seen.add(message));
  while (seen.size < acknowledged) await once(child, 'message');
  const end = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { seen, end };
}

/** What the office chose to keep for a year, and for five. */
async function chooseRetention(dataFolder: string): Promise<void> {
  const store = await openStoreOf(dataFolder);
  const office = { _id: 'office', retentionMonths: { corruption: 60, complaint: 12 } };
  await store.client.db().collection<{ _id: string }>('office').insertOne(office);
  await store.close();
}

/** A data folder whose store holds one document of this name. */
async function fill(dataFolder: string, name: string): Promise<void> {
  const store = await openStoreOf(dataFolder);
  await store.client.db().collection<{ _id: string }>('things').insertOne({ _id: name });
  await store.close();
}

async function namesIn(dataFolder: string): Promise<string[]> {
  const store = await openStoreOf(dataFolder);
  const found = await store.client.db().collection<{ _id: string }>('things').find().toArray();
  await store.close();
  return found.map(({ _id }) => _id).toSorted(); // the store keeps no order
}

/** What a backup of so many days ago is called. */
function nameOf(daysAgo: number): string {
  const day = new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  return `kanal-integritas-${day.replaceAll('-', '')}T010203Z.backup`;
}

describe('npm run backup and npm run restore', function () {
  this.timeout(60_000);
  let folder: TemporaryFolder;
  let data: string;
  let file: string;
  let environment: { DATA_DIR: string };
  beforeEach(async () => {
    folder = await temporaryFolder();
    data = join(folder.path, 'data');
    file = join(folder.path, 'a.backup');
    environment = { DATA_DIR: data };
  });
  afterEach(() => folder.remove());

  /** Backs up a store that holds one document of this name. */
  async function backUp(name: string): Promise<void> {
    await fill(data, name);
    expect(await runTool(['backup', file], environment)).to.include({ code: 0 });
  }

  async function saidOf(args: readonly string[], tool = environment): Promise<string> {
    const { code, out, error } = await runTool(args, tool);
    expect(code, error).to.equal(0);
    return out;
  }

  async function expectRefusal(args: readonly string[], says: RegExp): Promise<void> {
    const { code, out, error } = await runTool(args, environment);
    expect(code).to.equal(1);
    expect(out).to.equal('');
    expect(lastLineOf(error)).to.match(says);
  }

  it('is a command of npm, which names its file from where it was typed, and what settings name from the project', async function typed() {
    this.timeout(300_000); // where the source is newer, what is built
    await promisify(execFile)(process.execPath, ['scripts/prepare.mjs']);
    await fill(data, 'a');
    const { MONGODB_URI: _uri, ...rest } = process.env;
    const typedIn = join(folder.path, ...'as/deep/as/nobody/keeps/a/project'.split('/'));
    await mkdir(typedIn, { recursive: true });
    const noUri = join(folder.path, 'no-uri'); // which counts as unset
    await writeFile(noUri, '');
    const env = { ...rest, DATA_DIR: data, MONGODB_URI_FILE: relative('.', noUri), INIT_CWD: typedIn };
    const args = ['scripts/store-tool.mjs', 'backup', relative(typedIn, file)];
    await promisify(execFile)(process.execPath, args, { env });
    const restored = join(folder.path, 'restored');
    await runTool(['restore', file], { DATA_DIR: restored });
    expect(await namesIn(restored)).to.deep.equal(['a']);
  });

  it('older than the shortest retention that the office chose, is restored with a warning; another without', async () => {
    const restored = async (name: string) => saidOf(['restore', file], { DATA_DIR: join(folder.path, name) });
    const age = async (days: number) => {
      const store = openStore(file);
      const { kind, format } = store.readNote() ?? {};
      await store.saveNote({ kind, format, takenAt: new Date(Date.now() - days * 86_400_000) });
      await store.close();
    };
    await backUp('a');
    await age(400);
    expect(await restored('by default')).not.to.include('purged');
    await age(800);
    expect(await restored('two years')).to.include('shortest retention of the office (24 months)');
    await chooseRetention(data);
    await rm(file);
    await runTool(['backup', file], environment);
    expect(await restored('fresh')).not.to.include('purged');
    await age(400);
    expect(await restored('a year')).to.include('shortest retention of the office (12 months)');
  });

  it('taken into a folder, name those older than the shortest retention that the office chose', async () => {
    await backUp('a');
    const ended = `${nameOf(800)}.part`;
    for (const name of [ended, nameOf(400), nameOf(300)]) await writeFile(join(folder.path, name), '');
    expect(await saidOf(['backup', folder.path]))
      .to.include(`${ended} in that folder is older`)
      .and.include('(24 months)');
    await chooseRetention(data);
    expect(await saidOf(['backup', join(folder.path, 'b.backup')]))
      .to.include(`${ended} and 1 more in that folder`)
      .and.include('(12 months)');
  });

  it('while 20 clients write, hold every write acknowledged before, and pass the check', async () => {
    const writers = await startWriters(data, 100);
    const before = [...writers.seen];
    const backup = await runTool(['backup', file], environment);
    const during = writers.seen.size - before.length;
    await writers.end();
    expect(backup.code, backup.error).to.equal(0);
    expect(during, 'writes during the backup').to.be.greaterThan(0);

    const restored = { DATA_DIR: join(folder.path, 'restored') };
    expect(await runTool(['restore', file], restored)).to.include({ code: 0 });
    const check = await runTool(['check-store'], restored);
    expect(check.code, check.error).to.equal(0);
    const store = await openStoreOf(restored.DATA_DIR);
    const found = await store.client.db().collection('things').find().hint('n').toArray();
    expect(found.map(({ n }) => n)).to.include.members(before);
    await store.close();
  });

  it('write a file of its owner alone, into a folder under the time, and never over another', async () => {
    await backUp('first');
    expect((await stat(file)).mode & 0o777).to.equal(0o600);
    await expectRefusal(['backup', file], /a\.backup exists already/);
    const { out } = await runTool(['backup', folder.path], environment);
    expect(out).to.match(/^Written to .*kanal-integritas-\d{8}T\d{6}Z\.backup: .*server secret is not in it/);
    const names = await readdir(folder.path);
    expect(names.filter((name) => name.endsWith('.backup'))).to.have.length(2);
    expect(names.join()).to.not.match(/part|lock/);
  });

  it('take a folder that is not there, as of a disk that is not mounted, for no file', async () => {
    await fill(data, 'first');
    const missing = join(folder.path, 'backup');
    await expectRefusal(['backup', missing], /backup is no folder.*Is its disk mounted\?$/);
    expect(await readdir(folder.path)).to.not.include('backup');
  });

  it('refuse a data folder in use', async () => {
    await backUp('first');
    const store = await openStoreOf(data);
    await expectRefusal(['restore', file, '--replace'], /^DATA_DIR: .* is in use by the process \d+/);
    await store.close();
    expect(await namesIn(data)).to.deep.equal(['first']);
  });

  it('refuse a store that is there, unless told to move it aside', async () => {
    await backUp('first');
    await fill(data, 'second');
    await expectRefusal(['restore', file], /^DATA_DIR .* holds a store already.*--replace/);
    expect(await namesIn(data)).to.deep.equal(['first', 'second']);
    const { code, out, error } = await runTool(['restore', file, '--replace'], environment);
    expect(code, error).to.equal(0);
    expect(await namesIn(data)).to.deep.equal(['first']);
    const [aside = ''] = /\S+store\.replaced-\S+(?=:)/.exec(out) ?? [];
    const old = join(folder.path, 'old');
    await mkdir(old);
    await rename(aside, join(old, 'store'));
    expect(await namesIn(old)).to.deep.equal(['first', 'second']);
  });

  it('keep every store that they replace, also of several replaced within a second', async () => {
    await backUp('first');
    for (let time = 0; time < 5; time += 1) {
      const { code, error } = await runTool(['restore', file, '--replace'], environment);
      expect(code, error).to.equal(0);
    }
    const aside = (await readdir(data)).filter((name) => name.startsWith('store.replaced-'));
    expect(aside).to.have.length(5);
    expect(await namesIn(data)).to.deep.equal(['first']);
  });

  it('replace a store that is damaged', async () => {
    await backUp('first');
    await writeFile(join(data, 'store', 'store.mdb'), Buffer.alloc(8192, 'x'));
    await expectRefusal(['backup', join(folder.path, 'b.backup')], /is damaged/);
    await expectRefusal(['restore', file], /holds a store already/);
    expect(await runTool(['restore', file, '--replace'], environment)).to.include({ code: 0 });
    expect(await namesIn(data)).to.deep.equal(['first']);
  });

  it('refuse a file that is no backup, or was cut short, and leave nothing behind', async () => {
    await backUp('first');
    const restored = { DATA_DIR: join(folder.path, 'restored') };
    environment = restored;
    await expectRefusal(['restore', join(folder.path, 'none')], /none cannot be read/);
    await expectRefusal(['restore', join(data, 'store', 'store.mdb')], /is not a backup/);
    await writeFile(`${file}.text`, 'x'.repeat(10_000));
    await expectRefusal(['restore', `${file}.text`], /is not a backup/);
    await truncate(file, (await stat(file)).size / 2);
    await expectRefusal(['restore', file], /is damaged; take another backup/);
    expect(await readdir(restored.DATA_DIR)).to.deep.equal([]);
  });

  it('refuse what is not for them in a sentence that names the setting', async () => {
    await expectRefusal(['backup', file], /^DATA_DIR .* holds no store/);
    await expectRefusal(['backup'], /^FILE or FOLDER is missing/);
    await expectRefusal(['backup', file, 'more'], /Unexpected argument "more"/);
    await expectRefusal(['restore', '--force', file], /Unknown option/);
    const server = { ...environment, MONGODB_URI: 'mongodb://127.0.0.1:1/kanal' };
    const { code, error } = await runTool(['backup', file], server);
    expect(code).to.equal(1);
    expect(error).to.match(/^MONGODB_URI is set.*mongodump/);
  });
});
