import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How the system ends a process that reads pages of a mapped file which are not there, or make no sense. */
const SIGNALS_OF_DAMAGE = new Set<string>(['SIGBUS', 'SIGSEGV', 'SIGABRT', 'SIGILL']);

/**
 * Runs a command in a process of its own, because LMDB maps its file into memory: one that is badly damaged ends the
 * process that reads it, and somebody has to be left to say so.
 * @returns its exit code
 */
export function runApart(args: readonly string[]): Promise<number> {
  const program = fileURLToPath(new URL(`./program${extname(import.meta.url)}`, import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, program, ...args], { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward);
      if (signal !== null && SIGNALS_OF_DAMAGE.has(signal))
        process.stderr.write(
          `Reading the store ended with ${signal}; nothing was changed. Where no disk is full, the store is damaged: restore a backup.\n`,
        );
      resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal]));
    });
  });
}
