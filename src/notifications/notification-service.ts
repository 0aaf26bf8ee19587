import { type Head, spellHead } from '../audit/audit-hashes.ts';
import { addDays } from '../calendar/day.ts';
import { formatDay } from '../calendar/format.ts';
import { NotFound } from '../errors.ts';
import type { OwedNotice } from '../storage/owed.ts';
import type { Catalogue } from '../language/catalogue.ts';
import { localisedPath, type Locale } from '../language/locale.ts';
import type { Log } from '../log.ts';
import { nextBatch } from './batch-hours.ts';
import { createLateMails, type LateMails } from './late-mails.ts';
import type { Letter, OwedLetter } from './letter.ts';
import { createMailDelivery } from './mail-delivery.ts';
import { isForGood } from './mail-problem.ts';
import type { MailNames } from './mail-names.ts';
import type { Mail, MailStore } from './mail-store.ts';
import type { Mailer, Message } from './mailer.ts';
import { renameOldMails } from './old-mails.ts';

export interface MailMember {
  readonly _id: string;
  readonly email: string;
  readonly locale: Locale;
  readonly status: 'invited' | 'active' | 'ended';
}

export interface NotificationOptions {
  readonly mails: MailStore;
  readonly names: MailNames;
  readonly mailer: Mailer;
  readonly catalogue: Catalogue;
  /** Whom each of these notices is for, in their order. */
  readonly recipientsOf: (
    notices: readonly OwedNotice[],
  ) => Promise<readonly (readonly { readonly _id: string }[])[]>;
  /** Of all members there ever were. */
  readonly everyMemberId: () => Promise<readonly string[]>;
  readonly memberById: (memberId: string) => Promise<MailMember | undefined>;
  /** Asked whenever a notice is taken, because settings change. */
  readonly office: () => Promise<{ readonly noticeHours: readonly number[]; readonly timeZone: string }>;
  readonly officeName: (locale: Locale) => string;
  readonly baseUrl: string;
  readonly clock: () => Date;
  readonly log: Log;
}

const keepDeliveredForDays = 30;
/** A mail that waits for longer is late; a server that asks to be tried again later (greylisting) takes it before, in ms. */
const LATE_AFTER_MS = 3_600_000;

