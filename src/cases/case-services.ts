import { isNationalHoliday } from '../calendar/holidays.ts';
import type { AuditLog } from './case-access.ts';
import { createCaseMessages } from './case-messages.ts';
import { createCaseQueueService } from './case-queue-service.ts';
import { createCaseReadingService } from './case-reading-service.ts';
import { createCaseStepService } from './case-step-service.ts';
import { caseCollection } from './case-collection-store.ts';
import { createCaseFiguresStore } from './case-figures-store.ts';
import { createCaseStore } from './case-store.ts';
import { createConflictService } from './conflict-service.ts';
import { createDeadlines } from './deadlines.ts';
import { createDraftService } from './draft-service.ts';
import { createDraftStore } from './draft-store.ts';
import { createEvidenceService } from './evidence-service.ts';
import { createFileRoom } from './file-room.ts';
import { createFoundConflicts } from './found-conflicts.ts';
import { createHandingOver } from './handing-over.ts';
import { createHoldService } from './hold-service.ts';
import { createIdentityService } from './identity-service.ts';
import { createLeaving } from './leaving.ts';
import { createLooking } from './looking.ts';
import { createOpening } from './opening.ts';
import { createRemovals } from './removal-service.ts';
import { createRemovalStore } from './removal-store.ts';
import { createReplyService } from './reply-service.ts';
import { createRetention } from './retention.ts';
import { createSealedReasons } from './sealed-reasons.ts';
import { createSpamService } from './spam-service.ts';
import { createSweepService } from './sweep-service.ts';
import { createTextRoom } from './text-room.ts';
import { createTrackingService } from './tracking-service.ts';
import { createWithdrawals } from './withdrawal-service.ts';
import { createConversationService } from '../conversation/conversation-service.ts';
import { createMessageStore } from '../conversation/message-store.ts';
import { createFileThreads } from '../disclosure/threads/file-threads.ts';
import { createPdfWordsService } from '../preview/pdf-words-service.ts';
import { createClamdScanner } from '../scanning/clamd.ts';
import { freeBytes } from '../storage/database.ts';
import { owingIn } from '../storage/outbox.ts';
import { createSealedFiles } from '../storage/sealed-files.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { AuditService } from '../audit/audit-service.ts';
import type { Day } from '../calendar/day.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import type { Leases } from '../storage/leases.ts';

interface Dependencies {
  readonly database: Database;
  readonly processId: string;
  readonly config: Pick<Config, 'uploads' | 'clamd'>;
  readonly accounts: Pick<Accounts, 'office' | 'readers' | 'shown'>;
  readonly audit: AuditService;
  readonly livingProcesses: Leases['livingProcesses'];
  readonly today: () => Day;
  readonly clock: () => Date;
  readonly log: Log;
}

/** Constructs what works on cases, their files and their conversation; src/services.ts alone calls it. */
export function createCaseServices({
  database,
  processId,
  config,
  accounts,
  audit,
  livingProcesses,
  today,
  clock,
  log,
}: Dependencies) {
  const { office, readers } = accounts;
  const files = createSealedFiles({ database, processId });
  const caseModel = caseCollection(database);
  const caseStore = createCaseStore(caseModel);
  const draftStore = createDraftStore(caseModel);
  const removalStore = createRemovalStore(caseModel);
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
    pdfWords: createPdfWordsService(),
    ...(config.clamd && { scanner: createClamdScanner(config.clamd) }),
    expectFiles: async (caseId) => draftStore.expectFiles(caseId),
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
  const withdrawals = createWithdrawals({ cases: caseStore, retention, today });
  const messages = createCaseMessages({ removals: removalStore, conversation, today });
  const caseAudit: AuditLog = { record: (line) => audit.record({ ...line, on: today() }) };
  const handingOver = createHandingOver({
    cases: caseStore,
    readersWithout: async (leaving, found, report) => readers.readersWithout(leaving, found, report),
    whoLeft: (caseId) => audit.whoLeft(caseId),
    log,
  });
  const reasons = createSealedReasons({
    recipientsOf: (audience) => readers.recipientsOfAudience(audience),
  });
  const leave = createLeaving({
    cases: caseStore,
    reasons,
    acceptLines: (lines) => audit.acceptAll(lines),
    retention,
    today,
  });
  const forConflicts = { cases: caseStore, handingOver, leave, log };
  const foundConflicts = createFoundConflicts({
    ...forConflicts,
    concernNow: async (found, report) => accounts.shown.readers.concernNow(found, report),
  });
  const looking = createLooking({
    cases: caseStore,
    foundConflictsNow: async () => {
      const concern = await readers.concernOfMany();
      return createFoundConflicts({
        ...forConflicts,
        concernNow: async (found, report) => concern(found, report),
      });
    },
    log,
  });
  const opening = createOpening({ cases: caseStore, handingOver, foundConflicts });
  const spam = createSpamService({ cases: caseStore, opening, messages: messageStore, retention, today });
  const tracking = createTrackingService({
    spam,
    cases: caseStore,
    messages: messageStore,
    removals: removalStore,
    conversation,
    evidence,
    deadlines,
    today,
  });
  const cases = {
    ...createCaseQueueService({ cases: caseStore }),
    ...createCaseReadingService({
      cases: caseStore,
      opening,
      conversation,
      evidence,
      audit: caseAudit,
    }),
    ...createReplyService({ cases: caseStore, opening, messages, deadlines, today }),
    ...createCaseStepService({
      cases: caseStore,
      opening,
      messages: messageStore,
      deadlines,
      retention,
      today,
    }),
  };
  const conflicts = createConflictService({
    cases: caseStore,
    messages,
    handingOver,
    leave,
    concernNow: async (found, report) => readers.concernNow(found, report),
    audienceWithout: async (leavingId, found) => readers.audienceWithout(leavingId, found),
    today,
  });
  const holds = createHoldService({ cases: caseStore, opening, messages, reasons, retention, today });
  const identities = createIdentityService({
    cases: caseStore,
    opening,
    messages,
    reasons,
    audit: caseAudit,
    today,
  });
  const removals = createRemovals({
    removals: removalStore,
    conversation,
    files,
    spam,
    deadlines,
    retention,
    today,
  });
  const sweep = createSweepService({
    drafts: draftStore,
    messages: messageStore,
    files,
    removals,
    room: textRoom,
    isAlive: async () => {
      const living = await livingProcesses();
      return (id) => living.has(id);
    },
    today,
    log,
  });

  return {
    cases,
    conflicts,
    looking,
    holds,
    identities,
    drafts,
    tracking,
    withdrawals,
    removals,
    spam,
    evidence,
    sweep,
    room,
    threads,
    figures: createCaseFiguresStore(caseModel),
    /** Where acts leave what they owe (src/storage/outbox.ts). */
    owing: [owingIn(caseModel), owingIn(messageStore.model)],
    audiencesOf: (ids: readonly string[]) => caseStore.audiencesOf(ids),
  };
}

/** The office's side of a case: the queue, opening, and every act on it. */
export type CaseService = ReturnType<typeof createCaseServices>['cases'];
