import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { environmentOfOurs } from '../environment-of-ours.ts';
import type { Latency } from './statistics.ts';

/** A server in a process of its own, on a loopback port. */
export interface ServerProcess {
  readonly port: number;
  /** From starting the process until it listened, in ms. */
  readonly startedIn: number;
  /** Resident memory in bytes and the part of it that maps files, which the system takes back at will; Linux only. */
  memory(): { readonly resident: number; readonly files: number };
  /** Processor time that it has used so far, every thread, in ms; Linux only. */
  processorTime(): number;
  /** How long its event loop was held since this was last asked, in ms; of servers that were started with {@link watchingLoop}. */
  loopDelay(): Promise<Latency>;
  /** Ends it, if it has not ended. */
  stop(): Promise<void>;
}

/** Arguments of node that let a server tell how long its event loop is held. */
export const watchingLoop = ['--import', new URL('loop-delay.mjs', import.meta.url).href];

/** Starts node with these arguments and waits for the line that says where it runs. */
export async function startServer(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...environmentOfOurs(), ...environment },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const port = await portOf(child);
  return {
    port,
    startedIn: performance.now() - start,
    memory: () => memoryOf(child.pid ?? 0),
    processorTime: () => processorTimeOf(child.pid ?? 0),
    loopDelay: async () => {
      const answered = once(child, 'message');
      child.send('how long?');
      const [delay]: Latency[] = await answered;
      if (!delay) throw new Error('the server does not tell how long its event loop was held');
      return delay;
    },
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('the process has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /runs on http:\/\/\S+:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    child.stdout.resume();
    return Number(port);
  }
  throw new Error('the process ended before it listened');
}

function memoryOf(processId: number): { resident: number; files: number } {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);
  return { resident: kilobytes('VmRSS') * 1024, files: kilobytes('RssFile') * 1024 };
}

/** User and system time in the kernel's ticks of 10 ms (proc(5), the 14th and 15th field; the name may hold blanks). */
function processorTimeOf(processId: number): number {
  const fields = readFileSync(`/proc/${processId}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
