import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Environment } from '../../src/config.ts';
import type { TestPortal } from './portal.ts';

/** A portal in a process of its own, started as `npm start` does. */
export interface PortalProcess {
  readonly url: string;
  readonly processId: number;
  /** What it has printed, but for its address, a line each. */
  readonly logged: readonly string[];
  isRunning(): boolean;
  /** Resident memory in bytes; Linux only. */
  residentBytes(): number;
  /** Asks it to end, as Ctrl-C or a service manager does; resolves to its exit code when it has. */
  stop(): Promise<number | null>;
  /** Ends it at once, as a power cut would; harmless where it has ended. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  /** The folder of `builtProgram()`; TypeScript as it stands otherwise. */
  readonly program?: string | undefined;
  /** How far its clock is ahead, in seconds. */
  readonly clockAhead?: number;
  /** Flags of Node. */
  readonly flags?: readonly string[];
}

/** The module of the portal of this name, as a process that runs TypeScript or the built program imports it. */
export function importOf(name: string, { program }: ProcessOptions): string {
  const path = program === undefined ? resolve('src', `${name}.ts`) : join(program, 'dist', `${name}.js`);
  return `import('${pathToFileURL(path).href}')`;
}

/** What the process runs: `npm start`'s own `main`, or the same portal with another clock. */
function scriptOf(options: ProcessOptions): string {
  const { clockAhead = 0 } = options;
  const server = importOf('server', options);
  if (clockAhead === 0) return `${server}.then(({ main }) => main());`;
  return `Promise.all([${server}, ${importOf('config', options)}])
    .then(([{ start }, { readConfig }]) =>
      start(readConfig(process.env), { clock: () => new Date(Date.now() + ${clockAhead * 1000}) }))
    .then(({ url }) => console.log('runs on ' + url));`;
}

/** What was built counts for no coverage, and counting takes a fourth of a start. Left out, Node would set it all the same. */
export const UNCOUNTED = { NODE_V8_COVERAGE: undefined };

/** What a process needs to be one more portal with the database, the folder and the secret of another, and a mail server. */
export function environmentBeside(
  { dataFolder, services: { config } }: Pick<TestPortal, 'dataFolder' | 'services'>,
  smtpUrl?: string,
): Environment {
  return {
    MONGODB_URI: config.mongodbUri,
    SERVER_SECRET: config.serverSecret,
    DATA_DIR: dataFolder,
    ...(smtpUrl !== undefined && { SMTP_URL: smtpUrl, MAIL_FROM: 'kanal@contoh.example' }),
    TRUST_PROXY: '1', // so that each visitor has a limit of their own
    BUDGET_TEXTS: '100000', // so that none of a crowd is asked to wait
    BUDGET_UPLOADS: '100000',
  };
}

/** Starts the whole portal on a data folder and waits until it listens. */
export async function startPortalProcess(
  environment: Environment,
  options: ProcessOptions = {},
): Promise<PortalProcess> {
  return (await spawnPortal(environment, scriptOf(options), options)).portal;
}

/** Runs a script that starts a portal and prints its address. */
export async function spawnPortal(
  environment: Environment,
  script: string,
  { program, flags = [] }: ProcessOptions,
): Promise<{ readonly portal: PortalProcess; readonly child: ChildProcess }> {
  const { MONGODB_URI: _uri, SERVER_SECRET: _secret, ...rest } = process.env;
  const loader = program === undefined ? ['--import', 'tsx'] : [];
  const uncounted = program === undefined ? {} : UNCOUNTED;
  const child = spawn(process.execPath, [...flags, ...loader, '-e', script], {
    env: {
      ...rest,
      ...uncounted,
      NODE_ENV: 'production',
      PORT: '0',
      LOG_LEVEL: 'warn',
      SHORTEST_WRITING_SECONDS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const logged: string[] = [];
  const url = await addressOf(child, logged);
  const processId = child.pid ?? 0;
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: NodeJS.Signals) => {
    if (!isRunning()) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  const stop = async () => {
    await end('SIGTERM');
    return child.exitCode;
  };
  const portal: PortalProcess = {
    url,
    processId,
    logged,
    isRunning,
    residentBytes: () => residentBytes(processId),
    stop,
    kill: async () => end('SIGKILL'),
  };
  return { portal, child };
}

/** @param logged gets every other line, from then on too */
async function addressOf({ stdout }: ChildProcess, logged: string[]): Promise<string> {
  if (!stdout) throw new Error('the portal has no output');
  const lines = createInterface({ input: stdout });
  return new Promise((found, reject) => {
    lines.on('line', (line) => {
      const [, url] = /runs on (http:\S+)/.exec(line) ?? [];
      if (url === undefined) logged.push(line);
      else found(url);
    });
    lines.once('close', () => reject(new Error('the portal ended before it listened')));
  });
}

function residentBytes(processId: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
