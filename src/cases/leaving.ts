import type { Day } from '../calendar/day.ts';
import { VersionConflict } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import type { Envelope, Place } from '../vault/envelope.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case, IdentityRequest } from './case.ts';
import type { CaseStore } from './case-store.ts';
import type { HandedOver, Whereabouts } from './handing-over.ts';
import { places } from './places.ts';
import { type Called, isCalled, type Officer } from './readers.ts';
import type { Retention } from './retention.ts';
import type { SealedReasons } from './sealed-reasons.ts';
import { keptAsUsual } from './spam-service.ts';

interface Dependencies {
  readonly cases: Pick<CaseStore, 'change'>;
  readonly reasons: SealedReasons;
  /** Takes lines over that acts owe, once each however often it is asked. */
  readonly acceptLines: (lines: readonly OwedAudit[]) => Promise<void>;
  readonly retention: Retention;
  readonly today: () => Day;
}

/** Taking people out of a case: whoever has a conflict of interest, by what they say or by what the report says. */
export function createLeaving({ cases, reasons, acceptLines, retention, today }: Dependencies) {
  /** The hold, and the request for the identity if it goes on, with their reasons sealed to those who stay or come. */
  async function actsWithReasons(
    officer: Officer,
    { _id, hold, identityRequest: request }: Case,
    { next, gone }: Change,
  ): Promise<Pick<Case, 'hold' | 'identityRequest'>> {
    const sealAnew = async <Act extends { reason: Envelope }>(place: Place, act: Act) =>
      reasons.sealAnew(officer, next, place, act);
    return {
      ...(hold && { hold: await sealAnew(places.holdReason(_id, hold.id), hold) }),
      ...(request &&
        outlasts(request, gone, next) && {
          identityRequest: await sealAnew(places.identityReason(_id, request.id), request),
        }),
    };
  }

  /**
   * Takes them out in one write, with the audit lines and the notice that it owes. The lines are handed over at once: from then on the
   * log tells a member who reads it nothing of the case. Where that fails the outbox does it, as with every act.
   * @param officer who acts: one who leaves, or one who opened the case
   * @throws {VersionConflict} when the case changed meanwhile; nobody left it
   */
  return async function leave(officer: Officer, found: Case, { next, gone }: Change): Promise<void> {
    const on = today();
    const after = { ...found, ...next };
    // Threat: somebody concerned has the case purged as spam, by their own hand or a colleague's who thinks of no conflict, and then leaves.
    const kept = keptAsUsual(found, retention, on);
    const acts = await actsWithReasons(officer, found, { next, gone });
    const unset = [
      ...(gone.some((one) => isCalled(one, found.assigneeId)) ? (['assigneeId'] as const) : []),
      ...(found.identityRequest && !acts.identityRequest ? (['identityRequest'] as const) : []),
      ...kept.unset,
    ];
    const lines = gone.map(({ tag }) => owedAudit(after, 'conflict:recused', tag, on));
    const written = await cases.change(found._id, found.version, {
      set: { ...next, ...acts, ...kept.set, awaitsSealing: Boolean(found.keys && !next.keys) },
      unset,
      withdrawsDeclarations: gone.map(({ tag }) => tag),
      timeline: { id: randomId(), on, kind: 'handed-over' },
      owed: [owedNotice(after, { event: 'new-report', to: 'supervisors' }, on), ...lines],
    });
    if (!written) throw new VersionConflict('somebody else saved this case first');
    await acceptLines(lines);
  };
}

/** Who leaves, and what those get who go on. */
interface Change {
  readonly next: HandedOver;
  readonly gone: readonly Called[];
}

export type Leave = ReturnType<typeof createLeaving>;

/**
 * Whether a request for the identity goes on without these: whoever asked still knows of the case, and it was none of these who
 * decided on it. Threat: somebody concerned approves that a colleague learns who reported them, and then leaves.
 */
function outlasts(
  { memberId, decidedBy }: IdentityRequest,
  gone: readonly Called[],
  { audience }: Pick<Whereabouts, 'audience'>,
): boolean {
  return audience.includes(memberId) && !gone.some((one) => isCalled(one, decidedBy));
}
