import { expect } from 'chai';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { serialize } from 'bson';
import { SMTPServer } from 'smtp-server';
import { main as verifyAudit } from '../../src/audit-tool/verify-audit.ts';
import { readConfig, type Environment } from '../../src/config.ts';
import { createFramer, encodeReply, parseRequest } from '../../src/embedded-mongo/wire/wire.ts';
import { StartRefused } from '../../src/errors.ts';
import { start } from '../../src/server.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { runCommand } from '../support/command.ts';
import { testServer } from '../support/database.ts';
import { SECRET_OF_TESTS } from '../support/portal.ts';
import { importOf, UNCOUNTED } from '../support/portal-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The line that a start in this environment is refused with. */
async function refusal(environment: Environment): Promise<string> {
  const running = await start(readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment })).catch(
    (error: unknown) => error,
  );
  if (running instanceof StartRefused) return running.message;
  if (running instanceof Error) throw running;
  throw new Error('the portal started');
}

function expectOneLine(line: string, name: string): void {
  expect(line).to.match(new RegExp(`^${name} .*Example: ${name}=`));
  expect(line).to.not.include('\n');
}

after(removeBuiltProgram); // at the end of the whole run

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listening(server: Server): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      return Promise.resolve();
    },
  };
}

/** Speaks as MongoDB does with whoever brings a wrong password, and with whoever may do nothing. */
async function databaseThatLetsNobodyIn(): Promise<Listening> {
  const hello = { ok: 1, isWritablePrimary: true, minWireVersion: 0, maxWireVersion: 21 };
  const refused = { ok: 0, code: 18, codeName: 'AuthenticationFailed', errmsg: 'Authentication failed.' };
  const forbidden = {
    ok: 0,
    code: 13,
    codeName: 'Unauthorized',
    errmsg: 'not authorized on kanal to execute hunter2',
  };
  const answerTo = (command: object) => {
    if ('saslStart' in command) return refused;
    return 'hello' in command || 'ismaster' in command ? hello : forbidden;
  };
  const server = createServer((socket) => {
    const messagesOf = createFramer();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      for (const message of messagesOf(chunk)) {
        const request = parseRequest(message);
        socket.write(encodeReply(request, Buffer.from(serialize(answerTo(request.command))), 1));
      }
    });
  });
  return listening(server);
}

const NOBODY = 65_534;

/** Root may read everything, so a test that root runs gives that up for a while. */
async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(NOBODY);
  return work().finally(() => process.seteuid?.(0));
}

/** Any server with TLS whose certificate nobody signed. */
async function serverOfUnknownCertificate(): Promise<Listening> {
  const mail = new SMTPServer({ secure: true, logger: false });
  mail.on('error', () => undefined);
  return listening(mail.server);
}

