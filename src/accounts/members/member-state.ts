import type { Tag } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import type { MemberAct } from '../account-paths.ts';
import type { VouchState } from '../keys/vouches.ts';
import type { Member } from './member.ts';

/** Whether a member opens cases now, or sees them; decided from the key grants and from who vouched for them. */
export type KeyState = 'holds' | 'waits' | VouchState;

const statusTones = { invited: 'waiting', active: 'good', ended: 'neutral' } as const;

export function statusTag(site: Site, { status }: Member): Tag {
  return { text: site.t(`accounts.status.${status}`), tone: statusTones[status] };
}

/** What may be done to a member; nobody ends or resets themselves. */
export function actsFor(member: Member, actorId: string, keyState: KeyState): MemberAct[] {
  if (member._id === actorId || member.status === 'ended') return [];
  if (member.status === 'invited') return ['link', 'end'];
  return keyState === 'waits' ? ['restore', 'sessions', 'reset', 'end'] : ['sessions', 'reset', 'end'];
}
