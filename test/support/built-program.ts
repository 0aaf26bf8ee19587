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

const isBuilt = async (): Promise<boolean> => isNewer(join('build', '.prepared'), ['src']);

/** The thread of the embedded store and the programs that look into files run as they are built, also in a test of one file. */
export async function buildWhatIsOlder(): Promise<void> {
  await Promise.all([
    buildIfOlder('build-store.mjs', 'build/store/thread.mjs', ['src/embedded-mongo']),
    buildIfOlder('build-file-thread.mjs', 'build/file-thread/thread.mjs', ['src/disclosure']),
    buildIfOlder('build-preview.mjs', 'build/preview/pdf-words.mjs', ['src/preview', 'src/disclosure']),
  ]);
}

/** @param built one of what the script makes at once */
async function buildIfOlder(scriptName: string, built: string, folders: readonly string[]): Promise<void> {
  const script = join('scripts', scriptName);
  if (await isNewer(built, folders, [script, 'package-lock.json'])) return;
  await promisify(execFile)(process.execPath, [script]);
}

/** Whether what was built is newer than every file that it is built from: those of folders, and others. */
async function isNewer(
  built: string,
  folders: readonly string[],
  others: readonly string[] = [],
): Promise<boolean> {
  const builtAt = await timeOf(built);
  const inFolders = folders.map(async (folder) =>
    (await readdir(folder, { recursive: true })).map((name) => join(folder, name)),
  );
  const sources = [...(await Promise.all(inFolders)).flat(), ...others];
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