describe('The start', () => {
  it('is refused in one line when the port is taken', async () => {
    await using folder = await temporaryFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expectOneLine(await refusal({ DATA_DIR: folder.path, PORT: String(port) }), 'PORT');
    other.close();
  });

  it('is refused in one line when the host is not of this machine', async () => {
    await using folder = await temporaryFolder();
    expectOneLine(await refusal({ DATA_DIR: folder.path, HOST: '192.0.2.1' }), 'HOST');
  });

  it('is refused in one line when the data folder is a file', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a-file');
    await writeFile(path, '');
    expectOneLine(await refusal({ DATA_DIR: path }), 'DATA_DIR');
  });

  it('is refused in one line when the data folder cannot be made', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a-file');
    await writeFile(path, '');
    expectOneLine(await refusal({ DATA_DIR: join(path, 'data') }), 'DATA_DIR');
  });

  for (const path of ['/proc/kanal', '/proc/kanal/data'])
    it(`is refused in one line, and does not hang, when the data folder is ${path}`, async function () {
      if (process.platform !== 'linux') this.skip();
      expectOneLine(await refusal({ DATA_DIR: path }), 'DATA_DIR');
    });

  it('is refused in one line, which says why without the password, when the database cannot be opened', async function () {
    this.timeout(30_000);
    await using strict = await databaseThatLetsNobodyIn();
    await using untrusted = await serverOfUnknownCertificate();
    const reasons: readonly (readonly [address: string, why: RegExp])[] = [
      ['127.0.0.1:9/kanal', /names a database that does not answer\. /],
      [`127.0.0.1:${strict.port}/kanal`, /refuses the name and password in it/],
      [`127.0.0.1:${untrusted.port}/kanal?tls=true`, /whose certificate is not trusted/],
      ['127.0.0.1:99999/kanal', /is not an address that the driver takes/],
      ['127.0.0.1:9/kanal?hunter2=yes', /is not an address that the driver takes/],
      [
        '127.0.0.1:9/kanal?tls=true&tlsCAFile=/hunter2',
        /names a file with a certificate that cannot be read/,
      ],
    ];
    const lines = await Promise.all(
      reasons.map(async ([address]) =>
        refusal({ MONGODB_URI: `mongodb://user:hunter2@${address}`, SERVER_SECRET: SECRET_OF_TESTS }),
      ),
    );
    for (const [at, [address, why]] of reasons.entries()) {
      expectOneLine(lines[at] ?? '', 'MONGODB_URI');
      expect(lines[at], address).to.match(why).and.not.include('hunter2');
    }
    const allowedNothing = {
      MONGODB_URI: `mongodb://127.0.0.1:${strict.port}/kanal`,
      SERVER_SECRET: SECRET_OF_TESTS,
    };
    const line = await refusal(allowedNothing);
    expectOneLine(line, 'MONGODB_URI');
    expect(line)
      .to.match(/names no account, or one that may not read and write its database:/)
      .and.not.include('hunter2');
    const verified = await runCommand(verifyAudit, [], allowedNothing);
    expect([verified.code, verified.error]).to.eql([2, `${line.split('. Example')[0]}.\n`]);
  });

  it('is refused in one line with another server secret than the one that the database knows', async () => {
    await using folder = await temporaryFolder();
    await using server = await testServer();
    const environment = { DATA_DIR: folder.path, MONGODB_URI: server.uri };
    const first = { ...environment, SERVER_SECRET: 'a secret of the tests, not of any office' };
    const running = await start(readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...first }));
    await running.close();
    const other = 'another secret than the one from before';
    const line = await refusal({ ...environment, SERVER_SECRET: other });
    expectOneLine(line, 'SERVER_SECRET');
    expect(line).to.not.include(other);
  });

  it('is refused in one line where the secret of its store is missing or another, and makes none in its place', async () => {
    await using folder = await temporaryFolder();
    const environment = { DATA_DIR: folder.path };
    const running = await start(readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment }));
    await running.close();
    const secret = join(folder.path, 'server-secret');
    await rm(secret);
    expect(await refusal(environment)).to.match(/^\S+server-secret is missing\. Put back the copy .*$/);
    expect(await readdir(folder.path)).to.not.include('server-secret');
    await writeFile(secret, SECRET_OF_TESTS);
    expect(await refusal(environment)).to.match(/^\S+server-secret is not the one .* Put back the copy .*$/);
  });

  it('is refused in one line when the data folder is of another user', async () => {
    await using folder = await temporaryFolder();
    await chmod(folder.path, 0);
    const line = await asNobody(async () => refusal({ DATA_DIR: folder.path }));
    expect(line).to.match(/^DATA_DIR \S+ is not, or not all, for this user .*Example: chown/);
    await chmod(folder.path, 0o700);
  });

  it('is refused in one line when one file of its store is of another user, and calls nothing damaged', async () => {
    await using folder = await temporaryFolder();
    const environment = { DATA_DIR: folder.path };
    const running = await start(readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment }));
    await running.close();
    if (process.geteuid?.() === 0)
      for (const path of ['.', ...(await readdir(folder.path, { recursive: true }))])
        await chown(join(folder.path, path), NOBODY, NOBODY);
    for (const name of ['format', 'store.mdb']) {
      const file = join(folder.path, 'store', name);
      await chmod(file, 0);
      const line = await asNobody(async () => refusal(environment));
      expect(line, name).to.match(/^DATA_DIR \S+ is not, or not all, for this user .*Example: chown/);
      await chmod(file, 0o600);
    }
  });

  it('is refused in one line where the store was lost or a restore was interrupted, and begins none', async () => {
    await using folder = await temporaryFolder();
    const environment = { DATA_DIR: folder.path };
    const running = await start(readConfig({ PORT: '0', LOG_LEVEL: 'silent', ...environment }));
    await running.close();
    const aside = 'store.replaced-20260101T000000Z-abcdef';
    await rename(join(folder.path, 'store'), join(folder.path, aside));
    const interrupted = await refusal(environment);
    expectOneLine(interrupted, 'DATA_DIR');
    expect(interrupted).to.include(aside);
    await rm(join(folder.path, aside), { recursive: true });
    expectOneLine(await refusal(environment), 'DATA_DIR');
    expect(await readdir(folder.path)).to.not.include('store');
  });

  it('is refused in one line where the store is newer or damaged', async () => {
    await using folder = await temporaryFolder();
    const store = join(folder.path, 'store');
    await mkdir(store);
    await writeFile(join(store, 'store.mdb'), 'no store');
    for (const [format, why] of [
      [1, /store\.mdb is not a store/],
      [2, /has the format 2/],
    ] as const) {
      await writeFile(join(store, 'format'), `${format}\n`);
      const line = await refusal({ DATA_DIR: folder.path });
      expectOneLine(line, 'DATA_DIR');
      expect(line).to.match(why);
    }
  });

  it('names the copies that killed commands left and an address without https, and ends with one line and another code than 0 when the thread of the store does', async function () {
    this.timeout(60_000);
    await using folder = await temporaryFolder();
    const left = ['store.new-abcdef', 'store.verified-abcdef'].map((name) => join(folder.path, name));
    for (const path of left) await mkdir(path);
    const program = await builtProgram();
    const script = `process.on('worker', (worker) => worker.constructor.name === 'Worker' &&
        process.once('message', () => worker.terminate()));
      Promise.all([${importOf('server', { program })}, import('./scripts/prepare.mjs')])
        .then(([{ main }, { giveUp }]) => main().catch(giveUp));`;
    const { MONGODB_URI: _uri, ...rest } = process.env;
    const inTheClear = { BASE_URL: 'http://lapor.example.go.id' };
    const child = spawn(process.execPath, ['-e', script], {
      env: { ...rest, ...UNCOUNTED, PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: folder.path, ...inTheClear },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let printed = '';
    child.stdout?.on('data', (piece) => {
      printed += String(piece);
      if (String(piece).includes('one-time link')) child.send('end it');
    });
    const { stderr } = child;
    const [said, [code]] = await Promise.all([stderr === null ? '' : text(stderr), once(child, 'exit')]);
    for (const path of left)
      expect(printed).to.match(new RegExp(`^${path} is what .* did not end: .* Delete it`, 'm'));
    expect(printed).to.match(/^BASE_URL http:\S+ is not https: /m);
    expect(said).to.equal('The thread of the embedded store ended. Start the portal again.\n');
    expect(code).to.equal(1);
  });

  it('is refused in one line while another portal uses the data folder', async () => {
    await using folder = await temporaryFolder();
    const environment = { PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: folder.path };
    const running = await start(readConfig(environment));
    expectOneLine(await refusal(environment), 'DATA_DIR');
    await running.close();
  });
});
