import { NobodyEligible, NotFound, VersionConflict } from '../errors.ts';
import type { Log } from '../log.ts';
import { VaultError } from '../vault/errors.ts';
import type { Case } from './case.ts';
import { type Contents, findFor } from './case-access.ts';
import type { CaseStore } from './case-store.ts';
import type { HandingOver, Whereabouts } from './handing-over.ts';
import type { Leave } from './leaving.ts';
import type { Called, Officer } from './readers.ts';
import type { ReportAnswers } from './report-answers.ts';

/** What a report says of the office as it is now. */
export interface ConcernNow {
  /** Those who may know of it and whom it concerns: they came, or got a name, unit or position, since it was sent. */
  readonly concerned: readonly Called[];
  /** It lies open to a whole unit, and would go to a list of people if it were sent today. */
  readonly isListDue: boolean;
  /** The holder of the recovery key in use does not read it. */
  readonly isAboutHolder: boolean;
  /** Those of its list of auditors who go on auditing it; present where it has one and means somebody. */
  readonly auditors?: readonly string[];
}

interface Dependencies {
  readonly cases: Pick<CaseStore, 'find' | 'change'>;
  readonly concernNow: (found: Whereabouts, report: ReportAnswers) => Promise<ConcernNow>;
  readonly handingOver: Pick<HandingOver, 'without' | 'complete'>;
  readonly leave: Leave;
  readonly log: Log;
}

/**
 * Conflicts of interest that nobody could know when a report was sent. Nothing in the clear tells whom it is about, so they are
 * found when somebody who holds its keys opens it, before anything of it is shown.
 */
export function createFoundConflicts({ cases, concernNow, handingOver, leave, log }: Dependencies) {
  async function write(found: Case, set: Partial<Case>): Promise<void> {
    if (await cases.change(found._id, found.version, { set, owed: [] })) return;
    throw new VersionConflict('somebody else saved this case first');
  }

  /** Seals the case to those who know of it, without these; of a whole unit, to a list, which nobody joins who comes later. */
  async function sealAnew(
    officer: Officer,
    found: Case,
    contents: Contents,
    gone: readonly Called[],
  ): Promise<void> {
    const next = await handingOver.without(officer, found, contents, gone);
    if (gone.length > 0) return leave(officer, found, { next, gone });
    if (next.audience.includes(officer.tag)) await write(found, { ...next, awaitsSealing: false });
  }

  /** The case without the auditors whom it came to concern: they read no further line of it. */
  async function keepAuditors(
    officer: Officer,
    found: Case,
    auditors: ConcernNow['auditors'],
  ): Promise<Case> {
    if (!auditors || auditors.length === found.auditors?.length) return found;
    await write(found, { auditors });
    return findFor(cases, officer, found._id);
  }

  /** The case as it is then. @throws {NotFound} where these are the officer, or the officer may know of it no more */
  async function asItIs(officer: Officer, { _id }: Case, concerned: readonly Called[]): Promise<Case> {
    if (concerned.some(({ memberId }) => memberId === officer.memberId))
      throw new NotFound('the report concerns this member');
    return findFor(cases, officer, _id);
  }

  async function settle(
    officer: Officer,
    found: Case,
    contents: Contents,
    { concerned, isListDue, isAboutHolder, auditors }: ConcernNow,
  ): Promise<Case> {
    if (concerned.length === 0 && !isListDue) {
      const kept = await keepAuditors(officer, found, auditors);
      return handingOver.complete(officer, kept, contents, { isAboutHolder });
    }
    await sealAnew(officer, found, contents, concerned);
    return asItIs(officer, found, concerned);
  }

  return {
    /**
     * Takes out of a case whoever it turns out to concern; else seals it to whom it is owed ({@link HandingOver.complete}).
     * Where that fails, whoever opens it next does it.
     * @returns the case as it is then
     * @throws {NotFound} where it concerns this officer, who is shown nothing of it whether others can go on with it or not, or they may
     * know of it no more
     */
    async takeOut(officer: Officer, found: Case, contents: Contents): Promise<Case> {
      const now = await concernNow(found, contents.answers);
      try {
        return await settle(officer, found, contents, now);
      } catch (error) {
        if (!isExpected(error)) throw error;
        log.warn({ err: error }, 'a case could not be sealed anew without whom it concerns');
        return asItIs(officer, found, now.concerned);
      }
    },

    /**
     * The same, for what must not be done before nobody is left in it whom it concerns.
     * @throws {NobodyEligible} where nobody else could go on with it
     * @throws {VersionConflict} when the case changed meanwhile; nobody left it
     * @throws {VaultError} where it cannot be sealed anew; nobody left it
     * @throws {NotFound} as {@link takeOut} does
     */
    takeOutNow: async (officer: Officer, found: Case, contents: Contents): Promise<Case> =>
      settle(officer, found, contents, await concernNow(found, contents.answers)),
  };
}

export type FoundConflicts = ReturnType<typeof createFoundConflicts>;

function isExpected(error: unknown): boolean {
  return [NobodyEligible, VersionConflict, VaultError].some((kind) => error instanceof kind);
}
