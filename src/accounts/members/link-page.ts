import type { Site } from '../../web/site.ts';
import { type Page, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { MessagePage, PageLink } from '../form-page.ts';
import type { Member } from './member.ts';

/** A one-time link, shown once. */
interface LinkPage extends Page {
  readonly address: string;
  readonly note: string | undefined;
  readonly back: PageLink;
}
export const linkView = view<LinkPage>('accounts/link');

/**
 * @param address the whole address with its token; it exists only on this page
 * @param note why it is shown
 */
export function linkPage(site: Site, name: string, address: string, note?: string): LinkPage {
  return {
    title: site.t('accounts.link.title', { name }),
    address,
    note,
    back: { text: site.t('accounts.link.members'), path: site.path(accountPaths.members) },
  };
}

/** Where a one-time link went; where the mail server did not take it, the link is lost and another one is made later. */
export function linkSentPage(site: Site, { _id, name, email }: Member, isTaken: boolean): MessagePage {
  const { t } = site;
  return {
    title: t('accounts.link.title', { name }),
    paragraphs: [t(isTaken ? 'accounts.link.sent' : 'accounts.link.notSent', { email })],
    link: { text: t('accounts.link.member', { name }), path: site.path(accountPaths.member(_id)) },
    exit: false,
  };
}
