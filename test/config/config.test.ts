import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { readConfig, type Environment } from '../../src/config.ts';
import { StartRefused } from '../../src/errors.ts';
import { aboutSetting, type SettingName, settingNames } from '../../src/settings.ts';

const aSecret = 'correct-horse-battery-staple-correct';

function refusalOf(environment: Environment): StartRefused {
  try {
    readConfig(environment);
  } catch (error) {
    expect(error).to.be.instanceOf(StartRefused);
    if (error instanceof StartRefused) return error;
  }
  throw new Error('nothing was refused');
}

describe('The configuration', () => {
  describe('from an empty environment', () => {
    it('listens on this machine only and keeps everything in ./data', () => {
      const config = readConfig({});
      expect(config).to.include({ port: 3000, host: '127.0.0.1', baseUrl: 'http://localhost:3000' });
      expect(config).to.include({ mongodbUri: undefined, smtpUrl: undefined, trustedProxies: 0 });
      expect(config.uploads).to.deep.equal({
        maxFiles: 10,
        maxFileBytes: 100 * 1024 * 1024,
        quotaBytes: 2048 * 1024 * 1024,
        reserveBytes: 512 * 1024 * 1024,
      });
      expect(isAbsolute(config.dataFolder)).to.equal(true);
    });
    it('reads empty values as unset', () => {
      const empty = Object.fromEntries(settingNames.map((name) => [name, ' ']));
      expect(readConfig(empty)).to.deep.equal(readConfig({}));
    });
  });

  describe('with a wrong value', () => {
    const wrong: Record<SettingName, string> = {
      PORT: '70000',
      HOST: 'two words',
      DATA_DIR: 'a\0b',
      MONGODB_URI: 'postgres://user:hunter2@db/kanal',
      SERVER_SECRET: 'hunter2',
      BASE_URL: 'https://lapor.example.go.id/kanal',
      ONION_ADDRESS: 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wie.onion',
      ONION_PORT: 'tor',
      HSTS_SUBDOMAINS: 'yes',
      EXIT_URL: 'javascript:alert(1)',
      SMTP_URL: 'imap://user:hunter2@mail',
      MAIL_FROM: 'nobody\nBcc: all@example.go.id',
      TRUST_PROXY: 'yes',
      LOG_LEVEL: 'loud',
      UPLOAD_MAX_FILES: '0',
      UPLOAD_MAX_FILE_MB: '-1',
      UPLOAD_QUOTA_MB: '1e3',
      UPLOAD_RESERVE_MB: 'half',
      CLAMD: 'clamd',
      CLAMD_REMOTE: 'yes',
      BUDGET_TEXTS: '0',
      BUDGET_UPLOADS: '-5',
      BUDGET_WRONG_CODES: 'many',
      WAIT_SECONDS: '0',
      SHORTEST_WRITING_SECONDS: '61',
    };
    for (const [name, value] of Object.entries(wrong)) {
      it(`refuses ${name} with one line that names it and gives an example`, () => {
        const { message } = refusalOf({ [name]: value });
        expect(message).to.match(new RegExp(`^${name} .+Example: ${name}=.+$`));
        expect(message).to.not.include('\n');
        expect(message).to.not.include('hunter2');
      });
    }
  });

  describe('with an address whose password was not written for one', () => {
    const wrong = [
      'smtps://kanal:pa/ss@mail:465',
      'smtps://kanal:12/ss@mail:465',
      'smtp://kanal:pa#ss@mail',
      'smtp://kanal:p?ss@mail',
      'smtp://mail:70000',
      'mongodb://kanal:pa/ss@127.0.0.1:1/x',
      'mongodb://kanal:12/ss@127.0.0.1:1/x',
      'mongodb://kanal:pa#ss@127.0.0.1/x',
      'mongodb://kanal:pa@ss@127.0.0.1/x',
      'mongodb://kanal:pa%ss@127.0.0.1/x',
    ];
    const both = { SERVER_SECRET: aSecret, MAIL_FROM: 'kanal@example.go.id' };
    for (const address of wrong)
      it(`refuses ${address} and says which characters to write otherwise`, () => {
        const name = address.startsWith('smtp') ? 'SMTP_URL' : 'MONGODB_URI';
        const { message } = refusalOf({ ...both, [name]: address });
        expect(message).to.match(new RegExp(`^${name} is not an address: .*/ as %2F.*Example: ${name}=`));
        expect(message).to.not.include('ss@');
      });
    it('takes it once they are', () => {
      const smtp = 'smtps://kanal@example.go.id:p%2F%23%3F%40%3A%25ss@mail:465';
      const mongodb = 'mongodb://kanal:p%2F%23%3F%40%3A%25ss@127.0.0.1:1/x?replicaSet=rs';
      const config = readConfig({ ...both, SMTP_URL: smtp, MONGODB_URI: mongodb });
      expect(config).to.include({ smtpUrl: smtp, mongodbUri: mongodb });
    });
  });

  describe('with settings that need each other', () => {
    it('refuses the command that makes a secret, as .env.example once had it, in the place of one', () => {
      const taken = { SERVER_SECRET: '(the output of: openssl rand -base64 32)' };
      expect(refusalOf(taken).message).to.match(/^SERVER_SECRET is the command that makes one/);
    });
    it('refuses MONGODB_URI without SERVER_SECRET', () => {
      expect(refusalOf({ MONGODB_URI: 'mongodb://localhost/kanal' }).message).to.match(
        /^SERVER_SECRET is missing/,
      );
    });
    it('refuses a MONGODB_URI that names no database', () => {
      for (const rest of ['', '/', '?tls=true', '/?directConnection=true'])
        expect(
          refusalOf({ MONGODB_URI: `mongodb://kanal:hunter2@localhost${rest}`, SERVER_SECRET: aSecret })
            .message,
        ).to.match(/^MONGODB_URI names no database: .*Example: MONGODB_URI=/);
    });
    it('refuses ONION_PORT without ONION_ADDRESS, or where it is PORT', () => {
      const onion = 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';
      expect(refusalOf({ ONION_PORT: '3001' }).message).to.match(/^ONION_ADDRESS is missing/);
      expect(refusalOf({ ONION_PORT: '3000', ONION_ADDRESS: onion }).message).to.match(
        /^ONION_PORT is PORT too/,
      );
    });
    it('refuses SMTP_URL without MAIL_FROM', () => {
      expect(refusalOf({ SMTP_URL: 'smtp://mail' }).message).to.match(/^MAIL_FROM is missing/);
      expect(refusalOf({ CLAMD: '192.0.2.7:3310' }).message).to.match(/^CLAMD names another machine/);
      for (const here of ['/run/clamav/clamd.ctl', 'localhost:3310', '127.0.0.1:3310'])
        expect(readConfig({ CLAMD: here }).clamd).to.be.an('object');
      expect(readConfig({ CLAMD: '192.0.2.7:3310', CLAMD_REMOTE: '1' }).clamd).to.include({
        host: '192.0.2.7',
      });
    });
    it('refuses a MongoDB on another machine that does not say whether by TLS', () => {
      const other = 'mongodb://user:hunter2@db.example.go.id:27017,127.0.0.1:27018/kanal';
      const secret = { SERVER_SECRET: aSecret };
      expect(refusalOf({ MONGODB_URI: other, ...secret }).message).to.match(
        /^MONGODB_URI names another machine/,
      );
      for (const uri of [
        'mongodb://127.0.0.1:27017,[::1]:27018/kanal',
        'mongodb://localhost/kanal?proxyHost=db',
      ])
        expect(refusalOf({ MONGODB_URI: uri, ...secret }).message).to.match(/^MONGODB_URI names another/);
      for (const uri of [
        `${other}?retryWrites=true&tls=true`,
        `${other}?ssl=false`,
        'mongodb+srv://user:hunter2@db.example.go.id/kanal',
        'mongodb://user:hunter2@localhost/kanal',
        'mongodb://[::1]:27018/kanal?replicaSet=rs0',
        'mongodb://LOCALHOST/kanal',
        'mongodb://%2frun%2fmongodb.sock/kanal',
        `${other}?TLS=true`,
      ])
        expect(readConfig({ MONGODB_URI: uri, ...secret }).mongodbUri).to.equal(uri);
    });
    it('refuses a quota that the largest file would not fit in', () => {
      expect(refusalOf({ UPLOAD_QUOTA_MB: '99' }).message).to.match(/^UPLOAD_QUOTA_MB is less/);
    });
    it('accepts them together', () => {
      const config = readConfig({
        MONGODB_URI: 'mongodb+srv://db.example/kanal',
        SERVER_SECRET: aSecret,
        SMTP_URL: 'smtps://user:password@mail',
        MAIL_FROM: 'Kanal <kanal@example.go.id>',
        BASE_URL: 'https://lapor.example.go.id/',
      });
      expect(config).to.include({ serverSecret: aSecret, baseUrl: 'https://lapor.example.go.id' });
    });
  });

  describe('with secrets in files of their own', () => {
    const made: string[] = [];
    const fileWith = async (text: string) => {
      const folder = await mkdtemp(join(tmpdir(), 'secret-'));
      made.push(folder);
      await writeFile(join(folder, 'secret'), text);
      return join(folder, 'secret');
    };
    after(async () => Promise.all(made.map(async (folder) => rm(folder, { recursive: true }))));

    it('reads them without the line end', async () => {
      const config = readConfig({
        MONGODB_URI_FILE: await fileWith('mongodb://localhost/kanal\n'),
        SERVER_SECRET_FILE: await fileWith(`${aSecret}\n`),
      });
      expect(config).to.include({ mongodbUri: 'mongodb://localhost/kanal', serverSecret: aSecret });
    });
    it('refuses a file that is not there, and one beside the same setting', async () => {
      expect(refusalOf({ SERVER_SECRET_FILE: '/nowhere/secret' }).message).to.match(
        /^SERVER_SECRET_FILE names a file that cannot be read\. Example: SERVER_SECRET_FILE=/,
      );
      const both = { SERVER_SECRET: aSecret, SERVER_SECRET_FILE: await fileWith(aSecret) };
      expect(refusalOf(both).message).to.match(/^SERVER_SECRET stands beside SERVER_SECRET_FILE/);
    });
    it('quotes no such file in a refusal', async () => {
      const { message } = refusalOf({ SMTP_URL_FILE: await fileWith('imap://user:hunter2@mail') });
      expect(message)
        .to.match(/^SMTP_URL does not begin/)
        .and.not.include('hunter2');
    });
    it('takes nothing else from a file', async () => {
      expect(readConfig({ PORT_FILE: await fileWith('4000') }).port).to.equal(3000);
    });
  });
});

describe('.env.example', () => {
  it('lists exactly the settings, each under its sentence', async () => {
    const lines = (await readFile('.env.example', 'utf8')).split('\n');
    const listed = lines.flatMap((line, index) => {
      const name = /^#?([A-Z_]+)=/.exec(line)?.[1];
      return name === undefined ? [] : [{ name, sentence: lines[index - 1]?.replace(/^# /, '') }];
    });
    const expected = settingNames.map((name) => ({ name, sentence: aboutSetting(name).sentence }));
    expect(listed).to.deep.equal(expected);
  });
  it('holds the defaults where a line is not commented out', async () => {
    const lines = (await readFile('.env.example', 'utf8'))
      .split('\n')
      .filter((line) => /^[A-Z_]+=/.test(line));
    const environment = Object.fromEntries(lines.map((line) => line.split('=', 2)));
    expect(readConfig(environment)).to.deep.equal(readConfig({}));
  });
});
