import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { environmentOfOurs } from '../environment-of-ours.ts';
import type { Memory, Scene, Target } from './scene.ts';
import type { Question } from './portal-program.ts';
import { FUZZED_SETTINGS } from './portal-settings.ts';

/** A portal with a sample office, in a process of its own. */
export interface PortalProcess extends Target {
  /** Ends it as Ctrl-C does. @returns its exit code */
  stop(): Promise<number | null>;
}

type About = Pick<Target, 'port' | 'routes' | 'headers' | 'elsewhere'>;

/** Starts the portal on an empty data folder and waits until its office is set up. */
export async function startPortalProcess(
  dataFolder: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<PortalProcess> {
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', 'scripts/fuzz/portal-program.ts'],
    {
      env: {
        ...environmentOfOurs(),
        ...FUZZED_SETTINGS,
        PORT: '0',
        DATA_DIR: dataFolder,
        SERVER_SECRET: 'a secret of the fuzzer, not of any office',
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    },
  );
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) keepLines(output, lines);
  const ask = questions(child);
  let ending: string | undefined;
  const ended = once(child, 'exit');
  child.once('exit', (code, signal) => {
    ending = signal === null ? `exit code ${code}` : `signal ${signal}`;
  });
  const about: About = await ask('about');
  return {
    ...about,
    mend: () => ask<Scene>('mend'),
    kept: () => ask<string>('kept'),
    takeLogged: () => lines.splice(0),
    memory: async (): Promise<Memory> => {
      const heap = await ask<number>('memory');
      return { heap, resident: residentBytes(child.pid ?? 0) };
    },
    ending: () => ending,
    stop: async () => {
      if (ending === undefined) await Promise.race([ask('stop'), ended]);
      await ended;
      return child.exitCode;
    },
  };
}

function keepLines(output: Readable | null, lines: string[]): void {
  if (output === null) throw new Error('the portal has no output');
  createInterface({ input: output }).on('line', (line) => lines.push(line));
}

/** Asks the process over its channel, whose types nobody checks; the first answer says that it is ready. */
function questions(child: ChildProcess) {
  const waiting = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
  let asked = 0;
  const ready = new Promise<string>((resolve, reject) => waiting.set(0, { resolve, reject }));
  child.on('message', (message: { id: number; answer: never }) => {
    waiting.get(message.id)?.resolve(message.answer);
    waiting.delete(message.id);
  });
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error('the process of the portal ended'));
  });
  return async <Reply>(question: Question): Promise<Reply> => {
    await ready;
    asked += 1;
    const id = asked;
    const answer = new Promise<Reply>((resolve, reject) => waiting.set(id, { resolve, reject }));
    child.send({ id, question });
    return answer;
  };
}

/** Without what maps files, which the system takes back at will (proc(5)); Linux only. */
function residentBytes(processId: number): number {
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return bytes('VmRSS') - bytes('RssFile');
}
