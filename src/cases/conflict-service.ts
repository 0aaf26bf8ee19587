import type { Day } from '../calendar/day.ts';
import { NobodyEligible, VersionConflict } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import { type CaseKeys, sealCaseKeys } from '../vault/case-keys.ts';
import { openJson } from '../vault/content.ts';
import { openSecret, sealSecret } from '../vault/sealed-to.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case } from './case.ts';
import { findFor, heldKeys } from './case-access.ts';
import type { CaseMessages } from './case-messages.ts';
import type { CaseStore } from './case-store.ts';
import { places } from './places.ts';
import { isCalled, type Officer, type Reader, type Readers } from './readers.ts';
import type { Retention } from './retention.ts';
import { keptAsUsual } from './spam-service.ts';
import { type ReportAnswers, reportAnswersSchema } from './report-answers.ts';
import type { SealedReasons } from './sealed-reasons.ts';

type Whereabouts = Pick<Case, 'audience' | 'auditors' | 'unitId'>;

interface Dependencies {
  readonly cases: CaseStore;
  readonly messages: CaseMessages;
  readonly reasons: SealedReasons;
  readonly readers: {
    readonly readersWithout: (
      leavingId: string,
      found: Whereabouts,
      report: ReportAnswers,
    ) => Promise<Readers>;
    readonly audienceWithout: (
      leavingId: string,
      found: Whereabouts,
    ) => Promise<Pick<Whereabouts, 'audience' | 'auditors'>>;
  };
  /** Takes lines over that acts owe, once each however often it is asked. */
  readonly acceptLines: (lines: readonly OwedAudit[]) => Promise<void>;
  readonly retention: Retention;
  readonly today: () => Day;
}

/**
 * Conflicts of interest of the office's own people: a declaration before the first opening, and stepping back from a case at
 * any time. For whoever stepped back the case does not exist any more (invariant 5).
 */
export function createConflictService({
  cases,
  messages,
  reasons,
  readers,
  acceptLines,
  retention,
  today,
}: Dependencies) {
  /** The hold with its reason sealed to those who stay, or come; as it is where whoever leaves cannot read that. */
  async function handOverHold(
    officer: Officer,
    { _id, hold }: Case,
    audience: readonly string[],
  ): Promise<Pick<Case, 'hold'>> {
    if (!hold?.id || !hold.reason) return {};
    const place = places.holdReason(_id, hold.id);
    const text = await reasons.read(officer, place, hold.reason);
    if (text === undefined) return {};
    return { hold: { ...hold, reason: await reasons.seal({ audience }, place, text) } };
  }

  /** What the case becomes when an officer who opens it leaves: sealed anew to those who stay, or to the body above. */
  async function handOver(officer: Officer, found: Case, keys: CaseKeys) {
    const { _id, report, reportSequence, identityKey } = found;
    if (!report) throw new TypeError('a case with keys has a report');
    const answers = await openJson(keys.office, places.report(_id, reportSequence), report);
    const next = await readers.readersWithout(officer.memberId, found, reportAnswersSchema.parse(answers));
    if (next.kind === 'nobody') throw new NobodyEligible('nobody is left who could go on with this case');
    const identityPlace = places.identityKey(_id);
    return {
      audience: next.audience,
      ...(next.auditors && { auditors: next.auditors }),
      unitId: next.unitId,
      keys: await sealCaseKeys(next.recipients, _id, keys),
      ...(identityKey && {
        identityKey: await sealSecret(
          next.recipients,
          identityPlace,
          await openSecret(officer.identities, identityPlace, identityKey),
        ),
      }),
      ...(await handOverHold(officer, found, next.audience)),
    };
  }

  /**
   * Takes the member out in one write, with the audit line and the notice that it owes. The line is handed over at once: from then on the
   * log tells a member who reads it nothing of the case. Where that fails the outbox does it, as with every act.
   */
  async function leave(reader: Reader, found: Case, set: Whereabouts): Promise<void> {
    const on = today();
    const after = { ...found, ...set };
    // Threat: somebody concerned has the case purged as spam, by their own hand or a colleague's who thinks of no conflict, and then leaves.
    const kept = found.spam && keptAsUsual(found, retention, on);
    const unset = [
      ...(isCalled(reader, found.assigneeId) ? (['assigneeId'] as const) : []),
      ...(isCalled(reader, found.identityRequest?.memberId) ? (['identityRequest'] as const) : []),
      ...(kept?.unset ?? []),
    ];
    const line = owedAudit(after, 'conflict:recused', reader.tag, on);
    const written = await cases.change(found._id, found.version, {
      set: { ...set, ...kept?.set },
      unset,
      withdrawsDeclaration: reader.tag,
      timeline: { id: randomId(), on, kind: 'handed-over' },
      owed: [owedNotice(after, { event: 'new-report', to: 'supervisors' }, on), line],
    });
    if (!written) throw new VersionConflict('somebody else saved this case first');
    await acceptLines([line]);
  }

  return {
    /** Keeps that the officer has no conflict of interest; however often they say so, one line is written. @throws {NotFound} */
    async declareNone(officer: Reader, id: string): Promise<void> {
      const found = await findFor(cases, officer, id);
      await cases.declare(id, officer, [owedAudit(found, 'conflict:none', officer.tag, today())]);
    },

    /**
     * Takes a member out of a case. Where they hold its keys, it is sealed anew to those who stay or, where no handler stays, to
     * the body above, and the reason is a sealed note for them. So it is while a withdrawal waits; once the contents are destroyed, only who
     * may know of it changes.
     * @throws {NotFound} when the member knows of no such case, as after having left
     * @throws {NobodyEligible} when nobody is left who could go on; nothing changed
     * @throws {VersionConflict} when the case changed meanwhile
     */
    async stepBack(officer: Officer, id: string, typed: { formId: string; reason: string }): Promise<void> {
      const found = await findFor(cases, officer, id);
      const keys = found.keys && (await heldKeys(officer, found.keys, id));
      if (!keys) {
        const known = await readers.audienceWithout(officer.memberId, found);
        if (known.audience.length === 0) throw new NobodyEligible('nobody would know of this case any more');
        return leave(officer, found, { ...known, unitId: found.unitId });
      }
      const next = await handOver(officer, found, keys);
      const { formId, reason: text } = typed;
      if (text.trim() !== '')
        await messages.note(keys.office, { ...found, ...next }, officer, { formId, text });
      return leave(officer, found, next);
    },
  };
}

export type ConflictService = ReturnType<typeof createConflictService>;
