import { execFile } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document } from 'bson';
import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import {
  addFiles,
  codeOn,
  openCheck,
  openFiles,
  protectedReport,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import type { SamplePortal } from '../support/sample-portal.ts';
import type { TemporaryFolder } from '../support/temporary-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { openAuditDatabase } from '../../src/audit-tool/audit-database.ts';
import { readDatabaseConfig } from '../../src/config.ts';
import { createRecoveryServices } from '../../src/recovery-tool/recovery-services.ts';
import { main } from '../../src/recovery-tool/recover.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

const hostile = '../../etc/\u202efdp.exe 😀.pdf';
const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));

describe('npm run recover', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let folder: TemporaryFolder;
  let keyFile: string;
  let environment: Record<string, string>;
  const ids = { unit: '', listed: '', above: '', naming: [''] };

  /** The tool as a command of its own, without a server secret. */
  async function recoverInOwnProcess(args: readonly string[], input = ''): Promise<Ended> {
    const { MONGODB_URI: _uri, SERVER_SECRET: _secret, DATA_DIR: _data, ...rest } = process.env;
    const script = `import('./src/recovery-tool/recover.ts').then(async ({ main }) => {
      process.exitCode = await main(process.argv.slice(1), process.env);
    })`;
    return new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['--import', 'tsx', '--input-type=module', '-e', script, '--', ...args],
        { env: { ...rest, ...environment } },
        (failure, out, error) =>
          resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, out, error }),
      );
      child.stdin?.end(input);
    });
  }

  async function recover(args: readonly string[], input = ''): Promise<Ended> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const code = await main(args, environment, { stdin: Readable.from([input]), stdout, stderr });
    const [out, error] = [stdout, stderr].map((stream) => String(stream.end().read() ?? ''));
    return { code, out: out ?? '', error: error ?? '' };
  }

  async function expectRefusal(args: readonly string[], says: RegExp, input = ''): Promise<void> {
    const { code, out, error } = await recover(args, input);
    expect(code).to.equal(1);
    expect(out).to.equal('');
    expect(error).to.match(says);
    expect(error.trimEnd().split('\n')).to.have.length(1);
  }

  /** As somebody who can write to the database. */
  async function tamper(work: (database: Database) => Promise<void>): Promise<void> {
    const { MONGODB_URI: uri } = environment;
    const store =
      uri === undefined ? await startEmbeddedMongo({ folder: join(portal.dataFolder, 'store') }) : undefined;
    const database = await openDatabase(uri ?? store?.uri ?? '');
    await work(database);
    await database.close();
    await store?.close();
  }

  async function caseIdOf(code: string): Promise<string> {
    return (await portal.services.tracking.open(code)).case._id;
  }

  before(async () => {
    folder = await temporaryFolder();
    portal = await startSamplePortal();
    const visitor = portal.visitor();
    const files = await addFiles(
      visitor,
      await openFiles(visitor, {
        ...protectedReport,
        identity: 'named',
        name: 'Nama Saya',
        contact: 'saya@contoh.example',
      }),
      [
        { name: hostile, bytes },
        { name: 'sama.txt', bytes: Buffer.from('satu') },
        { name: 'sama.txt', bytes: Buffer.from('dua') },
      ],
    );
    const code = codeOn(await send(visitor, await openCheck(visitor, files)));
    ids.unit = await caseIdOf(code);
    await visitor.submit(await track(visitor, code), { values: { text: 'Tambahan dari pelapor' } });
    const officer = await portal.officer('officer');
    await portal.services.conflicts.declareNone(officer, ids.unit);
    await portal.services.cases.reply(officer, ids.unit, { formId: 'a', text: 'Terima kasih.' });
    await portal.services.cases.note(officer, ids.unit, { formId: 'b', text: 'Catatan dalam' });
    const { version } = await portal.services.cases.outside(officer, ids.unit);
    await portal.services.cases.changeStatus(officer, ids.unit, {
      version,
      to: 'not_actionable',
      reason: 'Sudah ditangani',
    });

    const positions = await portal.services.accounts.positions.list();
    const idOf = (name: string) => positions.find((position) => position.name.id === name)?._id ?? '';
    const concerns = (name: string) => ({ ...protectedReport, concerns: [`position:${idOf(name)}`] });
    ids.listed = await caseIdOf(codeOn(await sendReport(visitor, concerns('Staf sekretariat'))));
    ids.above = await caseIdOf(codeOn(await sendReport(visitor, concerns('Ketua'))));

    const { holderName = '' } = (await portal.services.accounts.office.settings()).recovery ?? {};
    const naming = [{ who: holderName }, { how: `Uang itu dibagi oleh Pak ${holderName}, S.H.` }];
    const codes = [];
    for (const answers of naming)
      codes.push(codeOn(await sendReport(visitor, { ...protectedReport, ...answers })));
    ids.naming = await Promise.all(codes.map(caseIdOf));

    keyFile = join(folder.path, 'recovery-key.txt');
    await writeFile(keyFile, `# made 2026\n\n${portal.office.recoveryIdentity}\n`);
    environment = { DATA_DIR: portal.dataFolder };
    const { mongodbUri } = portal.services.config;
    if (mongodbUri !== undefined) environment['MONGODB_URI'] = mongodbUri;
    await portal.stop(); // the embedded store serves one process at a time
  });

  after(async () => {
    await portal.close();
    await folder.remove();
  });

  it('lists the cases of the office with lane, category, status and day, and none of the body above', async () => {
    const { code, out } = await recover(['--key', keyFile]);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(code).to.equal(0);
    expect(rows.map(([id]) => id)).to.have.members([ids.unit, ids.listed]);
    const row = rows.find(([id]) => id === ids.unit);
    expect(row?.slice(1, 4)).to.deep.equal(['protected', 'corruption', 'not_actionable']);
    expect(row?.[4]).to.match(/^\d{4}-\d\d-\d\d$/);
  });

  it('opens no case that names its holder, who is none of the members', async () => {
    expect(ids.naming).to.have.length(2);
    for (const id of ids.naming)
      await expectRefusal(
        ['--key', keyFile, '--case', id, '--out', join(folder.path, id)],
        /no case of this id/,
      );
  });

  it('run as a process of its own, reads the key from standard input', async () => {
    const { code, out } = await recoverInOwnProcess(['--key', '-'], `${portal.office.recoveryIdentity}\n`);
    expect(code).to.equal(0);
    expect(out).to.include(ids.unit);
  });

  it('leaves the identity that a reporter gave sealed unless it is asked for, and says so', async () => {
    const out = join(folder.path, 'without-identity');
    const { code, error } = await recover(['--key', keyFile, '--case', ids.unit, '--out', out]);
    expect(code).to.equal(0);
    expect(error).to.include('--with-identity');
    expect(await readFile(join(out, 'report.json'), 'utf8')).not.to.include('saya@contoh.example');
  });

  it('writes a case with its identity, messages, notes, reasons and files into a folder of its owner alone', async () => {
    const out = join(folder.path, 'case');
    const { code, error } = await recover([
      '--key',
      keyFile,
      '--case',
      ids.unit,
      '--out',
      out,
      '--with-identity',
    ]);
    expect(code, error).to.equal(0);
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(report.answers.what).to.equal(protectedReport['what']);
    expect(report.identity).to.deep.equal({ name: 'Nama Saya', contact: 'saya@contoh.example' });
    expect(report.steps.at(-1).reason).to.equal('Sudah ditangani');
    const messages = await readFile(join(out, 'messages.txt'), 'utf8');
    for (const text of ['Tambahan dari pelapor', 'Terima kasih.', 'Catatan dalam'])
      expect(messages).to.include(text);
    expect(JSON.parse(await readFile(join(out, 'messages.json'), 'utf8'))).to.have.length(3);
    expect((await stat(out)).mode & 0o777).to.equal(0o700);
    expect((await stat(join(out, 'report.json'))).mode & 0o777).to.equal(0o600);

    const names = await readdir(join(out, 'files'));
    expect(names).to.have.length(3);
    for (const name of names) expect(name).to.match(/^00\d [^/\\\u202e]+$/);
    const saved = report.files.find((file: { name: string }) => file.name === hostile);
    expect(await readFile(join(out, 'files', saved.savedAs))).to.deep.equal(bytes);
  });

  it('writes all of a case but what is damaged, which it names, and ends with 1', async () => {
    const zeros = Buffer.alloc(2_000, 7);
    const kept: { readonly of: string; readonly document: Document & { _id: string } }[] = [];
    await tamper(async (database) => {
      const damage = async (of: string, filter: object, change: object) => {
        const collection = database.collection<Document & { _id: string }>(of);
        const document = await collection.findOne(filter);
        if (document) kept.push({ of, document });
        await collection.updateOne(filter, { $set: change });
      };
      await damage('messages', { caseId: ids.unit, from: 'office' }, { 'body.data': zeros });
      await damage('cases', { _id: ids.unit }, { 'report.data': zeros, 'identity.data': zeros });
      const files = await database
        .collection('files')
        .find({ caseId: ids.unit })
        .sort({ place: 1 })
        .toArray();
      await damage('files', { _id: files[0]?._id }, { 'name.data': zeros });
      await damage('chunks', { fileId: files[1]?.['contents'] ?? files[1]?._id }, { data: zeros });
    });
    const out = join(folder.path, 'damaged');
    const args = ['--key', keyFile, '--case', ids.unit, '--out', out, '--with-identity'];
    const { code, error } = await recover(args);
    await tamper(async (database) => {
      for (const { of, document } of kept)
        await database.collection<Document & { _id: string }>(of).replaceOne({ _id: document._id }, document);
    });
    expect(kept).to.have.length(4);
    expect(code).to.equal(1);
    expect(error).to.match(
      /What is damaged was left out: the report, the identity, the message of [\d-]+ \(office\), the file "\w+", the file "/,
    );
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(report.answers).to.have.all.keys('problem');
    expect(report.steps.at(-1).reason).to.equal('Sudah ditangani');
    expect(report.files.filter((file: object) => 'problem' in file)).to.have.length(2);
    expect(await readdir(join(out, 'files'))).to.have.length(1);
    const messages = await readFile(join(out, 'messages.txt'), 'utf8');
    expect(messages)
      .to.include('Tambahan dari pelapor')
      .and.include('Catatan dalam')
      .and.not.include('Terima');
    expect(JSON.parse(await readFile(join(out, 'messages.json'), 'utf8'))).to.have.length(3);
  });

  it('removes nothing from the store that it reads, whatever has expired', async function reading() {
    if (environment['MONGODB_URI'] !== undefined) this.skip(); // a server of the office's own does as it was told
    const config = readDatabaseConfig(environment);
    for (const open of [createRecoveryServices, openAuditDatabase]) {
      const { close } = await open(config);
      const socket = encodeURIComponent(join(portal.dataFolder, 'store', 'mongo.sock'));
      const database = await openDatabase(`mongodb://${socket}/portal?directConnection=true`);
      const asked = await database.db?.admin().command({ getParameter: 1, ttlMonitorSleepSecs: 1 });
      await database.close();
      await close();
      expect(Number(asked?.['ttlMonitorSleepSecs'])).to.be.above(86_400 * 365);
    }
  });

  it('opens a case that is sealed to an allow-list', async () => {
    const out = join(folder.path, 'listed');
    expect((await recover(['--key', keyFile, '--case', ids.listed, '--out', out])).code).to.equal(0);
    expect(await readdir(out)).to.have.members(['report.json', 'messages.json', 'messages.txt']);
  });

  it('lists all others where the keys of one are those of another case, names it and ends with 1', async () => {
    let before: unknown;
    const put = async (keys: (of: (id: string) => Promise<unknown>) => Promise<unknown>) =>
      tamper(async (database) => {
        const cases = database.collection<{ _id: string; keys?: unknown }>('cases');
        const of = async (id: string) => (await cases.findOne({ _id: id }))?.keys;
        before ??= await of(ids.listed);
        await cases.updateOne({ _id: ids.listed }, { $set: { keys: await keys(of) } });
      });
    await put(async (of) => of(ids.unit));
    const { code, out, error } = await recover(['--key', keyFile]);
    await put(async () => before);
    expect(code).to.equal(1);
    expect(out.trimEnd().split('\n')).to.have.length(1);
    expect(out).to.match(new RegExp(`^${ids.unit}\t`));
    expect(error).to.include(
      `${ids.listed} could not be opened. The envelope was sealed for another place.\n`,
    );
    expect(error).to.include('1 cases can be opened.');
  });

  for (const [how, damaged] of [
    ['changed', { 'envelope.data': Buffer.alloc(2_000, 7) }],
    ['empty', { envelope: {} }],
  ] as const)
    it(`lists all others where the key of a unit is ${how}, names it and its cases, and ends with 1`, async () => {
      const grant = { holder: 'recovery' };
      const kept: { unitId: unknown; envelope: unknown }[] = [];
      await tamper(async (database) => {
        const grants = database.collection<{ unitId: unknown; envelope: unknown }>('keyGrants');
        kept.push(...(await grants.find(grant).toArray()));
        await grants.updateMany(grant, { $set: damaged });
      });
      const { code, out, error } = await recover(['--key', keyFile]);
      const caseFolder = join(folder.path, how);
      const written = await recover(['--key', keyFile, '--case', ids.listed, '--out', caseFolder]);
      await tamper(async (database) => {
        const grants = database.collection('keyGrants');
        for (const { envelope, ...rest } of kept) await grants.updateOne(rest, { $set: { envelope } });
      });
      expect(kept).to.have.length(1);
      expect([code, written.code]).to.eql([1, 0]);
      expect(out).to.match(new RegExp(`^${ids.listed}\t[^\n]*\n$`));
      expect(error).to.match(
        new RegExp(`^Key \\d of the unit ${String(kept[0]?.unitId)} could not be opened`),
      );
      expect(error).to.include(`${ids.unit} could not be opened. It is sealed to a key of its unit`);
    });

  describe('refuses in one line', () => {
    it('a folder that exists', async () => {
      await expectRefusal(['--key', keyFile, '--case', ids.unit, '--out', folder.path], /exists already/);
    });

    it('a case of the body above, as one that is not there', async () => {
      const out = join(folder.path, 'above');
      await expectRefusal(['--key', keyFile, '--case', ids.above, '--out', out], /no case of this id/);
      await expectRefusal(['--key', keyFile, '--case', '../x', '--out', out], /no case of this id/);
      expect(await readdir(folder.path)).to.not.include('above');
    });

    it('a key that opens nothing', async () => {
      const { identity } = await newKeyPair();
      await expectRefusal(['--key', '-'], /opens no case/, identity);
    });

    it('a file without a whole hybrid key, never repeating what stands in it', async () => {
      await expectRefusal(['--key', '-'], /holds no key/, '# nothing\n');
      await expectRefusal(
        ['--key', '-'],
        /^The standard input holds a line that is not a whole key/,
        portal.office.recoveryIdentity.slice(0, -4),
      );
    });

    it('a key on the command line, a missing file, and options that do not belong together', async () => {
      await expectRefusal(['--key', portal.office.recoveryIdentity], /command line/);
      await expectRefusal(['--key', join(folder.path, 'none')], /cannot be read/);
      await expectRefusal([], /--key is missing/);
      await expectRefusal(['--key', keyFile, '--case', ids.unit], /belong together/);
      await expectRefusal(['--nonsense'], /Unknown option/);
    });

    it('a data folder without a store', async function () {
      const before = environment;
      environment = { DATA_DIR: folder.path };
      await expectRefusal(['--key', keyFile], /^DATA_DIR .* holds no store/);
      environment = before;
    });
  });
});
