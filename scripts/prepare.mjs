// Gets a fresh clone ready to run: checks Node, installs what the lock file names, builds what changed.
// Needs nothing but Node itself, because it runs before anything is installed. Says what it does on stderr, so that
// a command's own output stays clean.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const oldestNode = [20, 19];
const buildMark = 'build/.prepared';
const lock = 'build/.preparing';
/** What the system says of the files of another user, and of a disk that only may be read. */
const NOT_FOR_THIS_USER = new Set(['EACCES', 'EPERM', 'EROFS']);
/** How long a command may take at most from making the lock to writing its number there, in ms. */
const unnamedLockMs = 5_000;
const buildInputs = [
  'src',
  'public',
  'scripts',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'tsconfig.demo.json',
];
const compiler = 'node_modules/typescript/bin/tsc';

/** Something a person has to do first; the message says what. */
class CannotPrepare extends Error {}

export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  throw new CannotPrepare(
    `Kanal Integritas needs Node ${oldestNode.join('.')} or newer, and this is ${process.versions.node}. ` +
      'Get a newer one from https://nodejs.org/ and run the same command again.',
  );
}

/** Runs a command with its output on stderr; resolves to its exit code. */
export function run(command, args, environment = {}) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 2, 2], env: { ...process.env, ...environment } });
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
}

function readPackages(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** Whether node_modules holds just what the lock file names, by npm's own record of what it installed. */
function isInstalled() {
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(readPackages('package-lock.json')).every(
    ([path, { version, integrity, optional }]) => {
      if (path === '') return true;
      const found = installed[path];
      if (found === undefined) return optional === true; // made for another system
      return found.version === version && found.integrity === integrity;
    },
  );
}

async function install() {
  if (isInstalled()) return;
  say('Installing what package-lock.json names (a minute the first time) …');
  // The npm that started us, so that one that is not on the PATH works too.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith('js') ? [process.execPath, npm] : ['npm'];
  // NODE_ENV=production would leave out the compiler, and nothing we use needs a script at its installation.
  const args = [...first, 'ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  if ((await run(command, args)) !== 0)
    throw new CannotPrepare(
      'npm ci failed; what it says above tells why. Is the package registry reachable?',
    );
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const inside = join(path, entry.name);
    return entry.isDirectory() ? filesUnder(inside) : [inside];
  });
}

async function runStep(step) {
  if ((await run(process.execPath, step)) !== 0)
    throw new CannotPrepare(`The build failed in ${step[0]}; what it says above tells where.`);
}

/** Of contents and not of times: a checkout of another branch and back builds nothing. */
function fingerprintOfInputs() {
  const hash = createHash('sha256').update(process.versions.node);
  for (const input of buildInputs)
    for (const file of input.endsWith('.json') ? [input] : filesUnder(input))
      hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}

function isBuilt(fingerprint = fingerprintOfInputs()) {
  return existsSync(buildMark) && readFileSync(buildMark, 'utf8') === fingerprint;
}

async function build() {
  const fingerprint = fingerprintOfInputs(); // what changes from here on may be built or not: the next command builds again
  if (isBuilt(fingerprint)) return;
  say('Building …');
  rmSync(buildMark, { force: true });
  rmSync('dist', { recursive: true, force: true });
  const steps = [
    ['scripts/build-assets.mjs'],
    ['scripts/build-preview.mjs'],
    ['scripts/build-store.mjs'],
    ['scripts/build-file-thread.mjs'],
    [compiler, '-p', 'tsconfig.build.json'],
  ];
  for (const step of steps) await runStep(step);
  writeFileSync(buildMark, fingerprint);
}

/** Does it while no other command installs or builds: two would remove each other's. One that was killed keeps nobody waiting. */
async function alone(work) {
  const umask = process.umask(0o022); // whoever runs the portal reads what the owner of its code installed and built
  mkdirSync('build', { recursive: true });
  for (let isTold = false; !takeLock(); isTold = true) {
    if (!isTold) say('Waiting for another command that installs or builds …');
    await setTimeout(200);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
    process.umask(umask);
  }
}

function takeLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') {
      rmSync(lock, { force: true }); // a full disk takes the file, but not the number in it
      throw error;
    }
    if (isLeft()) rmSync(lock, { force: true });
    return false;
  }
}

/** Whether whoever made the lock has ended without removing it; its number may be that of another process by now, as of this one in a container. */
function isLeft() {
  try {
    const { mtimeMs } = statSync(lock);
    const pid = Number(readFileSync(lock, 'utf8'));
    if (pid === 0) return mtimeMs < Date.now() - unnamedLockMs;
    return pid === process.pid || mtimeMs < Date.now() - uptime() * 1000 || !isAlive(pid);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    return false;
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A portal in use is built without what makes the sample office, and what a demo left of it goes (ASVS 5.0 V15.2.3). */
async function buildSample(isWanted) {
  if (!isWanted) rmSync('dist/sample', { recursive: true, force: true });
  else if (!existsSync('dist/sample/demo-portal.js')) await runStep([compiler, '-p', 'tsconfig.demo.json']);
}

/**
 * Leaves the process in the project's folder with everything installed and, unless told otherwise, built. Where all is as it should be,
 * nothing is written, so that whoever runs the portal need not own its code.
 * @param isBesidePortal the command may run beside a portal, under which nothing that was built may change: it is refused where the code did
 * @throws {CannotPrepare}
 */
export async function prepare({ withBuild = true, withSample = false, isBesidePortal = false } = {}) {
  checkNode();
  process.chdir(root);
  try {
    await makeReady({ withBuild, withSample, isBesidePortal });
  } catch (error) {
    if (!NOT_FOR_THIS_USER.has(error.code)) throw error;
    throw new CannotPrepare(
      'The code is not built, or this user cannot read all of it: as its owner run "node scripts/prepare.mjs". Then run this again.',
    );
  }
}

async function makeReady({ withBuild, withSample, isBesidePortal }) {
  const isReady = isInstalled() && (!withBuild || isBuilt());
  if (isBesidePortal && !isReady && existsSync(buildMark))
    throw new CannotPrepare(
      'The code has changed since it was built, and a portal may run on what was built: stop the portal, run "node scripts/prepare.mjs" and start it. Then run this again.',
    );
  if (!isReady)
    await alone(async () => {
      await install();
      if (withBuild) await build();
    });
  if (withBuild && !isBesidePortal) await buildSample(withSample);
}

/** The settings of the file `.env`, where there is one; those of the environment stay. */
export function readSettingsFile() {
  if (!existsSync('.env')) return;
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    throw new CannotPrepare('The file .env cannot be read by this user.', { cause: error });
  }
}

/**
 * Reads `.env` for a command whose files are named from where it was typed, and goes there. The paths that settings name stay those from the
 * project's folder, as at `npm start`. Once built.
 */
export async function goWhereTyped(startedIn) {
  readSettingsFile();
  const { aboutSetting } = await import('../dist/settings.js');
  process.env.DATA_DIR = resolve(process.env.DATA_DIR?.trim() || aboutSetting('DATA_DIR').example);
  const secret = process.env.MONGODB_URI_FILE?.trim();
  if (secret) process.env.MONGODB_URI_FILE = resolve(secret);
  process.chdir(process.env.INIT_CWD ?? startedIn);
}

/** Ends a command that could not go on, with the sentence alone where it is meant for people, and with 1 unless that says something else of it. */
export function giveUp(error, exitCode = 1) {
  const isForPeople = error instanceof CannotPrepare || error?.name === 'StartRefused';
  say(isForPeople ? error.message : String(error?.stack ?? error));
  process.exit(exitCode);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await prepare().catch(giveUp);
