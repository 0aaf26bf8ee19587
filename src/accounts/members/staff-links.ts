import type { NavigationLink, Site } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import type { Member } from './member.ts';
import { mayDo, type Permission } from '../permissions.ts';

const entries: readonly { text: string; path: string; permission?: Permission }[] = [
  { text: 'dashboard', path: accountPaths.dashboard, permission: 'case:list' },
  { text: 'cases', path: accountPaths.cases, permission: 'case:list' },
  { text: 'access', path: accountPaths.access, permission: 'access:grant' },
  { text: 'keys', path: accountPaths.keys },
  { text: 'members', path: accountPaths.members, permission: 'member:invite' },
  { text: 'recovery', path: accountPaths.recovery, permission: 'settings:change' },
  { text: 'settings', path: accountPaths.settings, permission: 'settings:change' },
  { text: 'audit', path: accountPaths.audit, permission: 'audit:read' },
  { text: 'own', path: accountPaths.own },
];

/** The navigation of a member: only what they may open. */
export function staffLinks(site: Site, member: Member): NavigationLink[] {
  return entries
    .filter(({ permission }) => !permission || mayDo(member, permission))
    .map(({ text, path }) => ({
      text: site.t(`accounts.navigation.${text}`),
      path: site.path(path),
      current: site.currentPath === path || (text === 'cases' && site.currentPath.startsWith(`${path}/`)),
    }));
}

/** The first page of a member, an Indonesian path. */
export function firstPathOf(member: Member): string {
  if (mayDo(member, 'case:list')) return accountPaths.cases;
  if (mayDo(member, 'member:invite')) return accountPaths.members;
  return mayDo(member, 'audit:read') ? accountPaths.audit : accountPaths.own;
}
