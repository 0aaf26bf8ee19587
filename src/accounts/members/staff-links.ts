import type { Jump } from '../../web/partials.ts';
import type { NavigationLink, Site } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import type { Member } from './member.ts';
import { mayDo, type Permission } from '../permissions.ts';

type Staff = Pick<Member, 'roles'>;

interface Entry {
  /** A key of the catalogue. */
  readonly text: string;
  readonly path: string;
  readonly permission?: Permission;
}

/** The two pages about keys, which have one entry of the navigation. */
const keyEntries: readonly Entry[] = [
  { text: 'accounts.access.title', path: accountPaths.access, permission: 'access:grant' },
  { text: 'accounts.confirmKey.title', path: accountPaths.keys },
];

const entries: readonly (Entry & { readonly pages?: readonly Entry[] })[] = [
  { text: 'accounts.navigation.dashboard', path: accountPaths.dashboard, permission: 'case:list' },
  { text: 'accounts.navigation.cases', path: accountPaths.cases, permission: 'case:list' },
  { text: 'accounts.navigation.audit', path: accountPaths.audit, permission: 'audit:read' },
  { text: 'accounts.navigation.members', path: accountPaths.members, permission: 'member:invite' },
  { text: 'accounts.navigation.settings', path: accountPaths.settings, permission: 'settings:change' },
  { text: 'accounts.navigation.keys', path: accountPaths.keys, pages: keyEntries },
  { text: 'accounts.navigation.own', path: accountPaths.own },
];

/** The navigation of a member: only what they may open. A page beneath an entry belongs to it. */
export function staffLinks(site: Site, member: Staff): NavigationLink[] {
  const open = openTo(member, entries).map(({ text, path, pages }) => {
    const paths = pages ? openTo(member, pages).map((page) => page.path) : [path];
    return { text, paths, covers: Math.max(...paths.map((each) => covered(site.currentPath, each))) };
  });
  const most = Math.max(1, ...open.map(({ covers }) => covers));
  return open.map(({ text, paths, covers }) => ({
    text: site.t(text),
    path: site.path(paths[0] ?? accountPaths.home),
    current: covers === most,
  }));
}

/** What stands on each page about keys, for a member who may open both. */
export function besideKeys(site: Site, member: Staff): Jump | undefined {
  const links = keyLinks(site, member);
  return links.length > 1 ? { label: site.t('accounts.access.beside'), links } : undefined;
}

/** The pages about keys that a member may open. */
export function keyLinks(site: Site, member: Staff): NavigationLink[] {
  return openTo(member, keyEntries).map(({ text, path }) => ({
    text: site.t(text),
    path: site.path(path),
    current: site.currentPath === path,
  }));
}

/** The first page of a member, an Indonesian path. */
export function firstPathOf(member: Staff): string {
  if (mayDo(member, 'case:list')) return accountPaths.cases;
  if (mayDo(member, 'member:invite')) return accountPaths.members;
  return mayDo(member, 'audit:read') ? accountPaths.audit : accountPaths.own;
}

function openTo<Of extends Entry>(member: Staff, among: readonly Of[]): Of[] {
  return among.filter(({ permission }) => !permission || mayDo(member, permission));
}

/** How much of a path another one covers, in characters: the settings lie above the accounts of staff. */
function covered(path: string, above: string): number {
  return path === above || path.startsWith(`${above}/`) ? above.length : 0;
}
