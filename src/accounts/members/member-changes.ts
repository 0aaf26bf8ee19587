import { addDays, type Day } from '../../calendar/day.ts';
import type { FormerPosition, Member } from './member.ts';

/** For so many days a report about a position concerns who held it before, too. */
const HELD_LATELY_DAYS = 365;

/** What of a member decides what they may do and whom a report concerns. */
type Standing = Pick<Member, 'roles' | 'positionIds' | 'unitId'>;

/** A difference, as a line of the audit log tells it: `detail` is a role, or the id of a position or unit. */
export interface StandingChange {
  readonly act: `${'role' | 'position' | 'unit'}:${'given' | 'taken'}`;
  readonly detail: string;
}

/** What a member gets and loses. Threat: a position that is taken for a day, so that a report about it reaches its holder. */
export function standingChanges(before: Standing, after: Standing): StandingChange[] {
  const unitOf = ({ unitId }: Standing) => (unitId === null ? [] : [unitId]);
  return [
    ...differences('role', before.roles, after.roles),
    ...differences('position', before.positionIds, after.positionIds),
    ...differences('unit', unitOf(before), unitOf(after)),
  ];
}

function differences(
  what: 'role' | 'position' | 'unit',
  before: readonly string[],
  after: readonly string[],
): StandingChange[] {
  const given = after.filter((one) => !before.includes(one));
  const taken = before.filter((one) => !after.includes(one));
  return [
    ...taken.map((detail) => ({ act: `${what}:taken` as const, detail })),
    ...given.map((detail) => ({ act: `${what}:given` as const, detail })),
  ];
}

/** What is kept of positions that a change takes away today; none that the member has again, nor any of long ago. */
export function formerPositions(
  before: Pick<Member, 'positionIds' | 'formerPositions'>,
  positionIds: readonly string[],
  today: Day,
): FormerPosition[] {
  const taken = before.positionIds.map((positionId) => ({ positionId, until: today }));
  const known = [...(before.formerPositions ?? []).filter((one) => isRecent(one, today)), ...taken];
  const newest = new Map(known.map((one) => [one.positionId, one]));
  return [...newest.values()].filter(({ positionId }) => !positionIds.includes(positionId));
}

/**
 * The positions that a report may mean when it means the member. Threat: an administrator who takes a position from its holder for a
 * day, so that a report about it reaches them.
 */
export function positionsHeldLately(
  { positionIds, formerPositions: former = [] }: Pick<Member, 'positionIds' | 'formerPositions'>,
  today: Day,
): string[] {
  const lately = former.filter((one) => isRecent(one, today)).map(({ positionId }) => positionId);
  return [...new Set([...positionIds, ...lately])];
}

function isRecent({ until }: FormerPosition, today: Day): boolean {
  return addDays(until, HELD_LATELY_DAYS) >= today;
}
