import type { Day } from '../calendar/day.ts';
import type { MessageStore } from '../conversation/message-store.ts';
import { StatusChangeRefused, VersionConflict } from '../errors.ts';
import { randomId } from '../storage/ids.ts';
import { sealContent } from '../vault/content.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { Case } from './case.ts';
import { isEnding, nextStatuses } from './case-life.ts';
import type { CaseChange, CaseStore } from './case-store.ts';
import type { Status } from './case-terms.ts';
import type { Deadlines } from './deadlines.ts';
import type { Opening } from './opening.ts';
import { places } from './places.ts';
import type { Officer, Reader } from './readers.ts';
import type { Retention } from './retention.ts';

interface Dependencies {
  readonly cases: Pick<CaseStore, 'change'>;
  readonly opening: Pick<Opening, 'openFor'>;
  readonly messages: Pick<MessageStore, 'lastSequence'>;
  readonly deadlines: Pick<Deadlines, 'change'>;
  readonly retention: Pick<Retention, 'purgeDay'>;
  readonly today: () => Day;
}

/** The steps of a case that its officers take: to whom it is assigned, and its status. */
export function createCaseStepService({
  cases,
  opening,
  messages,
  deadlines,
  retention,
  today,
}: Dependencies) {
  async function write(found: Case, version: number, change: CaseChange): Promise<void> {
    if (found.version !== version || !(await cases.change(found._id, version, change)))
      throw new VersionConflict('somebody else saved this case first');
  }

  return {
    /**
     * Assigns the case; the assignee is owed a notice in the same write.
     * @throws {NotFound} also when its reporter asked to withdraw it, or its contents are gone @throws {DeclarationRequired}
     * @throws {VersionConflict} when the case changed since `version` was read
     */
    async assign(
      officer: Officer,
      id: string,
      { version, assignee }: { version: number; assignee: Pick<Reader, 'tag'> },
    ): Promise<void> {
      const { found } = await opening.openFor(officer, id);
      const on = today();
      await write(found, version, {
        set: { assigneeId: assignee.tag },
        timeline: { id: randomId(), on, kind: 'assigned', memberId: assignee.tag },
        owed: [
          owedNotice(found, { event: 'assignment', to: 'assignee' }, on),
          owedAudit(found, 'case:assigned', officer.tag, on),
        ],
      });
    },

    /**
     * Changes the status; the reason is sealed for the reporter to read, and an ending must have one.
     * @throws {NotFound} @throws {DeclarationRequired}
     * @throws {StatusChangeRefused} when the case's life has no such step, or an ending has no reason
     * @throws {VersionConflict} when the case changed since `version` was read
     */
    async changeStatus(
      officer: Officer,
      id: string,
      { version, to, reason }: { version: number; to: Status; reason: string },
    ): Promise<void> {
      const { found, keys } = await opening.openFor(officer, id);
      if (found.version !== version) throw new VersionConflict('somebody else saved this case first');
      if (!nextStatuses(found.status).includes(to) || (isEnding(to) && reason.trim() === ''))
        throw new StatusChangeRefused('a case in this status cannot become that');
      const stepId = randomId();
      const on = today();
      const sealed =
        reason.trim() === ''
          ? undefined
          : await sealContent(keys.conversation, places.reason(id, stepId), new TextEncoder().encode(reason));
      const change = deadlines.change(found, { to, today: on, firstAnswered: found.firstAnswered ?? false });
      const waits = to === 'needs_information' ? { waitsAfter: await messages.lastSequence(id) } : {};
      const purgeOn = isEnding(to) ? { purgeOn: retention.purgeDay(found.category, on) } : {};
      await write(found, version, {
        milestones: change.milestones,
        set: { ...change.set, ...waits, ...purgeOn, status: to },
        unset: [
          ...(change.unset ?? []),
          ...(isEnding(to) ? [] : (['purgeOn'] as const)),
          ...(found.spam ? (['spam'] as const) : []),
        ],
        timeline: {
          id: stepId,
          on,
          kind: 'status',
          from: found.status,
          to,
          memberId: officer.tag,
          ...(sealed && { reason: sealed }),
        },
        owed: [owedAudit(found, 'case:status', officer.tag, on)],
      });
    },
  };
}

export type CaseStepService = ReturnType<typeof createCaseStepService>;
