import { createMailNames, type MailName } from '../../src/notifications/mail-names.ts';
import type { Services } from '../../src/services.ts';
import { serverSecretOf } from '../../src/server-secret.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';

/** The ids of the members whom the kept mails are for, one for each mail: the database does not tell, the server secret does. */
export async function mailedTo({
  config,
  database,
  accounts,
}: Pick<Services, 'config' | 'database' | 'accounts'>): Promise<string[]> {
  const secret =
    config.serverSecret ??
    (await serverSecretOf(config.dataFolder, { isFirstStart: async () => Promise.resolve(false) }));
  const names = createMailNames(createServerKeys(secret));
  const members = await accounts.members.list();
  const mails = await database.collection<MailName>('mails').find().toArray();
  return mails.map((mail) => {
    const addressee = members.find(({ _id }) => names.isTo(mail, _id));
    if (!addressee) throw new Error('a mail is for no member');
    return addressee._id;
  });
}

/** Of the mails in the database, those that tell of an event of a case, and not of the day's end of the audit log or of accounts. */
export const ofEvents = { head: { $exists: false }, letter: { $exists: false } } as const;

/** Whether a mail that a server took is one of {@link ofEvents}. */
export const tellsOfEvent = ({ subject = '' }: { readonly subject?: string | undefined }): boolean =>
  subject.endsWith(': ada yang perlu Anda baca');

/** The hour at which the last of what waits leaves; undefined where nothing does. */
export async function hourOfMails({ database }: Pick<Services, 'database'>): Promise<Date | undefined> {
  const waiting = await database
    .collection<{ notBefore: Date }>('mails')
    .findOne({ state: 'waiting' }, { sort: { notBefore: -1 } });
  return waiting?.notBefore;
}

/** As if the hour had come at which what waits leaves, for programs that go by the real clock. @returns how many wait */
export async function letMailsLeave({ database }: Pick<Services, 'database'>): Promise<number> {
  const waiting = { state: 'waiting' };
  await database.collection('mails').updateMany(waiting, { $set: { notBefore: new Date(0) } });
  return database.collection('mails').countDocuments(waiting);
}
