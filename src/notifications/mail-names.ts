import type { ServerKeys } from '../vault/server-keys.ts';
import type { Mail } from './mail-store.ts';

/** What the database calls a mail, and whom it is for. */
export type MailName = Pick<Mail, '_id' | 'addressee'>;

/**
 * The names of mails: MACs, by which a mail about one thing to one member is always the same, and the portal alone tells whose it is.
 * Threat: mails that name their members or their notice tell a database reader who was told of a case, and so who was left out
 * (invariant 5). Nothing that a member's mails share is kept, nor anything that those of a notice share.
 */
export function createMailNames({ mac }: Pick<ServerKeys, 'mac'>) {
  const addresseeOf = (mailId: string, memberId: string) =>
    mac('mail-addressee', JSON.stringify([mailId, memberId]));

  return {
    /** The name of the mail to a member about what has this key, such as the id of a notice. */
    nameOf(key: string, memberId: string): MailName {
      const _id = mac('mail', JSON.stringify([key, memberId]));
      return { _id, addressee: addresseeOf(_id, memberId) };
    },

    isTo({ _id, addressee }: MailName, memberId: string): boolean {
      return addresseeOf(_id, memberId) === addressee;
    },
  };
}

export type MailNames = ReturnType<typeof createMailNames>;
