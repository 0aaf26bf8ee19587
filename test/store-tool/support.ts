import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { join } from 'node:path';
import { main } from '../../src/store-tool/store-tool.ts';
import { runStore, type RunningStore } from '../embedded-mongo/support.ts';
import { type Ended, runCommand } from '../support/command.ts';

/** Runs a command within the test; its last line on standard error is what a refusal says. */
export async function runTool(args: readonly string[], environment: Record<string, string>): Promise<Ended> {
  return runCommand(main, args, environment);
}

export function lastLineOf(printed: string): string {
  return printed.trimEnd().split('\n').at(-1) ?? '';
}

interface Started {
  readonly child: ChildProcess;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** Starts a TypeScript program as a process of its own, with a channel to the test. */
export function startProgram(
  file: URL,
  args: readonly string[],
  environment: Record<string, string> = {},
): Started {
  const { MONGODB_URI: _uri, DATA_DIR: _data, ...rest } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', file.pathname, ...args], {
    env: { ...rest, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the process has no output');
  return { child, stdout, stderr };
}

/** The store of a data folder, with a client. */
export function openStoreOf(dataFolder: string): Promise<RunningStore> {
  return runStore(join(dataFolder, 'store'));
}
