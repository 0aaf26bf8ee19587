import { setTimeout } from 'node:timers/promises';
import { type MailProblem, problemOf } from '../notifications/mail-problem.ts';
import type { Mailer } from '../notifications/mailer.ts';
import type { Day } from '../calendar/day.ts';
import { randomId } from '../storage/ids.ts';
import type { Catalogue, TextValues } from '../language/catalogue.ts';
import { localisedPath, type Locale } from '../language/locale.ts';
import type { Log } from '../log.ts';
import { accountPaths } from './account-paths.ts';
import { type AuditTrail, lineOf } from './audit-trail.ts';
import type { Member } from './members/member.ts';
import { mayDo } from './permissions.ts';

/** What a member is told of by mail, because it may not have been them. */
type AccountNews = 'password' | 'recovered' | 'recoveryCode' | 'factor' | 'factorCodes' | 'email' | 'guessed';

/** That somebody vouched for the key of a unit: whoever knows better shall hear of it. */
interface KeyNews {
  readonly unit: (locale: Locale) => string;
  readonly by: string;
}

/** What whoever watches over an office hears of at once: what could open a way around its protection. */
interface OfficeNews {
  readonly news: 'standing' | 'position' | 'factorOptional';
  readonly by: Pick<Member, '_id' | 'name'>;
  /** The member or position that it is about. */
  readonly about?: (locale: Locale) => string;
}

/** `reset`: by an administrator. `key`, `rows`: let in by who holds the unit's key. `restored`: through the recovery key. */
export type AccessAct = 'reset' | 'key' | 'rows' | 'restored';

/** That an account was reset or let in to the unit's cases; never a word of a case. */
interface AccessOf {
  readonly act: AccessAct;
  /** Whose account. */
  readonly name: string;
  /** Who did it; undefined for the holder of the recovery key. */
  readonly by: string | undefined;
}

interface Letter {
  readonly to: string;
  readonly locale: Locale;
  readonly key: string;
  readonly link: string;
  readonly more?: TextValues;
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

/** How long a page waits for the mail server, in ms: where it only tells, and where its answer decides what is shown. */
const TELLING_MS = 3_000;
const ASKING_MS = 15_000;
/** After that a mail is given up, in ms. */
const LONGEST_SENDING_MS = 60_000;

/**
 * Mail about the account itself. It is sent at once and not kept: a link to confirm an address must not lie in the database, and
 * what was done has its audit line whatever becomes of the mail.
 */
export function createAccountMail(dependencies: Dependencies) {
  const { mailer, catalogue, officeName, audit, today, baseUrl, clock, log } = dependencies;

  async function send({ to, locale, key, link, more }: Letter, longest: number): Promise<void> {
    const t = catalogue.translator(locale);
    const values = { office: officeName(locale), link, ...more };
    const message = {
      to,
      subject: t(`mail.account.${key}.subject`, values),
      text: t(`mail.account.${key}.text`, values),
      messageId: `<${randomId()}@${new URL(baseUrl).hostname}>`,
      date: clock(),
    };
    await mailer.send(message, AbortSignal.timeout(longest));
  }

  /** Sends and waits a little: a mail server that is away or slow keeps nobody from what they do. */
  async function tellAll(news: string, letters: readonly Letter[]): Promise<void> {
    const told = letters.map(async (letter) =>
      send(letter, LONGEST_SENDING_MS).catch((err: unknown) =>
        log.warn({ err, news }, 'a mail about an account could not be delivered'),
      ),
    );
    const patience = new AbortController();
    const waited = setTimeout(TELLING_MS, undefined, { signal: patience.signal }).catch(() => undefined);
    await Promise.race([Promise.all(told), waited]);
    patience.abort();
  }

  async function sendLink(letter: Letter): Promise<boolean> {
    try {
      await send(letter, ASKING_MS);
      return true;
    } catch (err) {
      log.warn({ err, news: letter.key }, 'a mail with a one-time link could not be delivered');
      return false;
    }
  }

  const address = ({ locale }: Member, path: string) => `${baseUrl}${localisedPath(locale, path)}`;

  return {
    /** Tells the member at their present address. */
    async tell(member: Member, news: AccountNews): Promise<void> {
      const { email: to, locale } = member;
      await tellAll(news, [{ to, locale, key: news, link: address(member, accountPaths.signIn) }]);
    },

    /** Tells everybody who may know whether a unit's people are who they seem to be. */
    async tellOfKey(members: readonly Member[], { unit, by }: KeyNews): Promise<void> {
      const letters = members.map((member): Letter => {
        const { email: to, locale } = member;
        const link = address(member, accountPaths.keys);
        return { to, locale, key: 'key', link, more: { unit: unit(locale), by } };
      });
      await tellAll('key', letters);
    },

    /** Tells every auditor and administrator of these members but the one who did it. */
    async tellOffice(everybody: readonly Member[], { news, by, about }: OfficeNews): Promise<void> {
      const watchers = everybody.filter(
        (member) =>
          member.status === 'active' &&
          member._id !== by._id &&
          (mayDo(member, 'audit:read') || mayDo(member, 'settings:change')),
      );
      const letters = watchers.map((member): Letter => {
        const { email: to, locale } = member;
        const path = mayDo(member, 'audit:read') ? accountPaths.audit : accountPaths.settings;
        const more = { by: by.name, ...(about && { about: about(locale) }) };
        return { to, locale, key: news, link: address(member, path), more };
      });
      await tellAll(news, letters);
    },

    /** Tells everybody who may know whether it is really the member's account. */
    async tellOfAccess(members: readonly Member[], { act, name, by }: AccessOf): Promise<void> {
      const letters = members.map((member): Letter => {
        const { email: to, locale } = member;
        const link = address(member, accountPaths.signIn);
        return { to, locale, key: `access.${act}`, link, more: { name, ...(by !== undefined && { by }) } };
      });
      await tellAll('access', letters);
    },

    /** Whether mail leaves the machine; without a mail server it is written to a folder. */
    isSent: mailer.folder === undefined,

    /** Sends the one-time link of an invitation or a reset to its member; false when the mail server did not take it in time. */
    async sendInvitation({ email: to, locale }: Member, token: string): Promise<boolean> {
      const link = `${baseUrl}${localisedPath(locale, accountPaths.invitation(token))}`;
      return sendLink({ to, locale, key: 'invitation', link });
    },

    /** Sends the link that confirms a new address to it; false when the mail server did not take it in time. */
    async askNewAddress(member: Member, email: string, token: string): Promise<boolean> {
      const link = address(member, accountPaths.newEmail(token));
      return sendLink({ to: email, locale: member.locale, key: 'newEmail', link });
    },

    /** Sends a mail that says that mail arrives. @returns what kept the server from taking it; undefined when it did */
    async sendTest(member: Member): Promise<MailProblem | undefined> {
      const { _id: memberId, email: to, locale } = member;
      await audit.record(lineOf({ act: 'mail:test', memberId, on: await today() }));
      const link = address(member, accountPaths.mail);
      return send({ to, locale, key: 'test', link }, ASKING_MS).then(() => undefined, problemOf);
    },
  };
}

export type AccountMail = ReturnType<typeof createAccountMail>;
