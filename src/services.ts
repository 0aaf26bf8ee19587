import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createAdmission } from './abuse/admission.ts';
import { createBudgetService } from './abuse/budget-service.ts';
import { createBudgetStore } from './abuse/budget-store.ts';
import { createFormStamps } from './abuse/form-stamp.ts';
import { createProofs } from './abuse/proof.ts';
import { createProofEffort } from './abuse/proof-effort.ts';
import { createSpentTicketStore } from './abuse/spent-ticket-store.ts';
import { createTicketService } from './abuse/ticket-service.ts';
import { createWaitingLine } from './abuse/waiting-line.ts';
import { createWaitingLineStore } from './abuse/waiting-line-store.ts';
import { createWrongCodeService } from './abuse/wrong-code-service.ts';
import { createWrongCodeStore } from './abuse/wrong-code-store.ts';
import { createAccountMail } from './accounts/account-mail.ts';
import { createAccounts } from './accounts/accounts.ts';
import { createGuards } from './accounts/sign-in/guards.ts';
import { createAccessNews } from './accounts/keys/access-news.ts';
import { createKeyWarnings } from './accounts/keys/key-warnings.ts';
import { createAuditorWarning } from './accounts/office/auditor-warning.ts';
import { createMailWarnings } from './accounts/office/mail-warnings.ts';
import { createSessionCookie } from './accounts/sign-in/session-cookie.ts';
import { createAuditChain } from './audit/audit-chain.ts';
import { createAuditDayStore, type MacOfHead } from './audit/audit-day-store.ts';
import { spellHead } from './audit/audit-hashes.ts';
import { createAuditExport } from './audit/audit-export.ts';
import { createAuditLinkStore } from './audit/audit-link-store.ts';
import { createAuditService } from './audit/audit-service.ts';
import { createAuditStore } from './audit/audit-store.ts';
import { createAuditVerificationService } from './audit/audit-verification-service.ts';
import { createAuditVerificationStore } from './audit/audit-verification-store.ts';
import { auditorIds } from './audit/auditors.ts';
import { isNationalHoliday } from './calendar/holidays.ts';
import { createCaseMessages } from './cases/case-messages.ts';
import { type AuditLog, createCaseService } from './cases/case-service.ts';
import { caseCollection } from './cases/case-collection-store.ts';
import { createCaseFiguresStore } from './cases/case-figures-store.ts';
import { createCaseStore } from './cases/case-store.ts';
import { createConflictService } from './cases/conflict-service.ts';
import { createDeadlines } from './cases/deadlines.ts';
import { createDraftService } from './cases/draft-service.ts';
import { createDraftStore } from './cases/draft-store.ts';
import { createEvidenceService } from './cases/evidence-service.ts';
import { createFileRoom } from './cases/file-room.ts';
import { createIdentityService } from './cases/identity-service.ts';
import { createRetention } from './cases/retention.ts';
import { createSpamService } from './cases/spam-service.ts';
import { createSweepService } from './cases/sweep-service.ts';
import { createTextRoom } from './cases/text-room.ts';
import { createTrackingService } from './cases/tracking-service.ts';
import { createWithdrawals } from './cases/withdrawal-service.ts';
import type { Config } from './config.ts';
import { createConversationService } from './conversation/conversation-service.ts';
import { createMessageStore } from './conversation/message-store.ts';
import { createDashboardService } from './dashboard/dashboard-service.ts';
import { createFileThreads } from './disclosure/threads/file-threads.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from './embedded-mongo/embedded-mongo.ts';
import { makeFolder } from './embedded-mongo/make-folder.ts';
import { StartRefused } from './errors.ts';
import { createJobs } from './jobs.ts';
import { createMailCheckService } from './notifications/mail-check-service.ts';
import { createMailCheckStore } from './notifications/mail-check-store.ts';
import { createMailStore } from './notifications/mail-store.ts';
import { createFolderMailer, createSmtpMailer } from './notifications/mailer.ts';
import { createNotificationService } from './notifications/notification-service.ts';
import { createRecipients } from './notifications/recipients.ts';
import { createPreviewService } from './preview/preview-service.ts';
import { createReportingOffice } from './reports/reporting-office.ts';
import { createClamdScanner } from './scanning/clamd.ts';
import { serverSecretOf } from './server-secret.ts';
import { freeBytes, openDatabase } from './storage/database.ts';
import { refuseLostStore } from './store-tool/data-folder.ts';
import { createKeptRead } from './storage/kept-read.ts';
import { createLeases } from './storage/leases.ts';
import { createOutbox, owingIn } from './storage/outbox.ts';
import { createDeclaredIndexes } from './storage/schema.ts';
import { createSealedFiles } from './storage/sealed-files.ts';
import { createStoreRewriting } from './storage/store-rewriting.ts';
import { createServerKeys } from './vault/server-keys.ts';
import { createCatalogue } from './language/catalogue.ts';
import type { Log } from './log.ts';
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
}

