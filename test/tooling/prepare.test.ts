import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);

/** What a step of the build does here: it says when it begins and ends, so that two of them that meet are seen. */
const STEP = `const { appendFileSync, mkdirSync } = await import('node:fs');
  appendFileSync('steps', 'begin\\n');
  mkdirSync('dist', { recursive: true });
  await new Promise((done) => setTimeout(done, 50));
  appendFileSync('steps', 'end\\n');`;
const STEPS = readdirSync('scripts')
  .filter((name) => /^build-.+\.mjs$/.test(name))
  .map((name) => `scripts/${name}`);

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
    await copyFile('scripts/prepare.mjs', join(folder.path, 'scripts/prepare.mjs'));
  });
  after(async () => folder.remove());

  const prepare = async (options = '{}') => {
    const script = `import('./scripts/prepare.mjs').then(({ prepare, giveUp }) => prepare(${options}).catch(giveUp))`;
    return run(process.execPath, ['-e', script], { cwd: folder.path });
  };
  const steps = async () => readFile(join(folder.path, 'steps'), 'utf8');

  it('builds once where several begin at once, and nothing where all is built', async () => {
    await Promise.all([prepare(), prepare(), prepare()]);
    expect(await steps()).to.equal('begin\nend\n'.repeat(STEPS.length));
    await prepare();
    expect(await steps()).to.equal('begin\nend\n'.repeat(STEPS.length));
  });

  it('waits for none that was killed', async () => {
    const { stdout: ended } = await run(process.execPath, ['-p', 'process.pid']);
    await writeFile(join(folder.path, 'build/.preparing'), ended.trim());
    await writeFile(join(folder.path, 'src/a.ts'), 'second');
    await prepare();
    expect(await steps()).to.equal('begin\nend\n'.repeat(2 * STEPS.length));
  });

  it('beside a portal, is refused once the code has changed, and leaves what was built', async () => {
    const beside = '{ isBesidePortal: true }';
    await prepare(beside);
    await writeFile(join(folder.path, 'src/a.ts'), 'third');
    const refusal: unknown = await prepare(beside).catch((error: unknown) => error);
    expect(refusal).to.include({ code: 1 });
    expect(String(Reflect.get(Object(refusal), 'stderr'))).to.match(
      /^The code has changed .*stop the portal, run "node/,
    );
    expect(await steps()).to.equal('begin\nend\n'.repeat(2 * STEPS.length));
    await rm(join(folder.path, 'build'), { recursive: true });
    await prepare(beside); // nothing that was built is there for a portal to run on
    expect(await steps()).to.equal('begin\nend\n'.repeat(3 * STEPS.length));
  });
});
