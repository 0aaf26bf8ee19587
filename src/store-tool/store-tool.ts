import type { Writable } from 'node:stream';
import { type Environment, readDatabaseConfig } from '../config.ts';
import { EmbeddedMongoError } from '../embedded-mongo/errors.ts';
import { codeOf, DatabaseUnreachable, PortalError } from '../errors.ts';
import { backupCommand } from './backup.ts';
import { checkCommand } from './check.ts';
import type { Command } from './command.ts';
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
    stderr.write(`${lineOf(error)}\n`);
    return 1;
  }
}

/** One line for a person; a stack only for what nobody foresaw. */
function lineOf(error: unknown): string {
  if (error instanceof DatabaseUnreachable) return 'MONGODB_URI names a database that does not answer.';
  if (error instanceof EmbeddedMongoError) return `DATA_DIR: ${error.message}`;
  if (error instanceof PortalError) return error.message;
  if (codeOf(error) === 'ENOSPC' || /no space left/i.test(String(error)))
    return 'The disk is full; nothing was changed: make room and begin again.';
  if (error instanceof Error && codeOf(error) !== undefined) return `${error.name}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
