import type { Member } from './member.ts';

/** What of a member decides what they may do and whom a report concerns. */
type Posting = Pick<Member, 'roles' | 'positionIds' | 'unitId'>;

/** A difference, as a line of the audit log tells it: `detail` is a role, or the id of a position or unit. */
interface StandingChange {
  readonly act: `${'role' | 'position' | 'unit'}:${'given' | 'taken'}`;
  readonly detail: string;
}

/** What a member gets and loses. Threat: a position that is taken for a day, so that a report about it reaches its holder. */
export function standingChanges(before: Posting, after: Posting): StandingChange[] {
  const unitOf = ({ unitId }: Posting) => (unitId === null ? [] : [unitId]);
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
