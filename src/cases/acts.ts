import { randomId } from '../storage/ids.ts';
import type { OwedAudit, OwedNotice } from '../storage/owed.ts';
import type { Case } from './case.ts';

type Subject = Pick<Case, '_id' | 'lane' | 'audience'>;

/** The audit line that an act on a case owes; `memberId` is null where the reporter acted. */
export function owedAudit(subject: Subject, act: string, memberId: string | null, on: string): OwedAudit {
  return {
    id: randomId(),
    kind: 'audit',
    act,
    memberId,
    caseId: subject._id,
    on,
    audience: [...subject.audience],
  };
}

/** The notice that an event of a case owes. */
export function owedNotice(
  subject: Subject,
  { event, to }: Pick<OwedNotice, 'event' | 'to'>,
  on: string,
): OwedNotice {
  return { id: randomId(), kind: 'notice', event, to, caseId: subject._id, lane: subject.lane, on };
}
