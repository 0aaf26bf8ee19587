import { dayOf } from '../../calendar/day.ts';
import { formatDay, formatMoment } from '../../calendar/format.ts';
import type { MailCheck } from '../../notifications/mail-check-store.ts';
import type { LateMails } from '../../notifications/late-mails.ts';
import type { Site } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import type { Member } from '../members/member.ts';
import { mayDo } from '../permissions.ts';

interface Dependencies {
  readonly latestCheck: () => Promise<MailCheck | undefined>;
  readonly lateMails: () => Promise<LateMails>;
  readonly office: { readonly settings: () => Promise<{ readonly timeZone: string }> };
}

/**
 * What stands above the pages of staff while mail is late. Members are told of their own mail alone; who looks after the server is
 * told of the server, never of a mail, because a waiting mail tells of a case (invariant 5).
 */
export function createMailWarnings({ latestCheck, lateMails, office }: Dependencies) {
  /** The page of the mail server says it itself, and more. */
  async function ofServer({ t, locale, currentPath }: Site): Promise<string | undefined> {
    if (currentPath.endsWith(accountPaths.mail)) return undefined;
    const check = await latestCheck();
    if (check?.problem === undefined) return undefined;
    const { timeZone } = await office.settings();
    return t('accounts.warning.mailServer', { since: formatMoment(check.since, locale, timeZone) });
  }

  async function ofMember({ t, locale }: Site, member: Member): Promise<string | undefined> {
    const late = (await lateMails())(member._id);
    if (!late) return undefined;
    const { timeZone } = await office.settings();
    const since = formatDay(dayOf(late.since, timeZone), locale);
    return t(`accounts.warning.${late.isRefused ? 'mailRefused' : 'mailLate'}`, { since });
  }

  return {
    async of(site: Site, member: Member): Promise<string | undefined> {
      return mayDo(member, 'settings:change') ? ofServer(site) : ofMember(site, member);
    },
  };
}

export type MailWarnings = ReturnType<typeof createMailWarnings>;
