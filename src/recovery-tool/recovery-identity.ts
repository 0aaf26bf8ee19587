import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { recipientOf } from '../vault/key-pairs.ts';
import { RecoveryRefused } from './errors.ts';

const PREFIX = 'AGE-SECRET-KEY-PQ-1';

/**
 * The identities in a file as `age-keygen -pq` writes it: one a line, comments after `#`; `-` reads standard input.
 * Threat: what stands on a command line is seen by everybody on the machine and kept by the shell, so a key there is refused.
 * @throws {RecoveryRefused}
 */
export async function readRecoveryIdentities(source: string, input: Readable): Promise<string[]> {
  if (source.toUpperCase().includes('AGE-SECRET-KEY'))
    throw new RecoveryRefused(
      'The key itself stands on the command line: put it into a file and name the file.',
    );
  const lines = (source === '-' ? await text(input) : await readText(source)).split(/\r?\n/);
  const identities = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  for (const identity of identities) await requireHybrid(identity, source);
  if (identities.length === 0) throw new RecoveryRefused(`${nameOf(source)} holds no key.`);
  return identities;
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new RecoveryRefused(`The key file ${path} cannot be read.`, { cause });
  });
}

async function requireHybrid(identity: string, source: string): Promise<void> {
  await recipientOf(identity).catch((cause: unknown) => {
    throw new RecoveryRefused(`${nameOf(source)} holds a line that is not a whole key (${PREFIX}…).`, {
      cause,
    });
  });
}

function nameOf(source: string): string {
  return source === '-' ? 'The standard input' : `The key file ${source}`;
}
