import { TooManyRequests } from '../../errors.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { ThrottleStore } from './throttle-store.ts';

const SECOND_MS = 1_000;
/** Attempts that cost no wait, for whoever mistypes. */
const FREE_ATTEMPTS = 5;
const FIRST_WAIT_SECONDS = 5;
/** So a right password gets in again within minutes, while guessing stays below 300 a day. */
const LONGEST_WAIT_SECONDS = 300;
const FORGET_AFTER_MS = 12 * 3_600 * SECOND_MS;
/** How often to try again when another process counts at the same moment. */
const RACES = 8;

/** Too many wrong attempts; `info.retryAfterSeconds` says when the next one counts. */
export class MustWait extends TooManyRequests {}

/** The wait after so many failures in a row, in seconds: none for the first five, then 5, 10, 20 … 300. */
export function waitAfter(failures: number): number {
  if (failures < FREE_ATTEMPTS) return 0;
  return Math.min(FIRST_WAIT_SECONDS * 2 ** (failures - FREE_ATTEMPTS), LONGEST_WAIT_SECONDS);
}

/**
 * Slows guessing without locking anybody out. An attempt is counted before it is made, so that many at once do not slip
 * through; a right one clears the count. What is not known is counted as what is, so the waits tell nobody whether it exists.
 */
export function createThrottle(dependencies: {
  store: ThrottleStore;
  serverKeys: ServerKeys;
  clock: () => Date;
}) {
  const { store, serverKeys, clock } = dependencies;
  const idOf = (subject: string) => serverKeys.mac('throttle', subject);

  async function charge(id: string): Promise<void> {
    const now = clock().getTime();
    const found = await store.find(id);
    const left = (found?.notBefore.getTime() ?? 0) - now;
    if (left > 0)
      throw new MustWait('too many wrong attempts', {
        info: { retryAfterSeconds: Math.ceil(left / SECOND_MS) },
      });
    const isForgotten = found !== undefined && found.forgetAt.getTime() <= now;
    const failures = isForgotten ? 1 : (found?.failures ?? 0) + 1;
    const notBefore = new Date(now + waitAfter(failures) * SECOND_MS);
    if (
      !(await store.replace(found, {
        _id: id,
        failures,
        notBefore,
        forgetAt: new Date(now + FORGET_AFTER_MS),
      }))
    )
      throw new Raced();
  }

  return {
    /**
     * Counts an attempt as failed. @throws {MustWait} when it is too early for one
     * @param subject what is tried: a sign-in name, a member's second factor
     */
    async attempt(subject: string): Promise<void> {
      for (let race = 1; ; race += 1) {
        try {
          await charge(idOf(subject));
          return;
        } catch (error) {
          if (!(error instanceof Raced)) throw error;
          if (race === RACES)
            throw new MustWait('tried too often at once', { info: { retryAfterSeconds: 1 } });
        }
      }
    },

    /** The attempt was right: earlier wrong ones count no more. */
    async clear(subject: string): Promise<void> {
      await store.remove(idOf(subject));
    },

    /** Called by a job now and then. */
    async sweep(): Promise<void> {
      await store.removeForgotten(clock());
    },
  };
}

export type Throttle = ReturnType<typeof createThrottle>;

class Raced extends Error {}
