import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { DatabaseConfig } from '../config.ts';
import { StoreToolRefused } from './errors.ts';
import type { Progress } from './progress.ts';

/** What a command is given. */
export interface Task {
  readonly args: readonly string[];
  readonly config: DatabaseConfig;
  readonly progress: Progress;
  readonly stdout: Writable;
}

export interface Command {
  /** How it is typed, and what it does. */
  readonly usage: string;
  /** Resolves to the one line that it ends with. */
  run(task: Task): Promise<string>;
}

interface Wanted {
  /** Names the one operand; undefined where the command takes none. */
  readonly operand?: { readonly name: string; readonly example: string };
  readonly flags?: readonly string[];
  readonly texts?: readonly string[];
}

interface Given {
  readonly operand: string;
  readonly flags: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string>;
}

/** @throws {StoreToolRefused} where the arguments are others than the command knows */
export function parseTask(args: readonly string[], { operand, flags = [], texts = [] }: Wanted): Given {
  const options = Object.fromEntries([
    ...flags.map((name) => [name, { type: 'boolean' as const }]),
    ...texts.map((name) => [name, { type: 'string' as const }]),
  ]);
  const { values, positionals } = parsed(args, options);
  if (positionals.length > (operand ? 1 : 0))
    throw new StoreToolRefused(
      `Unexpected argument ${JSON.stringify(positionals.at(-1))}. Run with --help for usage.`,
    );
  if (operand && positionals[0] === undefined)
    throw new StoreToolRefused(`${operand.name} is missing. Example: ${operand.example}`);
  const given = Object.entries(values);
  return {
    operand: positionals[0] ?? '',
    flags: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
    texts: new Map(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
  };
}

function parsed(args: readonly string[], options: Record<string, { type: 'boolean' | 'string' }>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (cause) {
    throw new StoreToolRefused('Unknown option. Run with --help for usage.', { cause });
  }
}

/** What works on the embedded store alone must not be taken for the office's own server. */
export function refuseOwnServer({ mongodbUri }: DatabaseConfig, instead: string): void {
  if (mongodbUri !== undefined)
    throw new StoreToolRefused(`MONGODB_URI is set, so the data is not in DATA_DIR: ${instead}.`);
}
