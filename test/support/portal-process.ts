import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Environment } from '../../src/config.ts';

/** A portal in a process of its own, started as `npm start` does. */
export interface PortalProcess {
  readonly url: string;
  readonly processId: number;
  /** Resident memory in bytes; Linux only. */
  residentBytes(): number;
  /** Ends it at once, as a power cut would; harmless where it has ended. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  /** The folder of `builtProgram()`; TypeScript as it stands otherwise. */
  readonly program?: string | undefined;
  /** How far its clock is ahead, in seconds. */
  readonly clockAhead?: number;
}

/** What the process runs: `npm start`'s own `main`, or the same portal with another clock. */
function scriptOf({ program, clockAhead = 0 }: ProcessOptions): string {
  const file = (name: string) =>
    pathToFileURL(program === undefined ? resolve('src', `${name}.ts`) : join(program, 'dist', `${name}.js`))
      .href;
  const server = `import('${file('server')}')`;
  if (clockAhead === 0) return `${server}.then(({ main }) => main({ demo: false, json: false }));`;
  return `Promise.all([${server}, import('${file('config')}')])
    .then(([{ start }, { readConfig }]) =>
      start(readConfig(process.env), { clock: () => new Date(Date.now() + ${clockAhead * 1000}) }))
    .then(({ url }) => console.log('runs on ' + url));`;
}

/** Starts the whole portal on a data folder and waits until it listens. */
export async function startPortalProcess(
  environment: Environment,
  options: ProcessOptions = {},
): Promise<PortalProcess> {
  const { MONGODB_URI: _uri, SERVER_SECRET: _secret, ...rest } = process.env;
  const loader = options.program === undefined ? ['--import', 'tsx'] : [];
  const child = spawn(process.execPath, [...loader, '-e', scriptOf(options)], {
    env: {
      ...rest,
      NODE_ENV: 'production',
      PORT: '0',
      LOG_LEVEL: 'warn',
      SHORTEST_WRITING_SECONDS: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  const processId = child.pid ?? 0;
  return {
    url,
    processId,
    residentBytes: () => residentBytes(processId),
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the portal has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /runs on (http:\S+)/.exec(line) ?? [];
    if (url !== undefined) {
      child.stdout.resume();
      return url;
    }
  }
  throw new Error('the portal ended before it listened');
}

function residentBytes(processId: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
