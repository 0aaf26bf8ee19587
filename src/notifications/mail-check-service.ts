import type { Log } from '../log.ts';
import type { MailCheckStore } from './mail-check-store.ts';
import type { Mailer } from './mailer.ts';
import { problemOf } from './mail-problem.ts';

const minute = 60_000;
/** How often the server is asked, in ms, while it works and while it does not. */
const EVERY_MS = { works: 10 * minute, fails: minute };
/** How long it may take to let us in, in ms. */
const LONGEST_CHECK_MS = 20_000;

interface Dependencies {
  readonly checks: MailCheckStore;
  readonly mailer: Pick<Mailer, 'check'>;
  /** Called whenever the server was found to work. */
  readonly onWorks: () => Promise<void>;
  readonly clock: () => Date;
  readonly log: Log;
}

/**
 * Asks the mail server at fixed times whether it would take mail: what an administrator is told of it must be the same whether mail
 * waits or not, or they could see that a report came in (invariant 5). No attempt to send a mail changes what is kept here.
 */
export function createMailCheckService({ checks, mailer, onWorks, clock, log }: Dependencies) {
  /** The settings may have changed since another process asked. */
  let wasAsked = false;

  return {
    async isNeeded(): Promise<boolean> {
      const latest = await checks.latest();
      if (!wasAsked || !latest) return true;
      const every = latest.problem === undefined ? EVERY_MS.works : EVERY_MS.fails;
      return clock().getTime() - latest.checkedAt.getTime() >= every;
    },

    async work(stop: AbortSignal): Promise<void> {
      const before = await checks.latest();
      const checkedAt = clock();
      const problem = await mailer
        .check(AbortSignal.any([stop, AbortSignal.timeout(LONGEST_CHECK_MS)]))
        .then(() => undefined, problemOf);
      if (stop.aborted) return;
      wasAsked = true;
      const isAsBefore = before !== undefined && (before.problem === undefined) === (problem === undefined);
      const since = isAsBefore ? before.since : checkedAt;
      await checks.keep({ ...(problem && { problem }), since, checkedAt });
      if (problem !== undefined && problem !== before?.problem)
        log.error({ problem }, 'the mail server does not work');
      if (problem === undefined && before?.problem !== undefined) log.info('the mail server works again');
      if (problem === undefined) await onWorks();
    },

    latest: async () => checks.latest(),
  };
}

export type MailCheckService = ReturnType<typeof createMailCheckService>;
