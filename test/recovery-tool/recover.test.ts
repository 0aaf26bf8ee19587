import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { main } from '../../src/recovery-tool/recover.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';
import { type Ended, runCommand } from '../support/command.ts';
import { protectedReport } from '../support/sample-portal.ts';
import { bytes, hostile, recoveredOffice, type RecoveredOffice } from './recovered-office.ts';

function expectRefused({ code, out, error }: Ended, says: RegExp): void {
  expect(code).to.equal(1);
  expect(out).to.equal('');
  expect(error).to.match(says);
  expect(error.trimEnd().split('\n')).to.have.length(1);
}

describe('npm run recover', function () {
  this.timeout(60_000);
  let office: RecoveredOffice;
  before(async () => {
    office = await recoveredOffice();
  });
  after(async () => office?.[Symbol.asyncDispose]());

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
        { env: { ...rest, ...office.environment } },
        (failure, out, error) =>
          resolve({ code: typeof failure?.code === 'number' ? failure.code : 0, out, error }),
      );
      child.stdin?.end(input);
    });
  }

  async function expectRefusal(args: readonly string[], says: RegExp, input = ''): Promise<void> {
    expectRefused(await office.recover(args, input), says);
  }

  it('lists the cases of the office with lane, category, status and day, and none of the body above', async () => {
    const { code, out } = await office.recover(['--key', office.keyFile]);
    const rows = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(code).to.equal(0);
    expect(rows.map(([id]) => id)).to.have.members([office.ids.unit, office.ids.listed]);
    const row = rows.find(([id]) => id === office.ids.unit);
    expect(row?.slice(1, 4)).to.deep.equal(['protected', 'corruption', 'not_actionable']);
    expect(row?.[4]).to.match(/^\d{4}-\d\d-\d\d$/);
  });

  it('opens no case that names its holder, who is none of the members', async () => {
    expect(office.ids.naming).to.have.length(2);
    for (const id of office.ids.naming)
      expectRefused(await office.write(id, join(office.folder, id)), /no case of this id/);
  });

  it('run as a process of its own, reads the key from standard input', async () => {
    const { code, out } = await recoverInOwnProcess(['--key', '-'], `${office.recoveryIdentity}\n`);
    expect(code).to.equal(0);
    expect(out).to.include(office.ids.unit);
  });

  it('leaves the identity that a reporter gave sealed unless it is asked for, and says so', async () => {
    const out = join(office.folder, 'without-identity');
    const { code, error } = await office.write(office.ids.unit, out);
    expect(code).to.equal(0);
    expect(error).to.include('--with-identity');
    expect(await readFile(join(out, 'report.json'), 'utf8')).not.to.include('saya@contoh.example');
  });

  it('writes a case with its identity, messages, notes, reasons and files into a folder of its owner alone', async () => {
    const out = join(office.folder, 'case');
    const { code, error } = await office.write(office.ids.unit, out, '--with-identity');
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

  it('opens a case that is sealed to an allow-list', async () => {
    const out = join(office.folder, 'listed');
    expect((await office.write(office.ids.listed, out)).code).to.equal(0);
    expect(await readdir(out)).to.have.members(['report.json', 'messages.json', 'messages.txt']);
  });

  describe('refuses in one line', () => {
    it('a folder that exists', async () => {
      expectRefused(await office.write(office.ids.unit, office.folder), /exists already/);
    });

    it('a case of the body above, as one that is not there', async () => {
      const out = join(office.folder, 'above');
      for (const id of [office.ids.above, '../x'])
        expectRefused(await office.write(id, out), /no case of this id/);
      expect(await readdir(office.folder)).to.not.include('above');
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
        office.recoveryIdentity.slice(0, -4),
      );
    });

    it('a key on the command line, a missing file, and options that do not belong together', async () => {
      await expectRefusal(['--key', office.recoveryIdentity], /command line/);
      await expectRefusal(['--key', join(office.folder, 'none')], /cannot be read/);
      await expectRefusal([], /--key is missing/);
      await expectRefusal(['--key', office.keyFile, '--case', office.ids.unit], /belong together/);
      await expectRefusal(['--nonsense'], /Unknown option/);
    });

    it('a data folder without a store', async () => {
      const args = ['--key', office.keyFile];
      const ended = await runCommand(main, args, { DATA_DIR: office.folder });
      expectRefused(ended, /^DATA_DIR .* holds no store/);
    });
  });
});
