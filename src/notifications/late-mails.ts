import type { MailNames } from './mail-names.ts';
import { isForGood } from './mail-problem.ts';
import type { WaitingMail } from './mail-store.ts';

/** That mail to a member is late. */
export interface LateMail {
  /** When the longest waiting one was owed. */
  readonly since: Date;
  /** One of them is refused for good. */
  readonly isRefused: boolean;
}

/** Whether mail to a member is late, and since when. */
export type LateMails = (memberId: string) => LateMail | undefined;

/** Finds a member's mails among those that are late, which come the longest waiting first. */
export function lateMails(late: readonly WaitingMail[], names: MailNames): LateMails {
  return (memberId) => {
    const longest = late.find((mail) => names.isTo(mail, memberId));
    if (!longest) return undefined;
    const refused = late.filter(({ problem }) => problem !== undefined && isForGood(problem));
    return { since: longest.date, isRefused: refused.some((mail) => names.isTo(mail, memberId)) };
  };
}
