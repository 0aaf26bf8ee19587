import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createAbuseServices } from './abuse/abuse-services.ts';
import { createAccountLetters } from './accounts/account-letters.ts';
import { createAccountMail } from './accounts/account-mail.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createGuards } from './accounts/sign-in/guards.ts';
import { createKeyWarnings } from './accounts/keys/key-warnings.ts';
import { createOfficeStore } from './accounts/office/office-store.ts';
import { createAuditorWarning } from './accounts/office/auditor-warning.ts';
import { createMailWarnings } from './accounts/office/mail-warnings.ts';
import { createSessionCookie } from './accounts/sign-in/session-cookie.ts';
import { createAuditServices } from './audit/audit-services.ts';
import { auditorIds } from './audit/auditors.ts';
import { isNationalHoliday } from './calendar/holidays.ts';
import { createCaseServices } from './cases/case-services.ts';
import type { Config } from './config.ts';
import { createDashboardService } from './dashboard/dashboard-service.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from './embedded-mongo/embedded-mongo.ts';
import { makeFolder } from './embedded-mongo/folder/make-folder.ts';
import { StartRefused } from './errors.ts';
import { createJobs } from './jobs.ts';
import { createMailCheckService } from './notifications/mail-check-service.ts';
import { createMailCheckStore } from './notifications/mail-check-store.ts';
import { createMailNames } from './notifications/mail-names.ts';
import { createMailStore } from './notifications/mail-store.ts';
import { createFolderMailer, createSmtpMailer } from './notifications/mailer.ts';
import { createNotificationService } from './notifications/notification-service.ts';
import { createRecipients } from './notifications/recipients.ts';
import { portalJobs } from './portal-jobs.ts';
import { createPreviewService } from './preview/preview-service.ts';
import { createReportingOffice } from './reports/reporting-office.ts';
import { otherSecretRefused, serverSecretOf } from './server-secret.ts';
import { openDatabase } from './storage/database.ts';
import { refuseLostStore } from './store-tool/data-folder.ts';
import { createKeptRead } from './storage/kept-read.ts';
import { createLeases } from './storage/leases.ts';
import { createOutbox } from './storage/outbox.ts';
import { createDeclaredIndexes } from './storage/schema.ts';
import { createStoreRewriting } from './storage/store-rewriting.ts';
import type { PasswordHash } from './vault/password.ts';
import { createServerKeys } from './vault/server-keys.ts';
import { createCatalogue } from './language/catalogue.ts';
import type { Log } from './log.ts';
import { createCallers } from './web/callers.ts';
import { createEntrances } from './web/entrances.ts';
import { createFreshOffice } from './web/fresh-office.ts';
import { createRefusalCounts } from './web/refusal-counts.ts';
import { createPublicPages } from './web/public-page.ts';
import { createSite } from './web/site.ts';
import { createStaticAssets } from './web/static-assets.ts';

interface Options {
  readonly config: Config;
  readonly log: Log;
  readonly clock?: () => Date;
  /** A test's own. */
  readonly passwordHash?: PasswordHash | undefined;
}

/**
 * Constructs everything, in the order in which it depends on each other; nothing else does.
 * @throws {StartRefused} when the secret is not the database's, or the data folder cannot be used
 * @throws {DatabaseUnreachable} when MONGODB_URI names no server that answers
 */
