import { isOfServer, type MailProblem, problemOf } from '../notifications/mail-problem.ts';
import type { Mailer } from '../notifications/mailer.ts';
import type { Day } from '../calendar/day.ts';
import { randomId } from '../storage/ids.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { localisedPath, type Locale } from '../language/locale.ts';
import type { Log } from '../log.ts';
import { accountPaths } from './account-paths.ts';
import { type AuditTrail, lineOf } from './audit-trail.ts';
import type { Member } from './members/member.ts';

interface Letter {
  readonly to: string;
  readonly locale: Locale;
  readonly key: string;
  readonly link: string;
}

interface Dependencies {
  readonly mailer: Mailer;
  readonly catalogue: Catalogue;
  readonly officeName: (locale: Locale) => string;
  readonly audit: Pick<AuditTrail, 'record'>;
  readonly today: () => Promise<Day>;
  readonly baseUrl: string;
  readonly clock: () => Date;
  readonly log: Log;
}

/** How long a page waits for the mail server, whose answer decides what is shown, in ms. */
const ASKING_MS = 15_000;

/**
 * Mail that is sent at once and not kept: one-time links, which must not lie in the database, and what goes before one. All other mail about
 * accounts is owed by the act that it tells of (`account-letters.ts`).
 */
export function createAccountMail(dependencies: Dependencies) {
  const { mailer, catalogue, officeName, audit, today, baseUrl, clock, log } = dependencies;

  async function send({ to, locale, key, link }: Letter): Promise<void> {
    const t = catalogue.translator(locale);
    const values = { office: officeName(locale), link };
    const message = {
      to,
      subject: t(`mail.account.${key}.subject`, values),
      text: t(`mail.account.${key}.text`, values),
      messageId: `<${randomId()}@${new URL(baseUrl).hostname}>`,
      date: clock(),
    };
    await mailer.send(message, AbortSignal.timeout(ASKING_MS));
  }

  async function sendLink(letter: Letter): Promise<boolean> {
    try {
      await send(letter);
      return true;
    } catch (err) {
      log.warn({ err, news: letter.key }, 'a mail with a one-time link could not be delivered');
      return false;
    }
  }

  const address = ({ locale }: Member, path: string) => `${baseUrl}${localisedPath(locale, path)}`;

  return {
    /** Whether mail leaves the machine; without a mail server it is written to a folder. */
    isSent: mailer.folder === undefined,

    /** Sends the one-time link of an invitation or a reset to its member; false when the mail server did not take it in time. */
    async sendInvitation({ email: to, locale }: Member, token: string): Promise<boolean> {
      const link = `${baseUrl}${localisedPath(locale, accountPaths.invitation(token))}`;
      return sendLink({ to, locale, key: 'invitation', link });
    },

    /**
     * Tells the present address that a change was asked for, then sends the link that confirms the new one to it; false when the mail
     * server did not take them in time. Threat: somebody at a session changes the address, and so gets all that is told afterwards;
     * an address that the server refuses by itself, such as one that is no more, holds nothing up.
     */
    async askNewAddress(member: Member, email: string, token: string): Promise<boolean> {
      const { email: to, locale } = member;
      const signIn = address(member, accountPaths.signIn);
      const problem = await send({ to, locale, key: 'email', link: signIn }).then(() => undefined, problemOf);
      if (problem !== undefined && isOfServer(problem)) return false;
      const link = address(member, accountPaths.newEmail(token));
      return sendLink({ to: email, locale: member.locale, key: 'newEmail', link });
    },

    /** Sends a mail that says that mail arrives. @returns what kept the server from taking it; undefined when it did */
    async sendTest(member: Member): Promise<MailProblem | undefined> {
      const { _id: memberId, email: to, locale } = member;
      await audit.record(lineOf({ act: 'mail:test', memberId, on: await today() }));
      const link = address(member, accountPaths.mail);
      return send({ to, locale, key: 'test', link }).then(() => undefined, problemOf);
    },
  };
}

export type AccountMail = ReturnType<typeof createAccountMail>;
