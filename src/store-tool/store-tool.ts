import type { Writable } from 'node:stream';
import { type Environment, readDatabaseConfig } from '../config.ts';
import { backupCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
import { errorLine } from './error-line.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { createProgress } from './progress.ts';
import { restoreCommand } from './restore.ts';
import { serveCommand } from './serve.ts';

const commands: ReadonlyMap<string, Command> = new Map([
  ['store', serveCommand],
  ['backup', backupCommand],
  ['restore', restoreCommand],
  ['export', exportCommand],
  ['import', importCommand],
  ['check-store', checkCommand],
]);

/** Where a command writes; a process is one. */
export interface Console {
  readonly stdout: Writable;
  readonly stderr: Writable;
}

/**
 * The commands that look after the store (docs/operations.md): the first argument names one.
 * @returns the exit code: 0, or 1 after a line on standard error that says why
 */
export async function main(
  [name = '', ...args]: readonly string[],
  environment: Environment,
  { stdout, stderr }: Console = process,
): Promise<number> {
  const command = commands.get(name);
  if (command === undefined || args.some((argument) => argument === '--help' || argument === '-h')) {
    const shown = command === undefined ? [...commands.values()] : [command];
    stdout.write(`${shown.map(({ usage }) => usage).join('\n')}\n`);
    return command === undefined ? 1 : 0;
  }
  try {
    const progress = createProgress((line) => void stderr.write(`${line}\n`));
    const config = readDatabaseConfig(environment);
    stdout.write(`${await command.run({ args, config, progress, stdout })}\n`);
    return 0;
  } catch (error) {
    stderr.write(`${errorLine(error)}\n`);
    return 1;
  }
}
