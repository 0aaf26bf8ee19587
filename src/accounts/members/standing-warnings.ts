import type { NavigationLink, Site, StandingWarning } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import type { KeyWarning, KeyWarnings } from '../keys/key-warnings.ts';
import type { MailWarnings } from '../office/mail-warnings.ts';
import { mayDo } from '../permissions.ts';
import { hasSecondFactor } from '../sign-in/second-factor.ts';
import type { Member } from './member.ts';
import { keyLinks } from './staff-links.ts';

/** The page where a warning about keys is mended, for those who may open it. */
const PAGES: Partial<Record<KeyWarning, string>> = {
  unconfirmed: accountPaths.keys,
  look: accountPaths.access,
  colleagues: accountPaths.access,
  recoveryWaits: accountPaths.access,
  unknown: accountPaths.own,
};

interface Dependencies {
  readonly ofKeys: KeyWarnings;
  readonly ofMail: MailWarnings;
  /** Whether the head of the audit chain is mailed to somebody. */
  readonly hasAuditor: () => Promise<boolean>;
}

/** What stands above all pages of a member until it is mended. */
export function createStandingWarnings({ ofKeys, ofMail, hasAuditor }: Dependencies) {
  return async (site: Site, member: Member): Promise<StandingWarning[]> => {
    const [key, mail, isAudited] = await Promise.all([
      ofKeys.of(member),
      ofMail.of(site, member),
      !mayDo(member, 'member:invite') || hasAuditor(),
    ]);
    return [
      ...(key ? [keyWarning(site, member, key)] : []),
      ...(hasSecondFactor(member) ? [] : [passwordWarning(site)]),
      ...(mail === undefined ? [] : [{ text: mail }]),
      ...(isAudited ? [] : [{ text: site.t('accounts.warning.noAuditor') }]),
    ];
  };
}

export type StandingWarnings = ReturnType<typeof createStandingWarnings>;

function keyWarning(site: Site, member: Member, warning: KeyWarning): StandingWarning {
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

function passwordWarning({ t, path }: Site): StandingWarning {
  return {
    text: t('accounts.warning.passwordAlone'),
    link: { text: t('accounts.warning.setUpFactor'), path: path(accountPaths.factors) },
  };
}