/**
 * Constructs everything, in the order in which it depends on each other; nothing else does.
 * @throws {StartRefused} when the secret is not the database's, or the data folder cannot be used
 * @throws {DatabaseUnreachable} when MONGODB_URI names no server that answers
 */
export async function createServices({ config, log, clock = () => new Date() }: Options) {
  await makeFolder(config.dataFolder).catch((cause: unknown) => {
    throw new StartRefused(`DATA_DIR ${config.dataFolder} cannot be created. Example: DATA_DIR=./data`, {
      cause,
    });
  });
  const store = config.mongodbUri ? undefined : await startStore(config.dataFolder);
  const { serverKeys, database } = await beforeServices(config, store).catch(async (error: unknown) => {
    await store?.close();
    throw error;
  });
  const processId = randomBytes(12).toString('hex');
  const isHttps = config.baseUrl.startsWith('https:');

  const leases = createLeases({ database, processId, clock });
  const macOfHead: MacOfHead = (day, head) => serverKeys.mac('audit-head', `${day} ${spellHead(head)}`);
  const chain = {
    lines: createAuditStore(database),
    links: createAuditLinkStore(database),
    days: createAuditDayStore(database, macOfHead),
  };
  const audit = createAuditService({ ...chain, today: () => today() });
  const accounts = createAccounts({ database, serverKeys, audit, clock, baseUrl: config.baseUrl });
  const { office, readers } = accounts;
  const today = () => office.dayNow();

  const files = createSealedFiles({ database, processId });
  const caseModel = caseCollection(database);
  const caseStore = createCaseStore(caseModel);
  const draftStore = createDraftStore(caseModel);
  const messageStore = createMessageStore(database);
  const deadlines = createDeadlines(isNationalHoliday);
  const retention = createRetention(() => office.retentionMonths());
  const conversation = createConversationService({ messages: messageStore, today });
  const threads = createFileThreads();
  const room = createFileRoom({ files, limits: config.uploads, freeBytes: () => freeBytes(database) });
  const evidence = createEvidenceService({
    files,
    limits: config.uploads,
    room,
    threads,
    ...(config.clamd && { scanner: createClamdScanner(config.clamd) }),
    today,
  });
  const textRoom = createTextRoom({
    reserveBytes: config.uploads.reserveBytes,
    freeBytes: () => freeBytes(database),
    clock,
  });
  const drafts = createDraftService({
    drafts: draftStore,
    room: textRoom,
    eligibleReaders: (report) => readers.eligibleReaders(report),
    shownReaders: (report) => accounts.shown.readers.eligibleReaders(report),
    deadlines,
    today,
  });
  const spam = createSpamService({ cases: caseStore, retention, today });
  const tracking = createTrackingService({
    spam,
    cases: caseStore,
    conversation,
    evidence,
    deadlines,
    today,
  });
  const withdrawals = createWithdrawals({ cases: caseStore, deadlines, retention, today });
  const messages = createCaseMessages({ cases: caseStore, conversation, today });
  const caseAudit: AuditLog = { record: (line) => audit.record({ ...line, on: today() }) };
  const cases = createCaseService({
    cases: caseStore,
    messages,
    conversation,
    evidence,
    deadlines,
    retention,
    audit: caseAudit,
    today,
  });
  const conflicts = createConflictService({
    cases: caseStore,
    messages,
    readers,
    acceptLines: (lines) => audit.acceptAll(lines),
    today,
  });
  const identities = createIdentityService({
    cases: caseStore,
    messages,
    recipientsOf: (audience) => readers.recipientsOfAudience(audience),
    audit: caseAudit,
    today,
  });
  const dashboard = createDashboardService({
    figures: createCaseFiguresStore(caseModel),
    isHoliday: isNationalHoliday,
  });
  const sweep = createSweepService({
    cases: caseStore,
    drafts: draftStore,
    messages: messageStore,
    conversation,
    files,
    withdrawals,
    room: textRoom,
    isAlive: async () => {
      const living = await leases.livingProcesses();
      return (id) => living.has(id);
    },
    today,
  });

  const catalogue = createCatalogue();
  const assets = createStaticAssets();
  const site = createSite({
    catalogue,
    assets: assets.urls,
    officeName: (locale) => office.nameIn(locale),
    onionAddress: config.onionAddress,
  });
  const entrances = createEntrances(config);
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
  const accessNews = createAccessNews({ ...accounts, mail: accountMail });
  const mails = createMailStore(database);
  const recipients = createRecipients({ readers, casesById: (ids) => caseStore.audiencesOf(ids) });
  const notifications = createNotificationService({
    mails,
    mailer,
    catalogue,
    recipientsOf: (notices) => recipients.recipientsOf(notices),
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
  const auditVerification = createAuditVerificationService({
    ...chain,
    verifications: createAuditVerificationStore(database),
    today,
    macOf: macOfHead,
    announceFault: async (day) => notifications.tellFault(day, auditorIds(await accounts.members.list())),
    log,
  });
  const auditChain = createAuditChain({
    ...chain,
    today,
    announce: async (day, head) => {
      await notifications.tellHead(day, head, auditorIds(await accounts.members.list()));
      await auditVerification.ask(undefined);
    },
  });
  const { texts, uploads, wrongCodes: wrongCode, waitSeconds, shortestSeconds } = config.abuse;
  const limits = { draft: texts, report: texts, message: texts, upload: uploads, wrongCode };
  const budgets = createBudgetService({ store: createBudgetStore(database), limits, clock, log });
  const line = createWaitingLine({ store: createWaitingLineStore(database), limits, clock });
  const tickets = createTicketService({
    serverKeys,
    proofs: createProofs(serverKeys.mac('proof-of-work', '')),
    effort: createProofEffort({ limits, clock }),
    spent: createSpentTicketStore(database),
    line,
    clock,
    waitSeconds,
  });
  const wrongCodes = createWrongCodeService({ store: createWrongCodeStore(database), budgets, today });
  const outbox = createOutbox({
    owing: [owingIn(caseModel), owingIn(messageStore.model), ...accounts.owing],
    handlers: {
      audit: (items) => audit.acceptAll(items),
      notice: (items) => notifications.acceptAll(items),
    },
    log,
  });
  /** Each in a job of its own: one that takes long, or fails, keeps no other from its time. */
  const sweeps: readonly [string, () => Promise<void>][] = [
    ['cases', () => sweep.sweep()],
    ['accounts', () => accounts.sweep()],
    ['notices', () => notifications.sweep(today())],
    ['budgets', () => budgets.sweep()],
    ['tickets', () => tickets.sweep()],
    ['lines', () => line.sweep()],
    ['codes', () => wrongCodes.sweep()],
  ];
  const refusals = createRefusalCounts({ log, clock });
  const rewriting = createStoreRewriting({
    database,
    today,
    clock,
    spareBytes: config.uploads.reserveBytes,
    log,
  });
  const jobs = createJobs({
    leases,
    log,
    jobs: [
      {
        name: 'outbox',
        everySeconds: 2,
        isNeeded: () => outbox.hasOwed(),
        work: (signal) => outbox.deliver(signal),
      },
      {
        name: 'audit-chain',
        everySeconds: 5,
        isNeeded: () => auditChain.isNeeded(),
        work: (signal) => auditChain.work(signal),
      },
      {
        name: 'audit-verification',
        everySeconds: 2,
        isNeeded: () => auditVerification.isNeeded(),
        work: (signal) => auditVerification.work(signal),
      },
      {
        name: 'mail',
        everySeconds: 5,
        isNeeded: () => notifications.hasDue(),
        work: (signal) => notifications.deliverDue(signal),
      },
      {
        name: 'mail-check',
        everySeconds: 30,
        isNeeded: () => mailCheck.isNeeded(),
        work: (signal) => mailCheck.work(signal),
      },
      {
        name: 'withdrawals',
        everySeconds: 5,
        isNeeded: () => sweep.hasWithdrawals(),
        work: () => sweep.finishWithdrawals(),
      },
      {
        name: 'room',
        everySeconds: 600,
        isNeeded: () => room.isScarce(),
        work: () => room.markIdle(),
      },
      {
        name: 'wrong-codes',
        everySeconds: 60,
        isNeeded: () => wrongCodes.hasUnwritten(),
        work: () => wrongCodes.write(),
      },
      {
        name: 'refusals',
        everySeconds: 600,
        isNeeded: () => refusals.hasPast(),
        work: () => refusals.tellPast(),
      },
      ...sweeps.map(([what, work]) => ({ name: `sweep-${what}`, everySeconds: 600, work })),
      ...(store
        ? [
            {
              name: 'store-rewriting',
              everySeconds: 60,
              isNeeded: () => rewriting.isNeeded(),
              work: (signal: AbortSignal) => rewriting.work(signal),
            },
          ]
        : []),
    ],
  });

  async function closeDatabase(): Promise<void> {
    await threads.close();
    await database.close();
    await store?.close();
  }
  try {
    await createDeclaredIndexes(database);
    await office.adoptSecret(serverKeys.secretCheck());
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
    lateMails: createKeptRead({ database, collection: 'mails', read: () => notifications.late() }),
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
    accessNews,
    audit,
    auditChain,
    auditVerification,
    auditExport: createAuditExport(chain),
    cases,
    conflicts,
    identities,
    previews: createPreviewService(),
    dashboard,
    drafts,
    tracking,
    withdrawals,
    spam,
    evidence,
    sweep,
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
    admission: createAdmission({ budgets, tickets }),
    stamps: createFormStamps({ serverKeys, clock, shortestSeconds }),
    wrongCodes,
    refusals,
    entrances,
    freshOffice: createFreshOffice(office),
    publicPages,
    publishedKeys: async () => accounts.shown.confirmations.published(),
    today,

    /** Resolves when the store is gone for good, so that nothing is left to do but to start again; an office's own server comes back. */
    storeStopped: store?.stopped,

    /** Ends the jobs, then the connections, then the store, so that nothing is cut. */
    async close(): Promise<void> {
      await jobs.stop();
      refusals.tellAll();
      await wrongCodes.write().catch((err: unknown) => log.warn({ err }, 'wrong codes were not counted'));
      mailer.close();
      await retire();
      await closeDatabase();
    },
  };
}

/** The secret is made after the store, so that one without a store tells that the store was lost. */
async function startStore(dataFolder: string): Promise<EmbeddedMongo> {
  await refuseLostStore(dataFolder);
  return startEmbeddedMongo({ folder: join(dataFolder, 'store') });
}

async function beforeServices(config: Config, store: EmbeddedMongo | undefined) {
  const serverKeys = createServerKeys(config.serverSecret ?? (await serverSecretOf(config.dataFolder)));
  return { serverKeys, database: await openDatabase(config.mongodbUri ?? store?.uri ?? '') };
}

export type Services = Awaited<ReturnType<typeof createServices>>;
