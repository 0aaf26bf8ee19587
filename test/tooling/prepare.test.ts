import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

/** What a step of the build does here: it says when it begins and ends, so that two of them that meet are seen, and gets new code where some waits. */
const STEP = `const { appendFileSync, existsSync, mkdirSync, renameSync } = await import('node:fs');
  appendFileSync('steps', 'begin\\n');
  mkdirSync('dist', { recursive: true });
  await new Promise((done) => setTimeout(done, 50));
  if (existsSync('pulled')) renameSync('pulled', 'src/a.ts');
  appendFileSync('steps', 'end\\n');`;
/** What may run beside a portal, with the exit code that says that it could not be done. */
const BESIDE = [
  { command: ['store-tool.mjs', 'backup'], code: 1 },
  { command: ['recover.mjs'], code: 1 },
  { command: ['recovery-key.mjs'], code: 1 },
  { command: ['verify-audit.mjs'], code: 2 },
];
const STEPS = readdirSync('scripts')
  .filter((name) => /^build-.+\.mjs$/.test(name))
  .map((name) => `scripts/${name}`);

const script = (options: string) =>
  `import('./scripts/prepare.mjs').then(({ prepare, giveUp }) => prepare(${options}).catch(giveUp))`;

describe('What prepares a command', () => {
  let folder: TemporaryFolder;

  /** A project of nothing but the program that prepares, and steps that are quick. */
  before(async () => {
    folder = await temporaryFolder();
    const files: Record<string, string> = { 'package-lock.json': '{"packages":{}}', 'src/a.ts': 'first' };
    for (const step of STEPS) files[step] = STEP;
    for (const name of ['', '.build', '.demo']) files[`tsconfig${name}.json`] = '{}';
    files['node_modules/typescript/bin/tsc'] = '';
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder.path, path)), { recursive: true });
      await writeFile(join(folder.path, path), content);
    }
    for (const name of ['prepare.mjs', ...BESIDE.map(({ command: [program = ''] }) => program)])
      await copyFile(join('scripts', name), join(folder.path, 'scripts', name));
  });
  after(async () => folder.remove());

  const prepare = async (options = '{}') =>
    run(process.execPath, ['-e', script(options)], { cwd: folder.path });
  const steps = async () => readFile(join(folder.path, 'steps'), 'utf8');

  it('builds once where several begin at once, and nothing where all is built', async () => {
    await Promise.all([prepare(), prepare(), prepare()]);
    expect(await steps()).to.equal('begin\nend\n'.repeat(STEPS.length));
    await prepare();
    expect(await steps()).to.equal('begin\nend\n'.repeat(STEPS.length));
  });

  it('builds anew what may have changed while it was built', async () => {
    await writeFile(join(folder.path, 'src/a.ts'), 'second');
    await writeFile(join(folder.path, 'pulled'), 'third');
    await prepare();
    await prepare();
    expect(await steps()).to.equal('begin\nend\n'.repeat(3 * STEPS.length));
  });

  it('tells whoever may not build, or not read the settings, so in a sentence', async () => {
    const { path: cwd } = folder;
    await prepare();
    await writeFile(join(cwd, '.env'), 'PORT=1');
    const closed = [cwd, join(cwd, 'build'), join(cwd, 'build/.prepared'), join(cwd, '.env')] as const;
    for (const [at, mode] of [0o755, 0o555, 0o000, 0o000].entries()) await chmod(closed[at] ?? '', mode);
    const asNobody = process.getuid?.() === 0 ? { cwd, uid: 65_534 } : { cwd };
    const read = `import('./scripts/prepare.mjs').then(({ readSettingsFile, giveUp }) => {
      try { readSettingsFile(); } catch (error) { giveUp(error); }
    })`;
    for (const [work, said] of [
      [
        script('{}'),
        /^The code is not built, or this .* as its owner run "node scripts\/prepare\.mjs"\. .*\n$/,
      ],
      [read, /^The file \.env cannot be read by this user\.\n$/],
    ] as const) {
      const ended = await run(process.execPath, ['-e', work], asNobody).catch((error: unknown) => error);
      expect(ended).to.have.property('stderr').that.matches(said);
    }
    await chmod(join(cwd, 'build'), 0o755);
    for (const path of [join(cwd, 'build/.prepared'), join(cwd, '.env')]) await rm(path);
  });

  it('waits for none that was killed, whatever its number means by now', async () => {
    await rm(join(folder.path, 'steps'), { force: true });
    const { stdout: ended } = await run(process.execPath, ['-p', 'process.pid']);
    const lock = join(folder.path, 'build/.preparing');
    const left = [
      [ended.trim(), Date.now()],
      [String(process.pid), 0], // given to this process since the machine began anew
      ['', Date.now() - 60_000],
    ] as const;
    for (const [number, madeAt] of left) {
      await writeFile(join(folder.path, 'src/a.ts'), `after ${number}`);
      await writeFile(lock, number);
      await utimes(lock, madeAt / 1000, madeAt / 1000);
      await prepare();
    }
    await writeFile(join(folder.path, 'src/a.ts'), 'after its own');
    const own = `require('node:fs').writeFileSync('build/.preparing', String(process.pid));`;
    await run(process.execPath, ['-e', own + script('{}')], { cwd: folder.path });
    expect(await steps()).to.equal('begin\nend\n'.repeat(4 * STEPS.length));
  });

  it('leaves no lock that nobody removes where its number does not fit on the disk', async () => {
    await rm(join(folder.path, 'steps'), { force: true });
    await writeFile(join(folder.path, 'src/a.ts'), 'fourth');
    const full = ['-c', 'ulimit -f 0 && exec "$0" "$@"', process.execPath, '-e', script('{}')];
    const refusal: unknown = await run('sh', full, { cwd: folder.path }).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 1 });
    await prepare();
    expect(await steps()).to.equal('begin\nend\n'.repeat(STEPS.length));
  });

  it('of a command that may run beside a portal, is refused once the code has changed, and leaves what was built', async () => {
    await rm(join(folder.path, 'steps'), { force: true });
    await writeFile(join(folder.path, 'src/a.ts'), 'fifth');
    for (const { command, code } of BESIDE) {
      const args = [join('scripts', command[0] ?? ''), ...command.slice(1)];
      const refusal: unknown = await run(process.execPath, args, { cwd: folder.path }).catch(
        (error: unknown) => error,
      );
      expect(refusal, command[0]).to.include({ code });
      expect(String(Reflect.get(Object(refusal), 'stderr'))).to.match(
        /^The code has changed .*stop the portal, run "node/,
      );
    }
    expect(existsSync(join(folder.path, 'steps'))).to.equal(false);
    await rm(join(folder.path, 'build'), { recursive: true });
    await prepare('{ isBesidePortal: true }'); // nothing that was built is there for a portal to run on
    expect(await steps()).to.equal('begin\nend\n'.repeat(STEPS.length));
  });
});
