import type { NavigationLink, Site, StandingWarning } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import type { KeyWarning } from '../keys/key-warnings.ts';
import type { Member } from './member.ts';
import { keyLinks } from './staff-links.ts';

/** The page where a warning about keys is mended, for those who may open it. */
const PAGES: Partial<Record<KeyWarning, string>> = {
  unconfirmed: accountPaths.keys,
  colleagues: accountPaths.access,
  recoveryWaits: accountPaths.access,
  unknown: accountPaths.own,
};

export function keyWarning(site: Site, member: Member, warning: KeyWarning): StandingWarning {
  const mended = PAGES[warning];
  const ownAccount: NavigationLink = {
    text: site.t('accounts.own.title'),
    path: site.path(accountPaths.own),
  };
  const page =
    mended && [...keyLinks(site, member), ownAccount].find(({ path }) => path === site.path(mended));
  return {
    text: site.t(`accounts.warning.${warning}`),
    ...(page && { link: { text: site.t('accounts.warning.open', { page: page.text }), path: page.path } }),
  };
}

export function passwordWarning({ t, path }: Site): StandingWarning {
  return {
    text: t('accounts.warning.passwordAlone'),
    link: { text: t('accounts.warning.setUpFactor'), path: path(accountPaths.factors) },
  };
}
