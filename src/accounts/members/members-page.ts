import type { Tag } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { PageLink } from '../form-page.ts';
import { mayDo } from '../permissions.ts';
import type { Member } from './member.ts';
import type { OfficeLists } from './member-fields.ts';
import { type KeyState, statusTag } from './member-state.ts';

interface MemberRow {
  readonly name: string;
  readonly path: string;
  readonly roles: string;
  readonly unit: string;
  readonly status: Tag;
  readonly keys: Tag | undefined;
}

interface MembersPage extends Page {
  /** How far an office is that takes no reports yet. */
  readonly opening: PageLink | undefined;
  readonly invitePath: string;
  readonly rows: readonly MemberRow[];
}
export const membersView = view<MembersPage>('accounts/members');

const keyTones = {
  holds: 'good',
  waits: 'waiting',
  vouched: 'good',
  unknown: 'waiting',
  none: 'neutral',
} as const;

export function membersPage(
  site: Site,
  members: readonly Member[],
  lists: OfficeLists,
  keyStates: ReadonlyMap<string, KeyState>,
  opening: PageLink | undefined,
): MembersPage {
  const shownState = (member: Member): Tag | undefined => {
    const state = keyStates.get(member._id) ?? 'none';
    if (member.status !== 'active' || !mayDo(member, 'case:list')) return undefined;
    return { text: site.t(`accounts.keys.${state}`), tone: keyTones[state] };
  };
  const byName = members.toSorted((a, b) => a.name.localeCompare(b.name, site.locale));
  return {
    title: site.t('accounts.members.title'),
    opening,
    invitePath: site.path(accountPaths.invite),
    rows: byName.map((member) => ({
      name: member.name,
      path: site.path(accountPaths.member(member._id)),
      roles: rolesOf(site, member),
      unit: unitNameOf(site, lists, member),
      status: statusTag(site, member),
      keys: shownState(member),
    })),
  };
}

function rolesOf(site: Site, member: Member): string {
  return member.roles.map((role) => site.t(`accounts.roles.${role}`)).join(', ');
}

function unitNameOf(site: Site, { units }: OfficeLists, member: Member): string {
  return units.find(({ _id }) => _id === member.unitId)?.name[site.locale] ?? '';
}
