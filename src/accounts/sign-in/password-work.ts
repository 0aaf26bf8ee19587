import { TooManyRequests } from '../../errors.ts';
import { createTurns } from '../../turns.ts';
import type { PasswordHash } from '../../vault/password.ts';

/** At once: each takes 64 MiB and a core for about 60 ms. */
const MOST_AT_ONCE = 2;
/** Waiting: about a second of work; whoever comes later is told at once to come back. */
const MOST_WAITING = 32;
const RETRY_AFTER_SECONDS = 5;

/** More people are signing in than this process has memory and time for; nothing was tried and nothing counted. */
export class TooBusy extends TooManyRequests {}

interface Options {
  readonly atOnce?: number;
  readonly waiting?: number;
  /** A test's own; the vault's otherwise. */
  readonly hash?: PasswordHash | undefined;
}

/**
 * Runs work with Argon2id a little at a time. Threat: a flood of sign-ins, each of 64 MiB, exhausts memory or leaves no time for
 * reporters.
 */
export function createPasswordWork({ atOnce = MOST_AT_ONCE, waiting = MOST_WAITING, hash }: Options = {}) {
  const inTurn = createTurns({ atOnce, mostWaiting: waiting });
  let begun = 0;

  return {
    /** @throws {TooBusy} when too many wait already */
    async run<Value>(work: (hash?: PasswordHash) => Promise<Value>): Promise<Value> {
      const done = await inTurn(async () => {
        begun += 1;
        return { value: await work(hash) };
      });
      if (done) return done.value;
      throw new TooBusy('too many passwords are checked', {
        info: { retryAfterSeconds: RETRY_AFTER_SECONDS },
      });
    },

    /** How often work has begun in this process. */
    count: () => begun,
  };
}

export type PasswordWork = ReturnType<typeof createPasswordWork>;
