import type { Day } from '../calendar/day.ts';
import { daysBetween } from '../calendar/day.ts';
import { formatShortDay } from '../calendar/format.ts';
import type { Site } from '../web/site.ts';
import type { Deadline } from './triage-views.ts';

/** Names by all that cases call somebody, in one language: of the members and units that a page tells of. */
export interface Names {
  readonly members: ReadonlyMap<string, string>;
  readonly units: ReadonlyMap<string, string>;
}

/** The name of a member; who is no longer known is called so. */
export function memberName({ t }: Pick<Site, 't'>, names: Names, id: string): string {
  return names.members.get(id) ?? t('triage.formerMember');
}

/** How long ago a case came in. */
export function ageText({ t }: Pick<Site, 't'>, receivedOn: Day, today: Day): string {
  const count = Math.max(0, daysBetween(receivedOn, today));
  return count === 0 ? t('triage.age.today') : t('triage.age.days', { count });
}

/** A deadline and how far away it is; overdue is said in words, never by colour alone. */
export function deadlineOf({ t, locale }: Pick<Site, 't' | 'locale'>, deadlineOn: Day, today: Day): Deadline {
  const left = daysBetween(today, deadlineOn);
  return {
    day: formatShortDay(deadlineOn, locale),
    distance: distanceText({ t }, left),
    isOverdue: left < 0,
  };
}

function distanceText({ t }: Pick<Site, 't'>, left: number): string {
  if (left < 0) return t('triage.deadline.late', { count: -left });
  return left === 0 ? t('triage.deadline.today') : t('triage.deadline.left', { count: left });
}
