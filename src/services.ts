import { createAbuseServices } from './abuse/abuse-services.ts';
import { createAccountLetters } from './accounts/account-letters.ts';
import { createAccountMail } from './accounts/account-mail.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createGuards } from './accounts/sign-in/guards.ts';
import { createKeyWarnings } from './accounts/keys/key-warnings.ts';
import { createMailWarnings } from './accounts/office/mail-warnings.ts';
import { createOfficeStore } from './accounts/office/office-store.ts';
import { isAuditor } from './accounts/permissions.ts';
import { createSessionCookie } from './accounts/sign-in/session-cookie.ts';
import { createAuditServices } from './audit/audit-services.ts';
import { isNationalHoliday } from './calendar/holidays.ts';
import { createCaseServices } from './cases/case-services.ts';
import type { Config } from './config.ts';
import { createDashboardService } from './dashboard/dashboard-service.ts';
import { createWebServices } from './web/web-services.ts';
import { createMailServices } from './notifications/mail-services.ts';
import type { Database } from './storage/database.ts';
import { createStorageServices } from './storage/storage-services.ts';
import { createStandingWarnings } from './accounts/members/standing-warnings.ts';
import { createJobs } from './jobs.ts';
import { createRecipients } from './notifications/recipients.ts';
import { portalJobs } from './portal-jobs.ts';
import { createPreviewService } from './preview/preview-service.ts';
import { otherSecretRefused } from './server-secret.ts';
import { createReportingOffice } from './reports/reporting-office.ts';
import { createKeptRead } from './storage/kept-read.ts';
import { createOutbox } from './storage/outbox.ts';
import { createDeclaredIndexes } from './storage/schema.ts';
import { createStoreRewriting } from './storage/store-rewriting.ts';
import type { PasswordHash } from './vault/password.ts';
import { createCatalogue } from './language/catalogue.ts';
import type { Log } from './log.ts';
import { createRefusalCounts } from './web/refusal-counts.ts';

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
  const storage = await createStorageServices({ config, isNew: hasNoOffice, clock });
  const { database, serverKeys, processId, leases } = storage;

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
  const auditors = async () => {
    const everybody = await accounts.members.list();
    return everybody.filter((member) => isAuditor(member)).map(({ _id }) => _id);
  };

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
  const web = createWebServices({ config, catalogue, office });
  const { site, callers } = web;
  const recipients = createRecipients({ readers, casesById: (ids) => audiencesOf(ids) });
  const mail = createMailServices({
    database,
    serverKeys,
    config,
    catalogue,
    recipientsOf: (notices) => recipients.recipientsOf(notices),
    everyMemberId: async () => (await accounts.members.list()).map(({ _id }) => _id),
    memberById: (id) => readers.memberById(id),
    office: () => office.settings(),
    officeName: (locale) => office.nameIn(locale),
    clock,
    log,
  });
  const { notifications, mailCheck, mailer } = mail;
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
      rewriting: storage.isEmbedded
        ? createStoreRewriting({ database, today, clock, spareBytes, log })
        : undefined,
      today,
    }),
  });

  async function closeDatabase(): Promise<void> {
    await threads.close();
    await storage.closeDatabase();
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

  const cookie = createSessionCookie({ isSecure: config.baseUrl.startsWith('https:') });
  const warningsFor = createStandingWarnings({
    ofKeys: createKeyWarnings({ ...accounts.shown, office }),
    ofMail: createMailWarnings({ latestCheck: mail.shownMailCheck, lateMails: mail.shownLateMails, office }),
    hasAuditor: async () => (await accounts.shown.members.list()).some((member) => isAuditor(member)),
  });
  return {
    config,
    log,
    clock,
    database,
    accounts,
    accountMail,
    ...auditServices,
    ...caseFeatures,
    dashboard: createDashboardService({ figures, isHoliday: isNationalHoliday }),
    previews: createPreviewService(),
    ...mail,
    outbox,
    jobs,
    cookie,
    guards: createGuards({
      ...accounts,
      warningsFor,
      cookie,
      useLocale: (res, locale) => site.useLocale(res, locale),
    }),
    reportingOffice: createReportingOffice({ ...accounts.shown, database }),
    catalogue,
    ...web,
    admission: abuse.admission,
    stamps: abuse.stamps,
    wrongCodes,
    refusals,
    publishedKeys: createKeptRead({
      database,
      collection: ['office', 'units', 'members', 'keyGrants'],
      read: async () => accounts.shown.confirmations.published(),
    }),
    today,

    /** Resolves when the store is gone for good, so that nothing is left to do but to start again; an office's own server comes back. */
    storeStopped: storage.storeStopped,

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

/** A database of a first start, which knows no secret. */
async function hasNoOffice(database: Database): Promise<boolean> {
  return createOfficeStore(database).isNew();
}

export type Services = Awaited<ReturnType<typeof createServices>>;
