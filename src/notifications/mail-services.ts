import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { Catalogue } from '../language/catalogue.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import { createKeptRead } from '../storage/kept-read.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import { createMailCheckService } from './mail-check-service.ts';
import { createMailCheckStore } from './mail-check-store.ts';
import { createMailNames } from './mail-names.ts';
import { createMailStore } from './mail-store.ts';
import { createFolderMailer, createSmtpMailer } from './mailer.ts';
import { createNotificationService, type NotificationOptions } from './notification-service.ts';

interface Dependencies extends Pick<
  NotificationOptions,
  'recipientsOf' | 'everyMemberId' | 'memberById' | 'office' | 'officeName'
> {
  readonly database: Database;
  readonly serverKeys: ServerKeys;
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom' | 'dataFolder' | 'baseUrl'>;
  readonly catalogue: Catalogue;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Constructs what sends mail and looks after the mail server; src/services.ts alone calls it. */
export function createMailServices({ database, serverKeys, config, ...given }: Dependencies) {
  const { clock, log } = given;
  const mailer = config.smtpUrl
    ? createSmtpMailer(config.smtpUrl, config.mailFrom)
    : createFolderMailer(join(config.dataFolder, 'mail'), config.mailFrom);
  const notifications = createNotificationService({
    ...given,
    mails: createMailStore(database),
    names: createMailNames(serverKeys),
    mailer,
    baseUrl: config.baseUrl,
  });
  const mailCheck = createMailCheckService({
    checks: createMailCheckStore(database),
    mailer,
    onWorks: () => notifications.resume(),
    clock,
    log,
  });
  return {
    mailer,
    notifications,
    mailCheck,

    /** The same as pages show them, kept for some time. */
    shownMailCheck: createKeptRead({
      database,
      collection: 'mailChecks',
      read: () => mailCheck.latest(),
    }),
    // Thousands while a mail server is away, and each page of staff asks for what changes by the hour: no write has them read again.
    shownLateMails: createKeptRead({
      database,
      collection: [],
      read: () => notifications.late(),
      freshMs: 60_000,
      now: () => clock().getTime(),
    }),
  };
}
