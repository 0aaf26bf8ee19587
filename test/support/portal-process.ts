import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Environment } from '../../src/config.ts';

/** A portal in a process of its own, started as `npm start` does. */
export interface PortalProcess {
  readonly url: string;
  /** Resident memory in bytes; Linux only. */
  residentBytes(): number;
  /** Ends it at once, as a power cut would. */
  kill(): Promise<void>;
}

const script = `import('./src/server.ts').then(({ main }) => main({ demo: false, json: false }));`;

/** Starts the whole portal on a data folder and waits until it listens. */
export async function startPortalProcess(environment: Environment): Promise<PortalProcess> {
  const { MONGODB_URI: _uri, SERVER_SECRET: _secret, ...rest } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    env: { ...rest, NODE_ENV: 'production', PORT: '0', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  return {
    url,
    residentBytes: () => residentBytes(child.pid ?? 0),
    kill: async () => {
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
