import type { Day } from '../calendar/day.ts';
import { NobodyEligible, VersionConflict } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import type { Envelope, Place } from '../vault/envelope.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case, IdentityRequest } from './case.ts';
import { findFor, heldKeys } from './case-access.ts';
import type { CaseMessages } from './case-messages.ts';
import type { CaseStore } from './case-store.ts';
import type { HandedOver, HandingOver, Whereabouts } from './handing-over.ts';
import { places } from './places.ts';
import { isCalled, type Officer, type Reader } from './readers.ts';
import type { Retention } from './retention.ts';
import { keptAsUsual } from './spam-service.ts';
import type { SealedReasons } from './sealed-reasons.ts';

interface Dependencies {
  readonly cases: CaseStore;
  readonly messages: CaseMessages;
  readonly reasons: SealedReasons;
  readonly handingOver: Pick<HandingOver, 'without'>;
  /** Who may know of a case and audit it without one member, by name. */
  readonly audienceWithout: (
    leavingId: string,
    found: Whereabouts,
  ) => Promise<Pick<Whereabouts, 'audience' | 'auditors'>>;
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
  handingOver,
  audienceWithout,
  acceptLines,
  retention,
  today,
}: Dependencies) {
  /** The hold, and the request for the identity if it goes on, with their reasons sealed to those who stay or come. */
  async function actsWithReasons(
    officer: Officer,
    { _id, hold, identityRequest: request }: Case,
    next: Whereabouts,
  ): Promise<Pick<Case, 'hold' | 'identityRequest'>> {
    const sealAnew = async <Act extends { reason?: Envelope }>(place: Place, act: Act) =>
      reasons.sealAnew(officer, next, place, act);
    return {
      ...(hold?.id && { hold: await sealAnew(places.holdReason(_id, hold.id), hold) }),
      ...(request &&
        outlasts(request, officer, next) && {
          identityRequest: await sealAnew(places.identityReason(_id, request.id), request),
        }),
    };
  }

  /**
   * Takes the member out in one write, with the audit line and the notice that it owes. The line is handed over at once: from then on the
   * log tells a member who reads it nothing of the case. Where that fails the outbox does it, as with every act.
   */
  async function leave(officer: Officer, found: Case, next: HandedOver): Promise<void> {
    const on = today();
    const after = { ...found, ...next };
    // Threat: somebody concerned has the case purged as spam, by their own hand or a colleague's who thinks of no conflict, and then leaves.
    const kept = found.spam && keptAsUsual(found, retention, on);
    const acts = await actsWithReasons(officer, found, next);
    const unset = [
      ...(isCalled(officer, found.assigneeId) ? (['assigneeId'] as const) : []),
      ...(found.identityRequest && !acts.identityRequest ? (['identityRequest'] as const) : []),
      ...(kept?.unset ?? []),
    ];
    const line = owedAudit(after, 'conflict:recused', officer.tag, on);
    const written = await cases.change(found._id, found.version, {
      set: { ...next, ...acts, ...kept?.set, awaitsSealing: Boolean(found.keys && !next.keys) },
      unset,
      withdrawsDeclaration: officer.tag,
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
     * Takes a member out of a case, also while a withdrawal waits:
     * - who holds its keys seals it anew to those who stay or, where no handler stays, to the body above, with the reason as a note;
     * - who holds none leaves that to the next handler who opens it;
     * - once the contents are destroyed, only who may know of it changes.
     * @throws {NotFound} when the member knows of no such case, as after having left
     * @throws {NobodyEligible} when nobody is left who could go on; nothing changed
     * @throws {VersionConflict} when the case changed meanwhile
     */
    async stepBack(officer: Officer, id: string, typed: { formId: string; reason: string }): Promise<void> {
      const found = await findFor(cases, officer, id);
      const keys = found.keys && (await heldKeys(officer, found.keys, id));
      if (!keys) {
        const known = await audienceWithout(officer.memberId, found);
        if (known.audience.length === 0) throw new NobodyEligible('nobody would know of this case any more');
        return leave(officer, found, { ...known, unitId: found.unitId });
      }
      const next = await handingOver.without(officer, found, keys);
      const { formId, reason: text } = typed;
      if (text.trim() !== '')
        await messages.note(keys.office, { ...found, ...next }, officer, { formId, text });
      return leave(officer, found, next);
    },
  };
}

/**
 * Whether a request for the identity goes on without this member: whoever asked still knows of the case, and it was not this member who
 * decided on it. Threat: somebody concerned approves that a colleague learns who reported them, and then leaves.
 */
function outlasts(
  { memberId, decidedBy }: IdentityRequest,
  leaving: Reader,
  { audience }: Pick<Case, 'audience'>,
): boolean {
  return audience.includes(memberId) && !isCalled(leaving, decidedBy);
}

export type ConflictService = ReturnType<typeof createConflictService>;
