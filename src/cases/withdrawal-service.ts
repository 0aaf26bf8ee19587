import { addDays, type Day } from '../calendar/day.ts';
import { NotFound, ReportWithdrawn, VersionConflict } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import { reportCodeKeys } from '../vault/report-code.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case } from './case.ts';
import type { CaseChange, CaseStore } from './case-store.ts';
import type { Deadlines } from './deadlines.ts';
import type { Retention } from './retention.ts';
import { WITHDRAWAL_DAYS } from './withdrawal.ts';

/** How often a change is tried again when the office's came between. */
const TRIES = 5;

interface Dependencies {
  readonly cases: CaseStore;
  readonly deadlines: Deadlines;
  readonly retention: Retention;
  readonly today: () => Day;
}

/**
 * A reporter's withdrawal: asked for with the code, taken back with it within the days of grace, and carried out after them.
 * Threat: whoever is accused and gets hold of the code must not end the case, and its evidence, with one click.
 */
export function createWithdrawals({ cases, deadlines, retention, today }: Dependencies) {
  async function change(
    code: string,
    what: 'asked' | 'revoked',
    changed: (found: Case) => Pick<CaseChange, 'set' | 'unset'> | undefined,
  ): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const found = await cases.findByCode(reportCodeKeys(code).lookupId);
      if (!found) throw new NotFound('no case has this code');
      const made = changed(found);
      if (!made) return;
      const on = today();
      const isWritten = await cases.change(found._id, found.version, {
        ...made,
        timeline: { id: randomId(), on, kind: `withdrawal-${what}` },
        owed: owedFor(found, `withdrawal:${what}`, on),
      });
      if (isWritten) return;
    }
    throw new VersionConflict('the office kept changing this case at the same moment');
  }

  /**
   * Ends a wish that nobody can take back, because its code is gone; the case goes on. No click leads here since 2026-11-27; before, two
   * at the same moment did, and only whoever forces a code out of somebody is in such a hurry.
   */
  async function drop(found: Case, on: Day): Promise<void> {
    await cases.change(found._id, found.version, {
      unset: ['withdrawal'],
      timeline: { id: randomId(), on, kind: 'withdrawal-revoked' },
      owed: owedFor(found, 'withdrawal:revoked', on),
    });
  }

  async function carryOutOne(found: Case, on: Day): Promise<void> {
    await cases.withdraw(found._id, on, {
      timeline: { id: randomId(), on, kind: 'status', from: found.status, to: 'withdrawn' },
      purgeOn: retention.purgeDay(found.category, on),
      milestones: deadlines.milestones(found, 'withdrawn', on),
      owed: owedFor(found, 'case:withdrawn', on),
    });
  }

  return {
    /** Keeps the reporter's wish; the office cannot open the contents any more. A second click changes nothing. @throws {NotFound} */
    async ask(code: string): Promise<void> {
      await change(code, 'asked', (found) => {
        if (found.withdrawal || found.status === 'withdrawn') return undefined;
        const askedOn = today();
        const dueOn = addDays(askedOn, WITHDRAWAL_DAYS);
        return { set: { withdrawal: { askedOn, dueOn, ...(found.hold && { isReadable: true }) } } };
      });
    },

    /**
     * Takes the wish back; the office opens the contents again.
     * @throws {NotFound}
     * @throws {ReportWithdrawn} when it was carried out
     */
    async revoke(code: string): Promise<void> {
      await change(code, 'revoked', ({ status, withdrawal }) => {
        if (status === 'withdrawn') throw new ReportWithdrawn('the contents were destroyed already');
        return withdrawal && { unset: ['withdrawal'] };
      });
    },

    /**
     * Destroys the keys and contents of each report whose days of grace are over and that nobody holds, in one write each; files
     * and messages follow (sweep-service.ts). A case without a code, whose reporter could not take the wish back, is kept.
     */
    async carryOut(): Promise<void> {
      const on = today();
      for (const found of await cases.withdrawalsDue(on))
        await (found.code ? carryOutOne(found, on) : drop(found, on));
    },
  };
}

export type Withdrawals = ReturnType<typeof createWithdrawals>;

/** Whoever follows the case is told, and a line of the audit log says what happened. */
function owedFor(found: Case, act: string, on: Day): CaseChange['owed'] {
  return [
    owedNotice(found, { event: 'new-message', to: 'supervisors-and-assignee' }, on),
    owedAudit(found, act, null, on),
  ];
}
