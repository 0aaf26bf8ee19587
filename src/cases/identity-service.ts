import { untilWritten } from './until-written.ts';
import { addDays, type Day } from '../calendar/day.ts';
import { NotFound, VersionConflict } from '../errors.ts';
import { asContentKey, openJson } from '../vault/content.ts';
import type { Envelope } from '../vault/envelope.ts';
import { openSecret } from '../vault/sealed-to.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case, IdentityRequest } from './case.ts';
import { assertDeclared, type AuditLog, readingLine } from './case-access.ts';
import type { CaseMessages } from './case-messages.ts';
import type { CaseStore } from './case-store.ts';
import type { Opening } from './opening.ts';
import { places } from './places.ts';
import { isCalled, type Officer } from './readers.ts';
import { type Identity, identitySchema } from './report-answers.ts';
import type { SealedReasons } from './sealed-reasons.ts';

/** For how many days after an approval its requester may open the identity; then they ask again. */
const APPROVED_DAYS = 7;

interface Dependencies {
  readonly cases: Pick<CaseStore, 'change'>;
  readonly opening: Opening;
  readonly messages: CaseMessages;
  readonly reasons: SealedReasons;
  readonly audit: AuditLog;
  readonly today: () => Day;
}

/** Where a request stands: a second person has not decided, refused, approved, or approved too long ago. */
type RequestState = 'pending' | 'refused' | 'approved' | 'expired';

export function requestState({ decision, decidedOn }: IdentityRequest, today: Day): RequestState {
  if (decision === undefined || decidedOn === undefined) return 'pending';
  if (decision === 'refused') return 'refused';
  return today <= addDays(decidedOn, APPROVED_DAYS) ? 'approved' : 'expired';
}

/**
 * The identity that a reporter gave: one officer asks for it with a written reason, another member who may know of the case
 * decides, and only who asked opens it. Each step has its audit line.
 */
export function createIdentityService({ cases, opening, messages, reasons, audit, today }: Dependencies) {
  async function write(found: Case, change: Parameters<CaseStore['change']>[2]): Promise<void> {
    if (!(await cases.change(found._id, found.version, change)))
      throw new VersionConflict('somebody else saved this case first');
  }

  async function keepRequest(officer: Officer, found: Case, id: string, reason: Envelope): Promise<void> {
    const on = today();
    const present = found.identityRequest;
    if (present && requestState(present, on) === 'pending')
      throw new VersionConflict('another request waits for a decision');
    await write(found, {
      set: { identityRequest: { id, memberId: officer.tag, on, reason } },
      owed: [
        owedNotice(found, { event: 'identity', to: 'supervisors' }, on),
        owedAudit(found, 'identity:asked', officer.tag, on),
      ],
    });
  }

  return {
    /**
     * Asks for the identity. The reason is sealed to everybody who may decide, and then kept as a note of the case; the same form sent again
     * does what was cut off the first time.
     * @throws {NotFound} when the reporter gave none
     * @throws {VersionConflict} when another request waits already
     */
    async request(
      officer: Officer,
      id: string,
      { formId, reason, note }: { formId: string; reason: string; note: string },
    ): Promise<void> {
      const { found, keys } = await opening.openFor(officer, id);
      if (!found.identity) throw new NotFound('the reporter gave no identity');
      const present = found.identityRequest;
      const place = places.identityReason(id, formId);
      if (present?.id !== formId)
        await keepRequest(officer, found, formId, await reasons.seal(found, place, reason));
      else if (!(await reasons.says(officer, place, present.reason, reason))) return;
      await messages.note(keys.office, found, officer, { formId, text: note });
    },

    /**
     * Decides on a request of somebody else.
     * @throws {NotFound} when there is no such request, or it is the member's own @throws {DeclarationRequired}
     * @throws {VersionConflict} when somebody decided before
     */
    async decide(
      officer: Officer,
      id: string,
      { requestId, decision }: { requestId: string; decision: 'approved' | 'refused' },
    ): Promise<void> {
      await untilWritten(async () => {
        const { found } = await opening.reachFor(officer, id);
        const request = found.identityRequest;
        if (request?.id !== requestId || isCalled(officer, request.memberId))
          throw new NotFound('no request of somebody else to decide on');
        if (request.decision !== undefined) {
          if (request.decision === decision && isCalled(officer, request.decidedBy)) return true;
          throw new VersionConflict('somebody else decided on this request');
        }
        const on = today();
        return cases.change(found._id, found.version, {
          set: { identityRequest: { ...request, decision, decidedBy: officer.tag, decidedOn: on } },
          owed: [
            owedNotice(found, { event: 'identity', to: 'supervisors-and-assignee' }, on),
            owedAudit(found, `identity:${decision}`, officer.tag, on),
          ],
        });
      });
    },

    /**
     * Opens the identity for who asked and was approved; its audit line is durable first.
     * @throws {NotFound} without an approved request of this officer, or an identity, or where the report came to concern them
     * @throws {VersionConflict} when others changed the case at the moment in which whom it concerns was to be taken out
     */
    async open(officer: Officer, id: string): Promise<Identity> {
      const { found } = await opening.openDecided(officer, id);
      const { identity, identityKey, identityRequest: request } = found;
      if (!identity || !identityKey) throw new NotFound('the reporter gave no identity');
      if (!request || !isCalled(officer, request.memberId) || requestState(request, today()) !== 'approved')
        throw new NotFound('no approved request of this officer');
      await audit.record(readingLine(officer, found, 'identity:read'));
      const key = asContentKey(await openSecret(officer.identities, places.identityKey(id), identityKey));
      return identitySchema.parse(await openJson(key, places.identity(id, found.reportSequence), identity));
    },

    /**
     * Why somebody asks, for who may decide; undefined where nobody waits for this member's decision, or they came after it was asked.
     * @throws {DeclarationRequired}
     */
    async reasonToDecideOn(officer: Officer, found: Case): Promise<string | undefined> {
      const request = found.identityRequest;
      if (!request || request.decision !== undefined || isCalled(officer, request.memberId)) return undefined;
      assertDeclared(officer, found);
      return reasons.read(officer, places.identityReason(found._id, request.id), request.reason);
    },
  };
}

export type IdentityService = ReturnType<typeof createIdentityService>;
