import { randomId } from '../storage/ids.ts';
import type { OwedAudit, OwedNotice } from '../storage/owed.ts';
import type { Case } from './case.ts';

type Subject = Pick<Case, '_id' | 'audience' | 'auditors'>;

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
  return { id: randomId(), kind: 'notice', event, to, caseId: subject._id, on };
}

/** What an act owes that whoever follows the case is told of: a notice and the audit line; `by` as in {@link owedAudit}. */
export function owedNews(
  subject: Subject,
  act: string,
  by: string | null,
  on: string,
): readonly [OwedNotice, OwedAudit] {
  return [
    owedNotice(subject, { event: 'new-message', to: 'supervisors-and-assignee' }, on),
    owedAudit(subject, act, by, on),
  ];
}
