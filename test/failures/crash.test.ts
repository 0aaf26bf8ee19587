import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { importOf as moduleOf, UNCOUNTED } from '../support/portal-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const WRITTEN = 'kuitansi-fiktif-pelapor';

/** Errors as the database and a parser throw them: with what they were given. */
const ERRORS = {
  duplicate: `Object.assign(new Error('E11000 dup key: { email: "${WRITTEN}" }'), { code: 11000, keyValue: { email: '${WRITTEN}' } })`,
  parser: `(() => { try { JSON.parse('${WRITTEN}'); } catch (error) { return error; } })()`,
  text: `'${WRITTEN}'`,
};

let program = '';
before(async () => (program = await builtProgram()));
after(removeBuiltProgram); // at the end of the whole run

const importOf = (name: string) => moduleOf(name, { program });

interface Ended {
  readonly code: number | null;
  /** Everything that it printed, on both outputs. */
  readonly printed: string;
  readonly lines: readonly Record<string, unknown>[];
}

async function run(script: string, environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const { MONGODB_URI: _uri, SERVER_SECRET: _secret, ...rest } = process.env;
  const env = { ...rest, ...UNCOUNTED, PORT: '0', NODE_ENV: 'production', ...environment };
  const child = spawn(process.execPath, ['-e', script], { env });
  const [out, error] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  const lines = out.split('\n').filter((line) => line.startsWith('{'));
  return { code: child.exitCode, printed: out + error, lines: lines.map((line) => JSON.parse(line)) };
}

/** Takes over crashes as the portal does, around a stop and a crash of the test's. */
function crashing(stop: string, crash: string): string {
  return `Promise.all([${importOf('crash')}, ${importOf('log')}]).then(([{ endOnCrash }, { createLog }]) => {
    endOnCrash(createLog('info'), ${stop}, 300);
    setTimeout(() => { ${crash} }, 1);
    setTimeout(() => console.log('went on'), 5000);
  });`;
}

describe('A signal to the portal', () => {
  it('that makes Node listen for a debugger, opens none', async () => {
    await using folder = await temporaryFolder();
    const script = `Promise.all([${importOf('server')}, import('node:inspector')]).then(([{ main }, { url }]) => {
      process.stdout.write = ((write) => (text, ...rest) => {
        if (String(text).includes('runs on')) {
          process.kill(process.pid, 'SIGUSR1');
          setTimeout(() => { console.log('debugger: ' + url()); process.kill(process.pid, 'SIGTERM'); }, 300);
        }
        return write.call(process.stdout, text, ...rest);
      })(process.stdout.write);
      return main();
    });`;
    const { code, printed } = await run(script, { DATA_DIR: folder.path });
    expect(printed)
      .to.include('debugger: undefined')
      .and.include('Stopped.')
      .and.not.include('listening on ws:');
    expect(code).to.equal(0);
  });
});

describe('A crash of the portal', () => {
  it('that nothing caught, in a running portal, is logged without what the error quotes, and ends it in order', async () => {
    await using folder = await temporaryFolder();
    const script = `${importOf('server')}.then(({ main }) => main());
      process.stdout.write = ((write) => (text, ...rest) => {
        if (String(text).includes('runs on')) setTimeout(() => Promise.reject(${ERRORS.duplicate}), 300);
        return write.call(process.stdout, text, ...rest);
      })(process.stdout.write);`;
    const { code, printed, lines } = await run(script, { DATA_DIR: folder.path });
    expect(code).to.equal(1);
    expect(printed).not.to.include(WRITTEN);
    expect(lines.at(-1)).to.deep.include({ level: 'fatal' }).and.have.nested.property('err.code', 11000);
    const left = await readdir(join(folder.path, 'store'));
    expect(left).to.include('store.mdb').and.not.include('mongo.sock');
  });

  for (const [name, error] of Object.entries(ERRORS))
    it(`by a rejection or an exception that quotes (${name}), prints no word of it and ends with 1`, async () => {
      const runs = await Promise.all([
        run(crashing('async () => {}', `Promise.reject(${error})`)),
        run(crashing('async () => {}', `throw ${error}`)),
      ]);
      for (const { code, printed, lines } of runs) {
        expect(code).to.equal(1);
        expect(printed).not.to.include(WRITTEN);
        expect(lines).to.have.length(1);
      }
    });

  it('whose stop never ends, fails or crashes too, ends all the same', async () => {
    const stops = ['() => new Promise(() => {})', `async () => { throw ${ERRORS.text}; }`];
    const crash = `throw ${ERRORS.parser}`;
    const twice = `setTimeout(() => { ${crash} }, 1); ${crash}`;
    const [endless, failing, crashingAgain] = await Promise.all([
      ...stops.map(async (stop) => run(crashing(stop, crash))),
      run(crashing('() => new Promise(() => {})', twice)),
    ]);
    for (const ended of [endless, failing, crashingAgain]) {
      expect(ended?.code).to.equal(1);
      expect(ended?.printed).not.to.include(WRITTEN).and.not.to.include('went on');
    }
    expect(crashingAgain?.lines).to.have.length(2);
  });

  it('at the start, of a kind that nobody foresaw, is logged without what the error quotes', async () => {
    await using folder = await temporaryFolder();
    const script = `Promise.all([${importOf('server')}, import('mongoose')]).then(async ([{ main }, { default: mongoose }]) => {
      mongoose.mongo.Collection.prototype.createIndexes = async () => { throw ${ERRORS.duplicate}; };
      await main().catch((error) => { console.error(error.message); process.exit(1); });
    });`;
    const { code, printed, lines } = await run(script, { DATA_DIR: folder.path });
    expect(code).to.equal(1);
    expect(printed).not.to.include(WRITTEN);
    expect(lines.at(-1)).to.deep.include({ level: 'fatal', msg: 'the portal could not go on' });
  });
});
