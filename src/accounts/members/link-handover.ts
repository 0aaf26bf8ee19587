import type { Response } from 'express';
import { siteOf } from '../../web/site.ts';
import { render } from '../../web/view.ts';
import type { AccountMail } from '../account-mail.ts';
import { accountPaths } from '../account-paths.ts';
import { messageView } from '../form-page.ts';
import { linkPage, linkSentPage, linkView } from './link-page.ts';
import type { Member } from './member.ts';

export interface ForLinks {
  readonly mail: Pick<AccountMail, 'isSent' | 'sendInvitation'>;
  /** Scheme, host and port of the links that are handed out. */
  readonly baseUrl: string;
}

/**
 * Hands a one-time link to its member. Threat: an administrator resets a colleague and uses the link themselves; so it goes to the
 * member's own address, and stands on the page only where the portal sends no mail at all.
 */
export async function handOver(
  res: Response,
  { mail, baseUrl }: ForLinks,
  { member, token }: { readonly member: Member; readonly token: string },
): Promise<void> {
  const site = siteOf(res);
  if (!mail.isSent) {
    const address = `${baseUrl}${site.path(accountPaths.invitation(token))}`;
    return render(res, linkView, linkPage(site, member.name, address, site.t('accounts.link.noMail')));
  }
  const isTaken = await mail.sendInvitation(member, token);
  return render(res, messageView, linkSentPage(site, member, isTaken), isTaken ? 200 : 503);
}
