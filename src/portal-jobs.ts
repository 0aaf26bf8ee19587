import type { BudgetService } from './abuse/budget-service.ts';
import type { TicketService } from './abuse/ticket-service.ts';
import type { WaitingLine } from './abuse/waiting-line.ts';
import type { WrongCodeService } from './abuse/wrong-code-service.ts';
import type { Accounts } from './accounts/accounts.ts';
import type { AuditChain } from './audit/audit-chain.ts';
import type { AuditVerificationService } from './audit/audit-verification-service.ts';
import type { Day } from './calendar/day.ts';
import type { FileRoom } from './cases/file-room.ts';
import type { Removals } from './cases/removal-service.ts';
import type { SweepService } from './cases/sweep-service.ts';
import type { Job } from './jobs.ts';
import type { MailCheckService } from './notifications/mail-check-service.ts';
import type { NotificationService } from './notifications/notification-service.ts';
import type { Database } from './storage/database.ts';
import type { Outbox } from './storage/outbox.ts';
import { writesTo } from './storage/schema.ts';
import type { StoreRewriting } from './storage/store-rewriting.ts';
import type { RefusalCounts } from './web/refusal-counts.ts';

interface Worked {
  readonly database: Database;
  readonly outbox: Outbox;
  readonly auditChain: AuditChain;
  readonly auditVerification: AuditVerificationService;
  readonly notifications: NotificationService;
  readonly mailCheck: MailCheckService;
  readonly removals: Removals;
  readonly sweep: SweepService;
  readonly room: FileRoom;
  readonly accounts: Pick<Accounts, 'sweep'>;
  readonly budgets: BudgetService;
  readonly tickets: TicketService;
  readonly line: WaitingLine;
  readonly wrongCodes: WrongCodeService;
  readonly refusals: RefusalCounts;
  /** Where the store is the portal's own. */
  readonly rewriting: StoreRewriting | undefined;
  readonly today: () => Day;
}

/** Everything that the portal does without being asked, and how often it looks whether there is something to do. */
export function portalJobs(worked: Worked): Job[] {
  const { database, outbox, auditChain, auditVerification, notifications, mailCheck } = worked;
  const { removals, room, wrongCodes, refusals, rewriting } = worked;
  const writes = (collections: readonly string[]) => () => writesTo(database, collections);
  return [
    {
      name: 'outbox',
      everySeconds: 2,
      isNeeded: () => outbox.hasOwed(),
      writes: writes(outbox.collections),
      work: (signal) => outbox.deliver(signal),
    },
    {
      name: 'audit-chain',
      everySeconds: 5,
      isNeeded: () => auditChain.isNeeded(),
      writes: writes(['audit']),
      work: (signal) => auditChain.work(signal),
    },
    {
      name: 'audit-verification',
      everySeconds: 2,
      isNeeded: () => auditVerification.isNeeded(),
      writes: writes(['auditverifications']),
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
      name: 'removals',
      everySeconds: 5,
      isNeeded: () => removals.isUnfinished(),
      writes: writes(['cases']),
      work: () => removals.finish(),
    },
    { name: 'room', everySeconds: 600, isNeeded: () => room.isScarce(), work: () => room.markIdle() },
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
    ...sweeps(worked),
    ...(rewriting
      ? [
          {
            name: 'store-rewriting',
            everySeconds: 60,
            isNeeded: () => rewriting.isNeeded(),
            work: (signal: AbortSignal) => rewriting.work(signal),
          },
        ]
      : []),
  ];
}

/** Each in a job of its own, so that one that takes long, or fails, does not delay the others. */
function sweeps({
  sweep,
  accounts,
  notifications,
  budgets,
  tickets,
  line,
  wrongCodes,
  today,
}: Worked): Job[] {
  const places: readonly [string, () => Promise<void>][] = [
    ['cases', () => sweep.sweep()],
    ['accounts', () => accounts.sweep()],
    ['notices', () => notifications.sweep(today())],
    ['budgets', () => budgets.sweep()],
    ['tickets', () => tickets.sweep()],
    ['lines', () => line.sweep()],
    ['codes', () => wrongCodes.sweep()],
  ];
  return places.map(([what, work]) => ({ name: `sweep-${what}`, everySeconds: 600, work }));
}
