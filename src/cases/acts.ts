import { randomId } from '../storage/ids.ts';
import type { OwedAudit, OwedNotice } from '../storage/owed.ts';
import type { Case } from './case.ts';

type Subject = Pick<Case, '_id' | 'lane' | 'audience' | 'auditors'>;

/** The audit line that an act on a case owes; `by` is the tag of who acted, null where the reporter did. */
export function owedAudit(subject: Subject, act: string, by: string | null, on: string): OwedAudit {
  const { _id, audience, auditors } = subject;
  return {
    id: randomId(),
    kind: 'audit',
    act,
    memberId: by,
    caseId: _id,
    on,
    audience: [...audience],
    ...(auditors && { auditors: [...auditors] }),
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
