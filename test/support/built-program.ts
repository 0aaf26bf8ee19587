import { execFile } from 'node:child_process';
import { access, readdir, stat, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';

/** What the built program reads beside itself. */
const neighbours = ['build', 'node_modules', 'package.json', 'public', 'scripts', 'src', 'views'];

let ownBuild: Promise<TemporaryFolder> | undefined;

/**
 * The folder of the program as `npm start` builds it, which starts in a third of the time that TypeScript takes: what
 * `npm test` has built, or where the source is newer a build for this run.
 */
export async function builtProgram(): Promise<string> {
  if (await isBuilt()) return resolve('.');
  ownBuild ??= build();
  return (await ownBuild).path;
}

/** Mocha calls it after the last test. */
export async function removeBuiltProgram(): Promise<void> {
  await (await ownBuild)?.remove();
  ownBuild = undefined;
}

const isBuilt = async (): Promise<boolean> => isNewer(join('build', '.prepared'), 'src');

/** The thread of the embedded store runs as it is built, also in a test of a file or after an update of a package. */
export async function buildStoreIfOlder(): Promise<void> {
  const script = join('scripts', 'build-store.mjs');
  const thread = join('build', 'store', 'thread.mjs');
  if (await isNewer(thread, join('src', 'embedded-mongo'), [script, 'package-lock.json'])) return;
  await promisify(execFile)(process.execPath, [script]);
}

/** Whether what was built is newer than every file that it is built from: those of a folder, and others. */
async function isNewer(built: string, folder: string, others: readonly string[] = []): Promise<boolean> {
  const builtAt = await timeOf(built);
  const names = await readdir(folder, { recursive: true });
  const sources = [...names.map((name) => join(folder, name)), ...others];
  const times = await Promise.all(sources.map(timeOf));
  return builtAt > 0 && times.every((time) => time < builtAt);
}

async function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function build(): Promise<TemporaryFolder> {
  const folder = await temporaryFolder();
  const dist = join(folder.path, 'dist');
  await Promise.all(neighbours.map(async (name) => symlink(resolve(name), join(folder.path, name))));
  await compile(dist);
  await access(join(dist, 'server.js'));
  return folder;
}

/** The static checks judge the types; here only the output counts. */
async function compile(outDir: string): Promise<void> {
  const compiler = resolve('node_modules/typescript/bin/tsc');
  await new Promise<void>((done) => {
    execFile(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', outDir], () => done());
  });
}
