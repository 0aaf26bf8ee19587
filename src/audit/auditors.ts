import type { ShownMember } from '../accounts/members/member.ts';
import { mayDo } from '../accounts/permissions.ts';

/** The members to whom the head of the chain is mailed. */
export function auditorIds(members: readonly ShownMember[]): string[] {
  return members
    .filter((member) => member.status === 'active' && mayDo(member, 'audit:read'))
    .map(({ _id }) => _id);
}