/** Tells the staff that there is something to read, never what (invariant 4), and of what was done to their accounts. */
export function createNotificationService(options: NotificationOptions) {
  const { mails, names, mailer, catalogue, everyMemberId, memberById, baseUrl, clock, log } = options;
  const host = new URL(baseUrl).hostname;
  /** Members are never removed, so these are read again only for a mail to none of them. */
  let knownIds: readonly string[] = [];
  const findLate = createLateMails({ names, everyMemberId });

  async function addresseeOf(mail: Mail): Promise<string | undefined> {
    const find = () => knownIds.find((memberId) => names.isTo(mail, memberId));
    const found = find();
    if (found !== undefined) return found;
    knownIds = await everyMemberId();
    return find();
  }

  function compose(member: MailMember, mail: Mail): Message {
    const { locale, email } = member;
    const t = catalogue.translator(locale);
    const kind = mail.isOfFault ? 'auditFault' : mail.head === undefined ? 'notice' : 'auditHead';
    const values = {
      office: options.officeName(locale),
      link: `${baseUrl}${localisedPath(locale, '/staf')}`,
      day: formatDay(mail.on, locale),
      ...(mail.head && { head: spellHead(mail.head) }),
    };
    return {
      to: email,
      subject: t(`mail.${kind}.subject`, values),
      text: t(`mail.${kind}.text`, values),
      messageId: mail.messageId,
      date: mail.date,
    };
  }

  function composeLetter({ to, locale, text, path, about, by }: Letter, mail: Mail): Message {
    const t = catalogue.translator(locale);
    const values = { office: options.officeName(locale), link: `${baseUrl}${path}`, about, by };
    const { messageId, date } = mail;
    return {
      to,
      subject: t(`mail.account.${text}.subject`, values),
      text: t(`mail.account.${text}.text`, values),
      messageId,
      date,
    };
  }

  /** Members are never removed: a mail to none of them is one that this process cannot read, and must not be taken for delivered. */
  async function messageOf(mail: Mail): Promise<Message | undefined> {
    const memberId = await addresseeOf(mail);
    const member = memberId === undefined ? undefined : await memberById(memberId);
    if (!member) throw new NotFound('no member is the addressee of a mail');
    if (mail.letter) return isStillOwed(mail, member) ? composeLetter(mail.letter, mail) : undefined;
    return member.status === 'active' ? compose(member, mail) : undefined;
  }

  async function nextHour(): Promise<Date> {
    const { noticeHours, timeZone } = await options.office();
    return nextBatch(clock(), noticeHours, timeZone);
  }

  function named(key: string, memberId: string): Pick<Mail, '_id' | 'addressee' | 'messageId'> {
    const name = names.nameOf(key, memberId);
    return { ...name, messageId: `<${name._id}@${host}>` };
  }

  /** The mail to a member about one thing, whose `key` is the same whenever it is made. */
  function mailTo(
    memberId: string,
    { key, ...about }: Pick<Mail, 'on' | 'date' | 'head' | 'isOfFault' | 'letter'> & { readonly key: string },
  ): Mail {
    return { ...named(key, memberId), ...about, state: 'waiting', notBefore: about.date, failures: 0 };
  }

  /** Takes the names of members out of mails of before 2026-11-27; to be done before a notice is taken. */
  const renameOld = async (): Promise<void> => renameOldMails(mails, named);

  return {
    /** Makes the mails of notices that acts owed; the outbox may call it twice with the same ones. */
    async acceptAll(notices: readonly OwedNotice[]): Promise<void> {
      const [date, recipients] = await Promise.all([nextHour(), options.recipientsOf(notices)]);
      const made = notices.flatMap((notice, at) =>
        (recipients[at] ?? []).map(({ _id }) => mailTo(_id, { key: notice.id, on: notice.on, date })),
      );
      await mails.add(made);
    },

    /** Makes the mails about accounts that acts owed, to leave at once; the outbox may call it twice with the same ones. */
    async acceptLetters(letters: readonly OwedLetter[]): Promise<void> {
      const date = clock();
      await mails.add(letters.map(({ memberId, ...about }) => mailTo(memberId, { ...about, date })));
    },

    /**
     * Makes the mails that tell auditors the head of the audit chain on a day: one for each, with one Message-ID, however
     * often it is asked.
     */
    async tellHead(on: string, head: Head, memberIds: readonly string[]): Promise<void> {
      const about = { key: `audit-head.${on}`, on, date: clock(), head };
      await mails.add(memberIds.map((memberId) => mailTo(memberId, about)));
    },

    /** Makes the mails that tell auditors that the chain was found broken on a day: one for each, and never what was found. */
    async tellFault(on: string, memberIds: readonly string[]): Promise<void> {
      const about = { key: `audit-fault.${on}`, on, date: clock(), isOfFault: true };
      await mails.add(memberIds.map((memberId) => mailTo(memberId, about)));
    },

    renameOld,

    ...createMailDelivery({ mails, mailer, addresseeOf, messageOf, renameOld, clock, log }),

    /** Whose mail is late by now. */
    async late(): Promise<LateMails> {
      return findLate(await mails.lateSince(new Date(clock().getTime() - LATE_AFTER_MS)));
    },

    /** Forgets mails that left long ago. */
    async sweep(today: string): Promise<void> {
      const before = addDays(today, -keepDeliveredForDays);
      await mails.removeDeliveredBefore(before);
      await mailer.forgetBefore(new Date(`${before}T00:00:00Z`));
    },
  };
}

export type NotificationService = ReturnType<typeof createNotificationService>;

/**
 * Whether a letter is still for its member: who was reset, and so waits for an invitation, hears of it; whoever left does not. One for an
 * address that its member has no more is sent there, but where the address is refused for good it is owed no longer.
 */
function isStillOwed({ letter, problem }: Mail, { status, email }: MailMember): boolean {
  const isDead = problem !== undefined && isForGood(problem) && letter?.to !== email;
  return status !== 'ended' && !isDead;
}
