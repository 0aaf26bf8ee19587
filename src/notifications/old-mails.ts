import type { Mail, MailStore } from './mail-store.ts';

const AT_ONCE = 100;

/** What a mail is called by what it is about and whom it is for. */
type Naming = (key: string, memberId: string) => Pick<Mail, '_id' | 'addressee' | 'messageId'>;

/** Whether a mail is of before 2026-11-27: left, or written by an older version whose process still runs. */
export function isOld(mail: object): boolean {
  return 'memberId' in mail;
}

/**
 * Names the mails of before 2026-11-27 anew, which stood under the key of what they are about and the id of their member. A crash on the
 * way leaves some twice, and the next start goes on.
 */
export async function renameOldMails(mails: MailStore, naming: Naming): Promise<void> {
  let isMore = true;
  while (isMore) {
    const old = await mails.naming(AT_ONCE);
    const renamed = old.map(({ memberId, ...mail }) => ({
      ...mail,
      ...naming(keyOf(mail, memberId), memberId),
    }));
    await mails.add(renamed);
    await mails.remove(old.map(({ _id }) => _id));
    isMore = old.length > 0;
  }
}

function keyOf({ _id }: Pick<Mail, '_id'>, memberId: string): string {
  return _id.slice(0, -`.${memberId}`.length);
}