export async function createServices(options: Options) {
  const { config, log, clock = () => new Date(), passwordHash } = options;
  await makeDataFolder(config.dataFolder);
  const store = config.mongodbUri ? undefined : await startStore(config.dataFolder);
  const { serverKeys, database } = await beforeServices(config, store).catch(async (error: unknown) => {
    await store?.close();
    throw error;
  });
  const processId = randomBytes(12).toString('hex');
  const isHttps = config.baseUrl.startsWith('https:');

  const leases = createLeases({ database, processId, clock });
  const auditServices = createAuditServices({
    database,
    serverKeys,
    tellHead: async (day, head) => notifications.tellHead(day, head, await auditors()),
    tellFault: async (day) => notifications.tellFault(day, await auditors()),
    today: () => today(),
    log,
  });
  const { audit, auditChain, auditVerification } = auditServices;
  const accounts = createAccounts({
    database,
    serverKeys,
    audit,
    clock,
    baseUrl: config.baseUrl,
    passwordHash,
  });
  const { office, readers } = accounts;
  const today = () => office.dayNow();
  const auditors = async () => auditorIds(await accounts.members.list());

  const { figures, owing, audiencesOf, room, threads, ...caseFeatures } = createCaseServices({
    database,
    processId,
    config,
    accounts,
    audit,
    livingProcesses: () => leases.livingProcesses(),
    today,
    clock,
    log,
  });

  const catalogue = createCatalogue();
  const entrances = createEntrances(config);
  const callers = createCallers({ entrances });
  const assets = createStaticAssets({ entrances });
  const site = createSite({
    catalogue,
    assets: assets.urls,
    officeName: (locale) => office.nameIn(locale),
    onionAddress: config.onionAddress,
  });
  const publicPages = createPublicPages({
    site,
    entrances,
    version: () => `${office.nameIn('id')}\n${office.nameIn('en')}`,
  });

  const mailer = config.smtpUrl
    ? createSmtpMailer(config.smtpUrl, config.mailFrom)
    : createFolderMailer(join(config.dataFolder, 'mail'), config.mailFrom);
  const accountMail = createAccountMail({
    mailer,
    catalogue,
    officeName: (locale) => office.nameIn(locale),
    audit,
    today: () => office.today(),
    baseUrl: config.baseUrl,
    clock,
    log,
  });
  const accountLetters = createAccountLetters(accounts);
  const mails = createMailStore(database);
  const recipients = createRecipients({ readers, casesById: (ids) => audiencesOf(ids) });
  const notifications = createNotificationService({
    mails,
    names: createMailNames(serverKeys),
    mailer,
    catalogue,
    recipientsOf: (notices) => recipients.recipientsOf(notices),
    everyMemberId: async () => (await accounts.members.list()).map(({ _id }) => _id),
    memberById: (id) => readers.memberById(id),
    office: () => office.settings(),
    officeName: (locale) => office.nameIn(locale),
    baseUrl: config.baseUrl,
    clock,
    log,
  });
  const mailCheck = createMailCheckService({
    checks: createMailCheckStore(database),
    mailer,
    onWorks: () => notifications.resume(),
    clock,
    log,
  });
  const abuse = createAbuseServices({
    database,
    serverKeys,
    callers,
    config: config.abuse,
    today,
    clock,
    log,
  });
  const { budgets, tickets, line, wrongCodes } = abuse;
  const outbox = createOutbox({
    owing: [...owing, ...accounts.owing],
    handlers: {
      audit: async (items) => {
        await audit.acceptAll(items);
        await notifications.acceptLetters(await accountLetters.owedBy(items));
      },
      notice: (items) => notifications.acceptAll(items),
    },
    log,
  });
  const refusals = createRefusalCounts({ log, clock });
  const spareBytes = config.uploads.reserveBytes;
  const jobs = createJobs({
    leases,
    log,
    clock,
    jobs: portalJobs({
      database,
      outbox,
      auditChain,
      auditVerification,
      notifications,
      mailCheck,
      removals: caseFeatures.removals,
      sweep: caseFeatures.sweep,
      room,
      accounts,
      budgets,
      tickets,
      line,
      wrongCodes,
      refusals,
      rewriting: store && createStoreRewriting({ database, today, clock, spareBytes, log }),
      today,
    }),
  });

  async function closeDatabase(): Promise<void> {
    await threads.close();
    await database.destroy();
    await store?.close();
  }
  try {
    await createDeclaredIndexes(database);
    if (!(await office.adoptSecret(serverKeys.secretCheck()))) throw otherSecretRefused(config);
    await notifications.renameOld();
  } catch (error) {
    await closeDatabase();
    throw error;
  }
  const retire = await leases.announce();

  const cookie = createSessionCookie({ isSecure: isHttps });
  const warnings = createKeyWarnings({ ...accounts.shown, office });
  const shownMailCheck = createKeptRead({
    database,
    collection: 'mailChecks',
    read: () => mailCheck.latest(),
  });
  const mailWarnings = createMailWarnings({
    latestCheck: shownMailCheck,
    // Thousands while a mail server is away, and each page of staff asks for what changes by the hour: no write has them read again.
    lateMails: createKeptRead({
      database,
      collection: [],
      read: () => notifications.late(),
      freshMs: 60_000,
      now: () => clock().getTime(),
    }),
    office,
  });
  return {
    config,
    log,
    clock,
    isHttps,
    database,
    accounts,
    accountMail,
    ...auditServices,
    ...caseFeatures,
    dashboard: createDashboardService({ figures, isHoliday: isNationalHoliday }),
    previews: createPreviewService(),
    notifications,
    mailer,
    mailCheck,
    shownMailCheck,
    outbox,
    jobs,
    cookie,
    guards: createGuards({
      ...accounts,
      warnings,
      mailWarnings,
      auditorWarning: createAuditorWarning(
        async () => auditorIds(await accounts.shown.members.list()).length > 0,
      ),
      cookie,
      useLocale: (res, locale) => site.useLocale(res, locale),
    }),
    reportingOffice: createReportingOffice({ ...accounts.shown, database }),
    catalogue,
    assets,
    site,
    admission: abuse.admission,
    stamps: abuse.stamps,
    wrongCodes,
    refusals,
    entrances,
    callers,
    freshOffice: createFreshOffice(office),
    publicPages,
    publishedKeys: createKeptRead({
      database,
      collection: ['office', 'units', 'members', 'keyGrants'],
      read: async () => accounts.shown.confirmations.published(),
    }),
    today,

    /** Resolves when the store is gone for good, so that nothing is left to do but to start again; an office's own server comes back. */
    storeStopped: store?.stopped,

    /** Ends the jobs, then the connections, then the store, so that nothing is cut. */
    async close(): Promise<void> {
      await jobs.stop();
      refusals.tellAll();
      await wrongCodes.write().catch((err: unknown) => log.warn({ err }, 'wrong codes were not counted'));
      mailer.close();
      await retire().catch((err: unknown) =>
        log.warn({ err }, 'that this process ended could not be said: the others wait a minute'),
      );
      await closeDatabase();
    },
  };
}

async function makeDataFolder(path: string): Promise<void> {
  await makeFolder(path).catch((cause: unknown) => {
    throw new StartRefused(`DATA_DIR ${path} cannot be created. Example: DATA_DIR=./data`, { cause });
  });
  await readdir(path); // throws where it is of another user
}

/** The secret is made after the store, so that one without a store tells that the store was lost. */
async function startStore(dataFolder: string): Promise<EmbeddedMongo> {
  await refuseLostStore(dataFolder);
  return startEmbeddedMongo({ folder: join(dataFolder, 'store') });
}

async function beforeServices(config: Config, store: EmbeddedMongo | undefined) {
  const database = await openDatabase(config.mongodbUri ?? store?.uri ?? '');
  try {
    const isFirstStart = async () => createOfficeStore(database).isNew();
    const secret = config.serverSecret ?? (await serverSecretOf(config.dataFolder, { isFirstStart }));
    return { serverKeys: createServerKeys(secret), database };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>;
