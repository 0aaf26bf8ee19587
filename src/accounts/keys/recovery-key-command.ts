import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { PortalError } from '../../errors.ts';
import { makeRecoveryKey, openChallenge, type RecoveryBundle, resealBundle } from './recovery-bundle.ts';

/** The command was called wrongly or cannot go on; the message is one line for whoever typed it. */
export class CommandRefused extends PortalError {}

const usage = `npm run recovery-key -- [--out FILE]               makes a recovery key
npm run recovery-key -- --open FILE --key FILE     opens the challenge that a page shows
npm run recovery-key -- --restore FILE --key FILE  locks a unit's keys for a member, to paste on the page`;

/**
 * What the holder of the recovery key does on a computer of their own. It needs neither the network nor the portal's data.
 * @returns what to print on standard output
 * @throws {CommandRefused} when a file cannot be read, or the key does not open it
 */
export async function recoveryKeyCommand(args: readonly string[]): Promise<string> {
  const { out, open, restore, key, help } = optionsIn(args);
  if (help) return usage;
  if (open !== undefined) {
    const challenge = await textOf(open);
    return openWith(key, async (secret) => openChallenge(secret, challenge));
  }
  if (restore !== undefined) {
    const bundle = bundleIn(await textOf(restore));
    return openWith(key, async (secret) => JSON.stringify(await resealBundle(secret, bundle)));
  }
  return makeKey(out);
}

function optionsIn(args: readonly string[]) {
  const file = { type: 'string' } as const;
  try {
    const options = { out: file, open: file, restore: file, key: file, help: { type: 'boolean' } } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new CommandRefused(usage, { cause });
  }
}

/** Into a file that only its owner may read, never over another; without one, to the screen as `age-keygen` does. */
async function makeKey(out: string | undefined): Promise<string> {
  const { secret, recipient } = await makeRecoveryKey();
  const publicHalf = `Public half, to paste on the page:\n${recipient}`;
  if (out === undefined) return `Keep these two lines secret:\n${secret}\n${publicHalf}`;
  await writeFile(out, secret, { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    throw new CommandRefused(`${out} cannot be created, or already exists`, { cause });
  });
  return publicHalf;
}

async function openWith(key: string | undefined, act: (secret: string) => Promise<string>): Promise<string> {
  if (key === undefined)
    throw new CommandRefused(`--key FILE names the file with the recovery key.\n${usage}`);
  const secret = await textOf(key);
  try {
    return await act(secret);
  } catch (cause) {
    throw new CommandRefused(`the key in ${key} does not open it`, { cause });
  }
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CommandRefused(`${path} cannot be read`, { cause });
  });
}

const bundleSchema = z.object({ recipient: z.string(), challenge: z.string(), keys: z.array(z.string()) });

function bundleIn(text: string): RecoveryBundle {
  try {
    return bundleSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CommandRefused('the file is not the one that the page shows', { cause });
  }
}
