import type { Day } from '../calendar/day.ts';
import type { Log } from '../log.ts';
import type { Database } from '../storage/database.ts';
import type { ServerKeys } from '../vault/server-keys.ts';
import { createAuditChain } from './audit-chain.ts';
import { createAuditDayStore, type MacOfHead } from './audit-day-store.ts';
import { createAuditExport } from './audit-export.ts';
import { type Head, spellHead } from './audit-hashes.ts';
import { createAuditLinkStore } from './audit-link-store.ts';
import { createAuditService } from './audit-service.ts';
import { createAuditStore } from './audit-store.ts';
import { createAuditVerificationService } from './audit-verification-service.ts';
import { createAuditVerificationStore } from './audit-verification-store.ts';

interface Dependencies {
  readonly database: Database;
  readonly serverKeys: ServerKeys;
  /** Mails the auditors; either may be asked again with the same day. */
  readonly tellHead: (day: Day, head: Head) => Promise<void>;
  readonly tellFault: (day: Day) => Promise<void>;
  readonly today: () => Day;
  readonly log: Log;
}

/** Constructs the log of every act and what carries on, checks and hands out its chain; src/services.ts alone calls it. */
export function createAuditServices({ database, serverKeys, tellHead, tellFault, today, log }: Dependencies) {
  const macOfHead: MacOfHead = (day, head) => serverKeys.mac('audit-head', `${day} ${spellHead(head)}`);
  const chain = {
    lines: createAuditStore(database),
    links: createAuditLinkStore(database),
    days: createAuditDayStore(database, macOfHead),
  };
  return {
    audit: createAuditService({ ...chain, today }),
    auditChain: createAuditChain({ ...chain, today, announce: tellHead }),
    auditVerification: createAuditVerificationService({
      ...chain,
      verifications: createAuditVerificationStore(database),
      today,
      macOf: macOfHead,
      announceFault: tellFault,
      log,
    }),
    auditExport: createAuditExport(chain),
  };
}
