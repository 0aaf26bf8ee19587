import { type ChildProcess, spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

/** Where scripts/build-preview.mjs writes the program and what it reads. */
const builtPreviewFolder = fileURLToPath(new URL('../../build/preview/', import.meta.url));

/** How much may come out, in bytes. */
const MOST_OUTPUT = 8 * 1024 * 1024;
const WASM_PAGES_A_MIB = 16;
const LOW_PRIORITY = 10;

/**
 * Where memory ends, the kernel takes it first and not the portal or its database. An empty environment, no core dump (why a limit of 1: src/memory-warnings.ts), no file written, so much processor time; and where the system lets anybody do it, no network and no
 * sight of other processes: in namespaces of its own it reaches no process of ours with a signal. A user namespace without a mapped user
 * holds no capability once the program runs.
 */
const LIMITED = `echo 1000 >/proc/self/oom_score_adj
prlimit --pid $$ --core=1:1 2>/dev/null || ulimit -c 0
ulimit -f 0; ulimit -t "$1"; shift
for apart in '--user --net --pid --fork --kill-child' '--user --net'
do if unshare $apart true 2>/dev/null; then exec unshare $apart env -i "$@"; fi
done
exec env -i "$@"`;

/** Node's permission model under the name that this Node has for it: no file but the program's folder, no process, no thread, no addon. */
function permissionFlags(folder: string): string[] {
  const isStable = process.allowedNodeEnvironmentFlags.has('--permission');
  return [isStable ? '--permission' : '--experimental-permission', `--allow-fs-read=${join(folder, '*')}`];
}

/** A program of ours, and what it may take. */
export interface LimitedProgram {
  /** Its file in the folder. */
  readonly name: string;
  readonly longestMs: number;
  readonly cpuSeconds: number;
  /** Memory of its JavaScript. */
  readonly heapMib: number;
  /** Memory of each of its WebAssembly modules. */
  readonly wasmMib: number;
}

export interface LimitedRun {
  /** A folder of our own with the program; tests put another one there. */
  readonly folder?: string;
  readonly longestMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a program of build/preview once, in a process with an empty environment that may read its own folder and nothing else, gives it the
 * input and returns its output. What a hostile file does to it stays there: it has no key, no secret, no open file or connection of ours.
 * @returns undefined when it broke, took too long or said too much, was never built, or is not wanted any more
 */
export async function runLimited(
  program: LimitedProgram,
  input: AsyncIterable<Uint8Array>,
  { folder = builtPreviewFolder, longestMs = program.longestMs, signal }: LimitedRun = {},
): Promise<Buffer | undefined> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined || signal?.aborted) return undefined;
  const child = started(program, real);
  if (!child) return undefined;
  const kill = (): void => end(child);
  const timer = setTimeout(kill, longestMs);
  signal?.addEventListener('abort', kill, { once: true });
  try {
    lower(child);
    const [output, code, isWhole] = await Promise.all([
      outputOf(child, kill),
      exitOf(child),
      given(child, input),
    ]);
    return code === 0 && isWhole ? output : undefined;
  } finally {
    kill();
    clearTimeout(timer);
    signal?.removeEventListener('abort', kill);
  }
}

/** @returns undefined where the system has no room for a process: most reasons come as an event, some are thrown at once */
function started(
  { name, cpuSeconds, heapMib, wasmMib }: LimitedProgram,
  folder: string,
): ChildProcess | undefined {
  const wasmPages = wasmMib * WASM_PAGES_A_MIB;
  const limits = [`--max-old-space-size=${heapMib}`, `--wasm-max-mem-pages=${wasmPages}`, '--no-warnings'];
  const command = [process.execPath, ...permissionFlags(folder), ...limits, join(folder, name)];
  try {
    return spawn('/bin/sh', ['-c', LIMITED, 'sh', String(cpuSeconds), ...command], {
      cwd: '/',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
      stdio: ['pipe', 'pipe', 'ignore'],
      // A group of its own: a signal to "its group" is none to the portal.
      detached: true,
    });
  } catch {
    return undefined;
  }
}

/** With all that it may have started. */
function end({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}

function lower({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, LOW_PRIORITY);
  } catch {
    // It has ended already, and how says its exit.
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
}

/** Gives it the file. @returns false when the file could not be read to its end, or was not taken: then nothing is to be shown of it */
async function given({ stdin }: ChildProcess, input: AsyncIterable<Uint8Array>): Promise<boolean> {
  if (!stdin) return false;
  return pipeline(Readable.from(input, { objectMode: false }), stdin).then(
    () => true,
    () => false,
  );
}

async function outputOf({ stdout }: ChildProcess, kill: () => void): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stdout ?? []) {
    const bytes = Buffer.from(piece);
    size += bytes.length;
    if (size > MOST_OUTPUT) {
      kill();
      break;
    }
    pieces.push(bytes);
  }
  return Buffer.concat(pieces);
}
