import type { Day } from '../calendar/day.ts';
import { NobodyEligible } from '../errors.ts';
import { owedAudit } from './acts.ts';
import { findFor, heldContents } from './case-access.ts';
import type { CaseMessages } from './case-messages.ts';
import type { CaseStore } from './case-store.ts';
import type { ConcernNow } from './found-conflicts.ts';
import type { HandingOver, Whereabouts } from './handing-over.ts';
import type { Leave } from './leaving.ts';
import type { Officer, Reader } from './readers.ts';
import type { ReportAnswers } from './report-answers.ts';
import { unlessChanged, untilWritten } from './until-written.ts';

interface Dependencies {
  readonly cases: Pick<CaseStore, 'find' | 'declare'>;
  readonly messages: CaseMessages;
  readonly handingOver: Pick<HandingOver, 'without'>;
  readonly leave: Leave;
  readonly concernNow: (found: Whereabouts, report: ReportAnswers) => Promise<ConcernNow>;
  /** Who may know of a case and audit it without one member, by name. */
  readonly audienceWithout: (
    leavingId: string,
    found: Whereabouts,
  ) => Promise<Pick<Whereabouts, 'audience' | 'auditors'>>;
  readonly today: () => Day;
}

/** Why somebody steps back, as they wrote it or empty, and the form that says so. */
interface Why {
  readonly formId: string;
  readonly reason: string;
}

/**
 * Conflicts of interest of the office's own people: a declaration before the first opening, and stepping back from a case at
 * any time. For whoever stepped back the case does not exist any more (invariant 5).
 */
export function createConflictService({
  cases,
  messages,
  handingOver,
  leave,
  concernNow,
  audienceWithout,
  today,
}: Dependencies) {
  /** Once, on the case as it is now. @returns whether they are out of it; false where somebody changed the case meanwhile */
  async function tryToStepBack(officer: Officer, id: string, typed: Why): Promise<boolean> {
    const found = await findFor(cases, officer, id);
    const contents = await heldContents(officer, found);
    if (!contents) {
      const known = await audienceWithout(officer.memberId, found);
      if (known.audience.length === 0) throw new NobodyEligible('nobody would know of this case any more');
      const next = { ...known, unitId: found.unitId };
      return unlessChanged(async () => leave(officer, found, { next, gone: [officer] }));
    }
    const { concerned } = await concernNow(found, contents.answers);
    const gone = [officer, ...concerned.filter(({ memberId }) => memberId !== officer.memberId)];
    const next = await handingOver.without(officer, found, contents, gone);
    const { formId, reason: text } = typed;
    if (text.trim() !== '')
      await messages.note(contents.keys.office, { ...found, ...next }, officer, { formId, text });
    return unlessChanged(async () => leave(officer, found, { next, gone }));
  }

  return {
    /** Keeps that the officer has no conflict of interest; however often they say so, one line is written. @throws {NotFound} */
    async declareNone(officer: Reader, id: string): Promise<void> {
      const found = await findFor(cases, officer, id);
      await cases.declare(id, officer, [owedAudit(found, 'conflict:none', officer.tag, today())]);
    },

    /**
     * Takes a member out of a case, also while a withdrawal waits:
     * - who holds its keys seals it anew to those who stay or, where no handler stays, to the body above, with the reason as a note;
     *   whom it came to concern since it was sent leaves with them;
     * - who holds none leaves that to the next handler who opens it;
     * - once the contents are destroyed, only who may know of it changes.
     *
     * It depends on nothing that the member saw, so it is tried again where others changed the case at the same moment; the note, by its
     * form, is written once.
     * @throws {NotFound} when the member knows of no such case, as after having left
     * @throws {NobodyEligible} when nobody is left who could go on; nothing changed
     * @throws {VersionConflict} after five others who changed the case
     */
    stepBack: async (officer: Officer, id: string, typed: Why): Promise<void> =>
      untilWritten(async () => tryToStepBack(officer, id, typed)),
  };
}

export type ConflictService = ReturnType<typeof createConflictService>;
