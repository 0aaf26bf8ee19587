import { addDays, type Day } from '../calendar/day.ts';
import { NotFound, ReportWithdrawn } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import { reportCodeKeys } from '../vault/report-code.ts';
import { owedNews } from './acts.ts';
import type { ReportersCase } from './case.ts';
import type { CaseChange, CaseStore } from './case-store.ts';
import type { Retention } from './retention.ts';
import { keptAsUsual } from './spam-service.ts';
import { untilWritten } from './until-written.ts';
import { WITHDRAWAL_DAYS } from './withdrawal.ts';

interface Dependencies {
  readonly cases: CaseStore;
  readonly retention: Retention;
  readonly today: () => Day;
}

/**
 * A reporter's withdrawal, which takes back that the report is spam: asked for with the code, taken back with it within the days of grace,
 * and carried out after them (removal-service.ts).
 * Threat: whoever is accused and gets hold of the code must not end the case, and its evidence, with one click.
 */
export function createWithdrawals({ cases, retention, today }: Dependencies) {
  async function find(code: string): Promise<ReportersCase> {
    const found = await cases.findByCode(reportCodeKeys(code).lookupId);
    if (!found) throw new NotFound('no case has this code');
    return found;
  }

  async function change(
    code: string,
    what: 'asked' | 'revoked',
    changed: (found: ReportersCase) => Pick<CaseChange, 'set' | 'unset'> | undefined,
  ): Promise<void> {
    await untilWritten(async () => {
      const found = await find(code);
      const made = changed(found);
      if (!made) return true;
      const on = today();
      const kept = keptAsUsual(found, retention, on); // its reporter is there
      return cases.change(found._id, found.version, {
        set: { ...made.set, ...kept.set },
        unset: [...(made.unset ?? []), ...kept.unset],
        timeline: { id: randomId(), on, kind: `withdrawal-${what}` },
        owed: owedNews(found, `withdrawal:${what}`, null, on),
      });
    });
  }

  /**
   * The day from which the contents are destroyed: as it was told when the reporter asked, or as it would be told now; undefined
   * where they are destroyed already.
   */
  function dueDayOf({ status, withdrawal }: ReportersCase): Day | undefined {
    if (status === 'withdrawn') return undefined;
    return withdrawal?.dueOn ?? addDays(today(), WITHDRAWAL_DAYS);
  }

  return {
    /** From when the contents are destroyed, if they are asked to be; undefined where they are gone. @throws {NotFound} */
    dueDay: async (code: string): Promise<Day | undefined> => dueDayOf(await find(code)),

    /**
     * Keeps the reporter's wish; the office cannot open the contents any more. A second click changes nothing.
     * @returns as `dueDay` @throws {NotFound}
     */
    async ask(code: string): Promise<Day | undefined> {
      let dueOn: Day | undefined;
      await change(code, 'asked', (found) => {
        dueOn = dueDayOf(found);
        if (found.withdrawal || !dueOn) return undefined;
        return { set: { withdrawal: { askedOn: today(), dueOn, ...(found.hold && { isReadable: true }) } } };
      });
      return dueOn;
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
  };
}

export type Withdrawals = ReturnType<typeof createWithdrawals>;
