import { type Status, STATUSES } from './case-terms.ts';

/** What a case may become next, by its present status. A withdrawn case has no next. */
const NEXT: Readonly<Record<Status, readonly Status[]>> = {
  received: ['verified', 'needs_information', 'in_progress', 'referred', 'not_actionable'],
  verified: ['in_progress', 'needs_information', 'referred', 'resolved', 'not_actionable'],
  in_progress: ['needs_information', 'resolved', 'referred', 'not_actionable'],
  needs_information: ['verified', 'in_progress', 'resolved', 'not_actionable', 'closed'],
  referred: ['in_progress', 'closed'],
  resolved: ['closed', 'in_progress'],
  not_actionable: ['closed', 'in_progress'],
  closed: ['in_progress'],
  withdrawn: [],
};

const ENDINGS: readonly Status[] = ['resolved', 'not_actionable', 'referred', 'closed'];
/** The statuses in which nothing is due any more. */
export const OVER_STATUSES: readonly Status[] = ['resolved', 'not_actionable', 'closed', 'withdrawn'];
/** Those in which something is, in the order of a case's life. */
export const OPEN_STATUSES: readonly Status[] = STATUSES.filter((status) => !OVER_STATUSES.includes(status));

/** The statuses that an officer may set on a case in this status. */
export function nextStatuses(status: Status): readonly Status[] {
  return NEXT[status];
}

/** Whether this status ends the work and so owes the reporter a reason. */
export function isEnding(status: Status): boolean {
  return ENDINGS.includes(status);
}

/** Whether nothing is due any more in this status. */
export function isOver(status: Status): boolean {
  return OVER_STATUSES.includes(status);
}
