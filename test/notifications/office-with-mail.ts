import { nextBatch } from '../../src/notifications/batch-hours.ts';
import { createMailNames } from '../../src/notifications/mail-names.ts';
import { createMailStore } from '../../src/notifications/mail-store.ts';
import { createSmtpMailer, type Mailer } from '../../src/notifications/mailer.ts';
import { createNotificationService, type MailMember } from '../../src/notifications/notification-service.ts';
import type { Database } from '../../src/storage/database.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { OwedNotice } from '../../src/storage/owed.ts';
import { createCatalogue } from '../../src/language/catalogue.ts';
import { createLog } from '../../src/log.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { testClock, type TestClock } from '../support/clock.ts';
import { testDatabase } from '../support/database.ts';
import { testMailServer } from '../support/smtp.ts';

export const sender = 'Kanal Integritas <kanal@office.example>';

/** A member whose notices arrive in Indonesian. */
export function member(changes: Partial<MailMember> = {}): MailMember {
  const _id = randomId();
  return { _id, email: `${_id}@office.example`, locale: 'id', status: 'active', ...changes };
}

export function notice(changes: Partial<OwedNotice> = {}): OwedNotice {
  const event = { event: 'new-report', to: 'supervisors' } as const;
  return { id: randomId(), kind: 'notice', ...event, caseId: randomId(), on: '2126-03-04', ...changes };
}

const noticeHours = [8, 12, 16];
const timeZone = 'Asia/Jakarta';

/** The notifications of an office in Jakarta whose batches leave at 8, 12 and 16; it is 08:00 there. */
export function notificationsOf({
  database,
  mailer,
  members,
  clock = testClock(),
}: {
  readonly database: Database;
  readonly mailer: Mailer;
  readonly members: readonly MailMember[];
  readonly clock?: TestClock;
}) {
  const mails = createMailStore(database);
  const logged: string[] = [];
  const notifications = createNotificationService({
    mails,
    names: createMailNames(createServerKeys('a secret of the tests of mail')),
    mailer,
    catalogue: createCatalogue(),
    recipientsOf: async (notices) => notices.map(() => members),
    everyMemberId: async () => members.map(({ _id }) => _id),
    memberById: async (memberId) => members.find(({ _id }) => _id === memberId),
    office: async () => ({ noticeHours, timeZone }),
    officeName: () => 'Bawaslu Bintan',
    baseUrl: 'https://lapor.example.go.id',
    clock: clock.now,
    log: createLog('debug', { write: (line) => logged.push(line) }),
  });
  /** How many mails wait, whenever they are due. */
  const countWaiting = async () => (await mails.due(new Date('9999-01-01'), 1000)).length;
  /** Makes the mails of notices, and lets the hour come at which they leave. */
  const accept = async (notices: readonly OwedNotice[]) => {
    await notifications.acceptAll(notices);
    clock.set(nextBatch(clock.now(), noticeHours, timeZone));
  };
  return { mails, notifications, clock, accept, countWaiting, logged };
}

/** A database and a mail server of a test's own, and offices that use both. */
export async function mailUnderTest() {
  const database = await testDatabase({ isNew: false });
  const kept = () => database.database.collection<{ _id: string }>('mails');
  const at = {
    database,
    server: await testMailServer(),

    /** An office whose mailer is closed at the end of the test. */
    office({ members = [member()] }: { members?: MailMember[] } = {}) {
      const mailer = createSmtpMailer(at.server.url, sender);
      return {
        ...notificationsOf({ database: database.database, mailer, members }),
        members,
        [Symbol.dispose]: () => mailer.close(),
      };
    },

    kept,
    stored: async (): Promise<Record<string, unknown>[]> => kept().find().toArray(),

    /** The server is absent until what this returns brings another in its place. */
    async closeServer(): Promise<() => Promise<void>> {
      const port = Number(new URL(at.server.url).port);
      await at.server.close();
      return async () => {
        at.server = await testMailServer(port);
      };
    },

    async close(): Promise<void> {
      await at.server.close();
      await database.close();
    },
  };
  return at;
}

export type MailUnderTest = Awaited<ReturnType<typeof mailUnderTest>>;
