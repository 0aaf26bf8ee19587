import type { Day } from '../calendar/day.ts';
import { type IsHoliday, workingDaysBetween } from '../calendar/working-days.ts';
import type { Case, Milestone } from './case.ts';
import { isOver } from './case-life.ts';
import { ENDING_KINDS, type EndingKind, type Status } from './case-terms.ts';

/** What counting needs of the past of a case, in one write with the change that made it. */
export interface Milestones {
  readonly set: {
    readonly verified?: Milestone;
    readonly ended?: Milestone & { readonly kind: EndingKind };
  };
  readonly unset: readonly 'ended'[];
}

/** The month of a day, 'YYYY-MM'. */
export function monthOf(day: Day): string {
  return day.slice(0, 7);
}

/** What a new status means: the first look at a case is over, it ended, or it was taken up again. */
export function milestonesOf(
  subject: Pick<Case, 'status' | 'receivedOn' | 'verified' | 'ended'>,
  { to, today, isHoliday }: { to: Status; today: Day; isHoliday: IsHoliday },
): Milestones {
  const after = Math.max(0, workingDaysBetween(subject.receivedOn, today, isHoliday));
  const reached = { month: monthOf(today), after };
  const isLookedAt = !['received', 'needs_information', 'withdrawn'].includes(to);
  const kind = isOver(subject.status) ? undefined : endingOf(subject.status, to);
  return {
    set: {
      ...(isLookedAt && !subject.verified && { verified: reached }),
      ...(kind && { ended: { ...reached, kind } }),
    },
    unset: subject.ended && !isOver(to) ? ['ended'] : [],
  };
}

function endingOf(from: Status, to: Status): EndingKind | undefined {
  if (from === 'referred' && to === 'closed') return 'referred';
  return isOver(to) ? ENDING_KINDS.find((kind) => kind === to) : undefined;
}
