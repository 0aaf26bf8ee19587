import type { Mailer } from '../notifications/mailer.ts';
import { randomId } from '../storage/ids.ts';
import type { Catalogue } from '../web/catalogue.ts';
import { localisedPath, type Locale } from '../web/language.ts';
import type { Log } from '../web/log.ts';
import { accountPaths } from './account-paths.ts';
import type { Member } from './member.ts';

/** What a member is told of by mail, because it may not have been them. */
export type AccountNews = 'password' | 'recovered' | 'factor' | 'email';

interface Dependencies {
  readonly mailer: Mailer;
  readonly catalogue: Catalogue;
  readonly officeName: (locale: Locale) => string;
  readonly baseUrl: string;
  readonly clock: () => Date;
  readonly log: Log;
}

/**
 * Mail about the account itself. It is sent at once and not kept: a link to confirm an address must not lie in the database, and
 * what was done has its audit line whatever becomes of the mail.
 */
export function createAccountMail(dependencies: Dependencies) {
  const { mailer, catalogue, officeName, baseUrl, clock, log } = dependencies;

  async function send(to: string, locale: Locale, key: string, link: string): Promise<void> {
    const t = catalogue.translator(locale);
    const values = { office: officeName(locale), link };
    await mailer.send({
      to,
      subject: t(`mail.account.${key}.subject`, values),
      text: t(`mail.account.${key}.text`, values),
      messageId: `<${randomId()}@${new URL(baseUrl).hostname}>`,
      date: clock(),
    });
  }

  const address = ({ locale }: Member, path: string) => `${baseUrl}${localisedPath(locale, path)}`;

  return {
    /** Tells the member at their present address; a mail server that is away keeps nobody from what they do. */
    async tell(member: Member, news: AccountNews): Promise<void> {
      try {
        await send(member.email, member.locale, news, address(member, accountPaths.signIn));
      } catch (err) {
        log.warn({ err, news }, 'a mail about an account could not be delivered');
      }
    },

    /** Sends the link that confirms a new address to it; false when the mail server did not take it. */
    async askNewAddress(member: Member, email: string, token: string): Promise<boolean> {
      try {
        await send(email, member.locale, 'newEmail', address(member, accountPaths.newEmail(token)));
        return true;
      } catch (err) {
        log.warn({ err }, 'a mail that confirms an address could not be delivered');
        return false;
      }
    },
  };
}

export type AccountMail = ReturnType<typeof createAccountMail>;
